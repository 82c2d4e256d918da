"""Engines behind one call.

They are SMT solvers in child processes, and the search for certificates that
``proofs_check.recheck`` accepts.
"""
