"""A mutated function takes the place of the imported one: plain, decorated, or a method."""

import json
import os
import subprocess
import sys

import pytest

from bite.scope import ROOT

EXCHANGE = """
import ast, json, sys
from pathlib import Path
from bite import patching

patching.prepare()
import numeric.economy.environment
from numeric.economy.environment import Environment
from numeric.probability.posterior import _log, log_likelihoods, posterior

def exchanged(module, before, after):
    source = Path(sys.modules[module].__file__).read_text()
    assert source.count(before) == 1, (module, before)
    return patching.exchanged(module, ast.parse(source.replace(before, after)))

module = "numeric.probability.posterior"
told = {"known": patching.prepared(module), "unknown": patching.prepared("numeric.none")}
told["cached"] = exchanged(module, "return np.array(prior), np", "return 'edited', np")
from numeric.economy.reader import load_economy
told["ran"] = log_likelihoods(load_economy("examples/log.toml"))[0]
told["plain"] = exchanged(module, "/ value.denominator)", "/ value.denominator) * 0 + 7")
from fractions import Fraction
told["value"] = float(_log(Fraction(3, 2)))
told["fewer"] = patching.exchanged(module, ast.parse("def posterior(): pass"))
patching.forget()
told["left"] = sum(name.startswith("numeric") for name in sys.modules)
print(json.dumps(told))
"""


@pytest.mark.bulk
def test_functions_are_exchanged_in_place_and_the_project_can_be_forgotten() -> None:
    run = subprocess.run(
        [sys.executable, "-c", EXCHANGE],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    assert json.loads(run.stdout) == {
        "known": True,
        "unknown": False,
        "cached": True,
        "ran": "edited",
        "plain": True,
        "value": 7.0,
        "fewer": False,  # a tree without the other functions is refused
        "left": 0,
    }
