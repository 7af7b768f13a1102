# Two commands do everything on a machine with Python 3.11+ and pip: `make demo` and `make test`.

PORT   ?= 8000
PYTHON ?= python3
# How many test processes, of which each waits for its database half of the time; each has one of its own.
JOBS   ?= 3

BIN := .venv/bin
# pip of the machine installs into .venv, which is made without a pip of its own:
# Debian's Python can make such an environment even where python3-venv is absent.
PIP := $(PYTHON) -m pip --python $(BIN)/python --disable-pip-version-check

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test lint types unit schema bench lock clean install install-dev

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: install ## a demo organization with live traffic on http://127.0.0.1:$(PORT)
	$(BIN)/bellringer demo --port $(PORT)

test: lint ## everything that .ci/run does after installing tools: lint, types, all tests
	BELLRINGER_TEST_PORT=$(PORT) $(BIN)/python -m pytest -n $(JOBS) $(ARGS)

lint: install-dev ## ruff, mypy and the import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(wildcard bellringer tests alembic bench)
	$(BIN)/lint-imports --no-cache

schema: install ## write schema.graphql, the contract with the phone, from the code
	$(BIN)/bellringer schema > .schema.new && mv .schema.new schema.graphql

bench: install-dev ## the benchmark; ARGS= are handed on
	$(BIN)/python -m bench $(ARGS)

install: .venv/.installed ## .venv with what running needs, from requirements.lock

install-dev: .venv/.installed-dev ## .venv with what testing needs too, from requirements-dev.lock

.venv/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Bellringer needs Python 3.11 or newer; name one with PYTHON=…' >&2; exit 1; }
	$(PYTHON) -m venv --without-pip .venv
	@$(PYTHON) -m pip --version >/dev/null \
		|| { echo 'Bellringer is installed with pip, which $(PYTHON) does not have.' >&2; exit 1; }
	@touch $@

# The lock is installed with its hashes; then the checkout itself, editable, fetching nothing.
.venv/.installed: requirements.lock pyproject.toml .venv/.python
	$(PIP) install --quiet --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/.installed-dev: requirements-dev.lock pyproject.toml .venv/.python
	$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@ .venv/.installed

UV_COMPILE = .tools/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-annotate --custom-compile-command 'make lock' $(ARGS)

lock: .tools/bin/uv ## remake both locks from pyproject.toml (ARGS=--upgrade for newer versions)
	$(UV_COMPILE) --group build -o requirements.lock
	$(UV_COMPILE) --group build --group dev --constraint requirements.lock -o requirements-dev.lock

.tools/bin/uv:
	$(PYTHON) -m pip install --quiet --target .tools uv

clean: ## forget .venv and the caches; data in .bellringer stays
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
