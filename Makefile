# Every target sets up what it needs from a bare clone. Needs Python 3.11 or newer, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv pip sync --quiet --require-hashes --python $(BIN)/python
UV_VERSION := $(shell sed -n 's/^uv==\([0-9.]*\).*/\1/p' requirements-dev.lock)

NO_NETWORK = echo "The packages could not be fetched. Is there a network, or a proxy to name in HTTPS_PROXY? Then once more: make $(MAKECMDGOALS)"; exit 1

.DEFAULT_GOAL := help
.PHONY: help setup play test lint format bench lock locales screenshots transcript docs clean

help:  ## Show the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

# An environment without a pip of its own is there in a tenth of the time: the pip that Python has installs into it, and
# only a Python without one has to bring it along first.
$(BIN)/uv:
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here. Install Python 3.11 or newer, or name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Skald needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv --without-pip $(VENV) || { echo "Python's venv module is missing; on Debian or Ubuntu: apt install python3-venv"; exit 1; }
	@if $(PYTHON) -m pip --python $(BIN)/python --version >/dev/null 2>&1; then pip="$(PYTHON) -m pip --python $(BIN)/python"; \
	elif $(BIN)/python -m ensurepip >/dev/null 2>&1; then pip="$(BIN)/python -m pip"; \
	else echo "Python's venv module is missing; on Debian or Ubuntu: apt install python3-venv"; exit 1; fi; \
	$$pip install --quiet --disable-pip-version-check --no-compile uv==$(UV_VERSION) || { $(NO_NETWORK); }

# The development environment is a superset of the one that runs the bot, so it serves both.
$(VENV)/.runtime: requirements.lock | $(BIN)/uv
	@test -f $(VENV)/.dev || $(BIN)/uv pip install --quiet --require-hashes --python $(BIN)/python -r requirements.lock || { $(NO_NETWORK); }
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(BIN)/uv
	@$(UV) requirements-dev.lock || { $(NO_NETWORK); }
	@touch $@ $(VENV)/.runtime

setup: $(VENV)/.dev  ## Make the environment, nothing else

play: $(VENV)/.runtime  ## Play: on Discord with a DISCORD_TOKEN, else on a local page
	@$(BIN)/python -m bot

test: $(VENV)/.dev  ## Run every test, PostgreSQL and the page included
	@$(BIN)/python -m pytest -n 4 --dist worksteal

lint: $(VENV)/.dev  ## Check style, types and the rooms' import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/pyright
	@$(BIN)/lint-imports

format: $(VENV)/.dev  ## Put the code into the house style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/.dev  ## Measure against a bare discord.py client
	@$(BIN)/python -m benchmarks

locales: $(VENV)/.dev  ## Collect what Skald says into the translations and compile them
	@$(BIN)/python -m tests.translations

lock: $(BIN)/uv  ## Renew the locked versions
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 --all-extras -o requirements.lock pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 --all-extras --group dev -o requirements-dev.lock pyproject.toml

screenshots: $(VENV)/.dev  ## Take the documents' pictures anew, from a real evening at the page
	@$(BIN)/python -m tests.screenshots

transcript: $(VENV)/.dev  ## Play the documents' adventure anew at the page and write it down
	@$(BIN)/python -m tests.transcript

docs: $(VENV)/.dev  ## Build the documents as a site, into build/site; a dead link fails
	@$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet docs build/site

clean:  ## Remove the environment and caches, never your data
	@rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis .import_linter_cache
