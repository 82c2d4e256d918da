# `make verify` and `make test` set up .venv by themselves and then run the main job and the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: verify test bulk lint clean
verify: $(VENV)/installed
	$(BIN)/twostage verify

test: $(VENV)/installed
	$(BIN)/python -m pytest -q -n auto --dist loadfile

bulk: $(VENV)/installed
	$(BIN)/python -m pytest -q -n auto -m slow -rP

lint: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/mypy

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[test,dev,report,fast,notebooks,browser]"
	touch $@

clean:
	rm -rf $(VENV) results
