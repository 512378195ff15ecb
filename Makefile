# Two commands do everything, set-up included: `make demo` and `make test`.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := -m pip --disable-pip-version-check --quiet
LOWEST := $(VENV)/lowest

.PHONY: demo test lint wheel-test versions test-lowest soak golden clean

demo: $(VENV)/.run  ## set up, then run the main job on the bundled sample
	@$(BIN)/claimboard demo
	@echo "(claimboard stands in $(BIN)/: call it there, or put that folder on your PATH)"

test: lint  ## set up, check style, types and import contracts, then run every test
	@$(BIN)/python -m pytest -n auto --maxprocesses 8 --dist worksteal

lint: $(VENV)/.dev  ## ruff, mypy --strict and the import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache >$(VENV)/contracts.log || { cat $(VENV)/contracts.log; exit 1; }

wheel-test: $(VENV)/.dev  ## install the wheel away from here and do all that the README says, offline
	@$(BIN)/python -m pytest -m installed tests/packaging

versions: $(VENV)/.dev  ## wheel-test under each Python that is here; types and wheels for those that are not
	@PYTHONS="3.11 3.12 3.13" $(BIN)/python -m pytest -m installed tests/packaging
	@$(BIN)/python -m tests.packaging.versions

test-lowest: $(LOWEST)/.dev  ## every test with every dependency at its lower bound
	@$(LOWEST)/bin/python -m pytest -n auto --maxprocesses 8 --dist worksteal

soak: $(VENV)/.dev  ## the long form of the tests of faults: some hundred kills, ten thousand hostile texts, new examples
	@$(BIN)/python -m pytest -m soak tests/soak --hypothesis-profile new
	@$(BIN)/python -m pytest -m "hypothesis and not soak" --hypothesis-profile new

golden: $(VENV)/.dev  ## write the regression files anew: read the diff before you commit it
	@$(BIN)/python -m pytest --force-regen || true
	@git status --short tests

clean:  ## remove the environment and the caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache dist

$(VENV)/bin/python $(LOWEST)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
	  { echo "Claimboard needs Python 3.11 to 3.13; $(PYTHON) is another. Say which: make PYTHON=python3.11"; exit 1; }
	@echo "setting up $(@D:/bin=) (once)" >&2
	@$(PYTHON) -m venv $(@D:/bin=)

$(VENV)/.run: pyproject.toml $(VENV)/bin/python
	@$(BIN)/python $(PIP) install --editable . && touch $@

$(VENV)/.dev: pyproject.toml $(VENV)/bin/python
	@echo "installing what the tests need (once)" >&2
	@$(BIN)/python $(PIP) install --editable '.[dev]' && touch $@ $(VENV)/.run

$(LOWEST)/.dev: pyproject.toml $(LOWEST)/bin/python $(VENV)/.dev
	@$(BIN)/python -m tests.packaging.lowest >$(LOWEST)/constraints.txt
	@$(LOWEST)/bin/python $(PIP) install --only-binary :all: --constraint $(LOWEST)/constraints.txt --editable '.[dev]'
	@touch $@
