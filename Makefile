# Two commands do everything, set-up included: `make demo` and `make test`.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test lint golden clean

demo: $(VENV)/.run  ## set up, then run the main job on the bundled sample
	@$(BIN)/claimboard demo
	@echo "(claimboard stands in $(BIN)/: call it there, or put that folder on your PATH)"

test: lint  ## set up, check style, types and import contracts, then run every test
	@$(BIN)/python -m pytest

lint: $(VENV)/.dev  ## ruff, mypy --strict and the import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache >$(VENV)/contracts.log || { cat $(VENV)/contracts.log; exit 1; }

golden: $(VENV)/.dev  ## write the regression files anew: read the diff before you commit it
	@$(BIN)/python -m pytest --force-regen || true
	@git status --short tests

clean:  ## remove the environment and the caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache dist

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
	  { echo "Claimboard needs Python 3.11 to 3.13; $(PYTHON) is another. Say which: make PYTHON=python3.11"; exit 1; }
	@echo "setting up $(VENV) (once)" >&2
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml $(VENV)/bin/python
	@$(PIP) install --editable . && touch $@

$(VENV)/.dev: pyproject.toml $(VENV)/bin/python
	@echo "installing what the tests need (once)" >&2
	@$(PIP) install --editable '.[dev]' && touch $@ $(VENV)/.run
