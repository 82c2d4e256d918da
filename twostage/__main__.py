"""``python -m twostage`` is the command ``twostage``."""

from proofs_check.cli import main

if __name__ == "__main__":
    main()
