"""Stage 2 compiled to vector machine code from the symbolic conditions.

Imports llvmlite only when something is compiled.
"""
