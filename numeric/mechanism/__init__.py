"""The mechanism played out: beliefs after any histogram, whole rounds, and the game without stage 1."""
