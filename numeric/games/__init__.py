"""The mechanisms that the introduction and section 6 compare with: solvers, outcomes and one measure of welfare."""
