# make demo   a shop's whole day on real trading data, then the desk at a printed address
#             (ONCE=1 OUT=dir: only do the day and write what it made into dir; PORT=8000)
# make run    your own shop (PORT=8000)
# make test   the gates and every test (NO_BROWSER=1: without those that need a browser)
# make bench  every benchmark beside its limit (BENCH=name: one of them)
# Also: setup, lint, format, messages, lock.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
AKINAI := $(BIN)/akinai
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url
INSTALLED := .venv/.installed
INSTALLED_DEV := .venv/.installed-dev
NEW := $(shell $(PYTHON) -c 'import sys; print(sys.version_info >= (3, 11))' 2>/dev/null)

.PHONY: demo run test bench lint format messages lock setup gates browser

demo: setup
	$(AKINAI) demo $(if $(ONCE),--once) $(if $(OUT),--out "$(OUT)") --port $(PORT)

run: setup
	$(AKINAI) serve --port $(PORT)

setup: $(INSTALLED)
	$(AKINAI) setup

test bench lint gates messages: export AKINAI_HOME ?= $(CURDIR)/build/test-home
test: browser gates
	$(BIN)/python -m pytest -n auto
	@if [ "$(NO_BROWSER)" = 1 ]; then \
	  echo "make test: all good, but the tests that need a browser were left out (NO_BROWSER=1)."; \
	else echo "make test: all good."; fi

gates: lint
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py messages --check

lint: $(INSTALLED_DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(INSTALLED_DEV)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: $(INSTALLED_DEV)
	$(BIN)/python manage.py messages

bench: $(INSTALLED_DEV)
	$(AKINAI) bench $(BENCH)

browser: $(INSTALLED_DEV)
	@.ci/browser

lock: $(INSTALLED_DEV)
	$(PIP) uv
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) -c requirements.txt requirements-dev.in -o requirements-dev.txt

$(BIN)/python:
	@if [ "$(NEW)" != True ]; then \
	  echo "Akinai needs Python 3.11 or newer, and '$(PYTHON)' is not: install it, or name it (make PYTHON=python3.12)."; \
	  exit 1; fi
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
	  echo "Python's module venv is missing: install it (on Debian and Ubuntu the package python3-venv)."; exit 1; }

# Every package by its hash; then Akinai itself, as a link to this folder.
$(INSTALLED): requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing what Akinai needs into .venv …"
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(INSTALLED_DEV): requirements-dev.txt $(INSTALLED)
	@echo "Installing what the tests need into .venv …"
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@
