"""Speed side by side with hand-written C and with peers.

``python -m benchmarks``, or ``make bench``.
"""
