# `make run` and `make test` need nothing but Python 3.11, git and make.

PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= auto

.DEFAULT_GOAL := help
.PHONY: help setup run test lint unit soak messages lock clean

help:
	@echo "make run        start everything here (Ctrl-C stops it; data stay in var/)"
	@echo "make test       lint and all tests"
	@echo "make lint       style, types, layers, sizes, migrations, messages"
	@echo "make unit       the tests alone (ARGS='-k name')"
	@echo "make soak       the tests that take minutes"
	@echo "make bench-NAME a measurement: submit, queue, permit, crash, call, booking, forecast, routing, offers, replan, plan, vrpspdtw"
	@echo "make messages   collect the texts to translate"
	@echo "make lock       renew the locked dependencies"

setup:
	@PYTHON="$(PYTHON)" scripts/setup

run:
	@PYTHON="$(PYTHON)" scripts/setup run
	@SATUPINTU_DEMO="$${SATUPINTU_DEMO:-1}" exec $(BIN)/satupintu run

test: lint unit

# What was compiled once is not compiled by each of the processes of a run again.
unexport PYTHONDONTWRITEBYTECODE

# Nothing here is for real people: checks read settings, and settings are strict.
lint unit soak messages: export SATUPINTU_DEMO := 1
lint: setup
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python manage.py check --fail-level WARNING
	@$(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	@$(BIN)/python -m satupintu.ops.messages check

unit: setup
	@$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

soak: setup
	@$(BIN)/python -m pytest -m slow $(ARGS)

# Solvers of others, to be compared with; nothing else needs them.
bench-plan: setup
	@VIRTUAL_ENV="$(CURDIR)/.venv" $(BIN)/uv pip install -q --require-hashes \
		-r requirements-bench.lock
	@$(BIN)/python -m bench.plan $(ARGS)

bench-%: setup
	@$(BIN)/python -m bench.$* $(ARGS)

messages: setup
	@$(BIN)/python -m satupintu.ops.messages collect

# Names, versions and hashes only; where they come from is the user's affair.
LOCK = $(BIN)/uv pip compile --universal --generate-hashes --no-annotate \
	--no-header --python-version 3.11 -q $(ARGS) pyproject.toml
lock: setup
	@$(LOCK) -o requirements.lock
	@$(LOCK) --group dev -o requirements-dev.lock
	@$(LOCK) --group bench -o requirements-bench.lock

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis
