# `make verify` and `make test` set up .venv by themselves and then run the main job and the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LAB := .venv-lab
LAB_PYTHON ?= $(PYTHON)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable

.PHONY: verify coq test test-more test-all mutants bulk wheel bite bite-quick trace bench docs lint clean certificates proofs lab lab-env lab-test mechanisms
verify: $(VENV)/installed
	$(BIN)/twostage verify --out results --report

# The certificates of `make verify`, replayed in Coq (Debian's package coq): SAMPLE=n for n of them,
# CHAIN=thm-1 for the theorem that a chain of them proves
coq: $(VENV)/installed
	$(BIN)/twostage recheck results --coq $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(CHAIN),--chain $(CHAIN))

# What takes over 5 s is printed: it is to run other programs (marker programs) or to go to bulk.
# One process for each processor: collecting takes each of them ten seconds, and few tests wait for other programs.
# What is rewritten for pytest is kept, whatever the environment says: every process would do it anew.
PYTEST = PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q -n $(shell $(PYTHON) -c 'import os; print(os.cpu_count())') \
  --dist loadfile --no-loadscope-reorder --durations 20 --durations-min 5
test: $(VENV)/installed-tests
	$(PYTEST)

# The same lines on more economies, claims, commands, pages (marker bulk); CI runs both
test-more: $(VENV)/installed-tests
	$(PYTEST) -m "bulk and not slow and not lab"

test-all: test test-more

# Every false variant of every claim is refused; `make test-all` tries the first of each, `make test` the first of nearly all.
mutants: $(VENV)/installed-tests
	$(BIN)/python -m proofs_check verify --mutants --quiet

bulk: $(VENV)/installed-tests
	$(BIN)/python -m pytest -q -n auto -m slow -rP

wheel: $(VENV)/installed-tests
	$(BIN)/python -m pytest -q -m slow -rP tests/installed

# One-edit mutants of the formulas and solvers, and the claims that notice: SAMPLE=n SEED=s MINUTES=m PAGE=file
bite: $(VENV)/installed-tests
	OMP_NUM_THREADS=1 $(BIN)/python -m bite run --sample $(or $(SAMPLE),400) --seed $(or $(SEED),2012) $(if $(MINUTES),--minutes $(MINUTES)) $(if $(PAGE),--page $(PAGE))

# A few of them, asked of the claims that compare what is computed or certified with the paper alone: five minutes, for CI
bite-quick: $(VENV)/installed-tests
	OMP_NUM_THREADS=1 $(BIN)/python -m bite run --room computed --room toolkit --room certified --sample $(or $(SAMPLE),30) --seed $(or $(SEED),2012) --minutes $(or $(MINUTES),3) --floor $(or $(FLOOR),30)

# What each claim tests, for the report: proofs_check/paper/tested.json
trace: $(VENV)/installed-tests
	OMP_NUM_THREADS=1 $(BIN)/python -m bite trace

# A proof of each claim that has one, searched for anew; `make verify` checks them.
proofs: $(VENV)/installed
	$(BIN)/twostage verify --search --quiet --out results
	$(BIN)/python -m proofs_check.engines.found results/certificates

# The bounds of Theorem 1 for all larger N, anew; `make verify` replays them.
certificates: $(VENV)/installed
	for economy in examples/*.toml; do $(BIN)/twostage threshold $$economy --certify --time-limit 300 \
	  --store examples/tails/$$(basename $$economy .toml).json || exit 1; done

# The tables of docs/mechanisms.md anew, below its introduction: about three minutes
mechanisms: $(VENV)/installed
	sed -i '/^## comparison/,$$d' docs/mechanisms.md
	$(BIN)/twostage compare examples/mechanisms/e1.toml --agents 10,30,100,300,1000 --markdown >> docs/mechanisms.md
	$(BIN)/twostage compare examples/mechanisms/e3.toml --agents 10,30,100 --markdown >> docs/mechanisms.md

# A session with people in it (docs/laboratory.md): make lab ARGS="--participants 12 --bots 8 --set rounds=5"
lab: $(VENV)/installed $(LAB)/installed
	$(LAB)/bin/python -m laboratory.start $(ARGS)

lab-env: $(LAB)/installed

lab-test: $(VENV)/installed-tests $(LAB)/installed
	$(BIN)/python -m pytest -q -n 0 -m lab tests/laboratory

bench: $(VENV)/installed
	$(PIP) ".[report,fast,bench]"
	$(BIN)/python -m benchmarks

# The documentation site, in an environment of its own: site/html/index.html
docs: .venv-docs/installed
	.venv-docs/bin/python docs/site

.venv-docs/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv-docs
	.venv-docs/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[report,fast,notebooks,docs]"
	touch $@

lint: $(VENV)/installed-tests
	$(BIN)/ruff check .
	$(BIN)/mypy

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) ".[report,fast]"
	$(BIN)/python -m compileall -q symbolic numeric proofs_check twostage
	touch $@

$(VENV)/installed-tests: $(VENV)/installed
	$(PIP) ".[report,fast,test,dev,notebooks,browser]"
	touch $@

$(LAB)/installed: laboratory/constraints.txt
	$(LAB_PYTHON) -m venv $(LAB)
	$(LAB)/bin/python -m pip install --quiet --disable-pip-version-check --constraint laboratory/constraints.txt otree
	touch $@

clean:
	rm -rf $(VENV) $(LAB) .venv-docs results site
