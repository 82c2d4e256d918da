"""The mechanism played out.

Beliefs after any histogram, whole rounds, and the game without stage 1.
"""
