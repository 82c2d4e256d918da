"""Stage 2 compiled to vector machine code from the symbolic conditions; imports llvmlite only when something is compiled."""
