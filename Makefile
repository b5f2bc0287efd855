# Everything a person does with a checkout. `make` alone says what there is.
# VENV, PYTHON, DATA and ADDRESS may be given: make run VENV=/somewhere/else PYTHON=python3.12
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
# One worker a core; a file's tests stay together, so that what they share is made once.
TESTERS ?= -n auto --dist loadfile
UV_COMPILE := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--quiet --custom-compile-command "make lock" --group setup

.DEFAULT_GOAL := help
.PHONY: help setup run setup-test browser nginx test fuzz test-all torture lint bench bench-load bench-truth lock wheel docs

help:  ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

setup:  ## make .venv from requirements.lock
	@VENV="$(VENV)" PYTHON="$(PYTHON)" .ci/environment requirements.lock

run: setup  ## install, put the sample articles into an empty data directory, start the app
	@exec $(BIN)/footnote serve --with-samples

setup-test: setup
	@VENV="$(VENV)" PYTHON="$(PYTHON)" .ci/environment requirements-test.lock

browser:
	@.ci/browser

fuzz: setup-test  ## ten thousand broken and hostile files (a quarter of an hour)
	$(BIN)/python -m pytest tests/index/sources/test_mutations.py

nginx:
	@.ci/nginx

lint: setup-test  ## ruff, mypy, the layering
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: setup-test browser nginx lint  ## everything but the slow tests
	$(BIN)/python -m pytest -m "not slow" $(TESTERS)

test-all: setup-test browser nginx lint  ## every test
	$(BIN)/python -m pytest $(TESTERS)

torture: setup-test  ## kill it at 200 moments, fill its disk at 20
	$(BIN)/python -m pytest $(TESTERS) -m "slow or not slow" tests/index/test_survival.py tests/assistant/test_crash.py

bench: setup-test  ## quality and speed, with the commands that docs/ names
	$(BIN)/python -m bench $(if $(DATA),--data $(DATA))

bench-load: setup-test  ## fifty people for two minutes against a server on this machine
	$(BIN)/python -m bench.load

bench-truth: setup-test  ## a thousand answers of a small model that makes things up
	$(BIN)/python -m bench.truth $(if $(DATA),--data $(DATA))

docs: setup  ## write what the program says of itself into docs/
	$(BIN)/python docs/inject.py

wheel: setup-test  ## build dist/*.whl without asking a registry
	$(BIN)/python -m hatchling build -t wheel

lock:  ## resolve pyproject.toml into the two locks (needs the registry)
	$(UV_COMPILE) -o requirements.lock $(LOCK_FLAGS)
	$(UV_COMPILE) --group test --constraint requirements.lock -o requirements-test.lock $(LOCK_FLAGS)
