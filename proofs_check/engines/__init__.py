"""Engines behind one call.

SMT solvers in child processes, and the search for certificates that ``proofs_check.recheck``
accepts.
"""
