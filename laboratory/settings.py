"""oTree's settings; secrets come from the environment, which ``laboratory.start`` fills."""

import sys
from os import environ
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from laboratory.treatment import DEFAULTS

SESSION_CONFIG_DEFAULTS = {
    "real_world_currency_per_point": 0.05,
    "participation_fee": 5.00,
    "doc": "The entries are explained in docs/laboratory.md.",
    **DEFAULTS,
}


def _config(name: str, shown: str, **changes: object) -> dict[str, object]:
    apps = ["market", "payment"]
    named = {"name": name, "display_name": shown, "app_sequence": apps}
    return {**named, "num_demo_participants": 8, **changes}


SESSION_CONFIGS = [
    _config("two_stage", "Two stages, histogram announced"),
    _config(
        "posterior", "Two stages, histogram and chances of the states shown", show_posterior=True
    ),
    _config("silent", "Two stages, nothing announced", announce=False),
    _config("one_stage", "One stage", stages=1),
]
ROOMS = [{"name": "laboratory", "display_name": "The laboratory"}]
LANGUAGE_CODE = "en"
REAL_WORLD_CURRENCY_CODE = environ.get("LAB_CURRENCY", "EUR")
USE_POINTS = True
POINTS_DECIMAL_PLACES = 2
PARTICIPANT_FIELDS: list[str] = []
SESSION_FIELDS: list[str] = []
ADMIN_USERNAME = "admin"
ADMIN_PASSWORD = environ.get("OTREE_ADMIN_PASSWORD", "")
DEMO_PAGE_INTRO_HTML = ""
SECRET_KEY = environ.get("LAB_SECRET", "")
if not SECRET_KEY or not ADMIN_PASSWORD:
    sys.exit(
        "LAB_SECRET and OTREE_ADMIN_PASSWORD must be set: start with python -m laboratory.start"
    )
