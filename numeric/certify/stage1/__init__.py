"""Stage 1 with proof."""
