"""``python -m proofs_check`` is the command ``twostage``."""

from proofs_check.cli import run

if __name__ == "__main__":
    run()
