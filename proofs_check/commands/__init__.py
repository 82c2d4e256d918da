"""The commands of ``twostage``, one module each; they are imported when they are called."""
