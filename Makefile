# Everything needs python3 with venv, and make. `make demo` and `make test` install the rest below this directory.
PY ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check
VENDOR := src/sluitend/web/static/vendor/components.css
AXE := node_modules/axe-core/axe.min.js
MO := $(patsubst %.po,%.mo,$(wildcard src/sluitend/locale/*/LC_MESSAGES/django.po))

.PHONY: demo demo-reset test check prove bench assets lock

demo: .venv/.run $(VENDOR) $(MO)
	@exec $(BIN)/sluitend demo

demo-reset: .venv/.run $(VENDOR) $(MO)
	@exec $(BIN)/sluitend demo --reset

test: .venv/.dev $(VENDOR) $(AXE) $(MO)
	@$(BIN)/python scripts/run_tests.py

prove: .venv/.dev $(VENDOR) $(AXE) $(MO)
	@$(BIN)/python scripts/run_tests.py --long

check: .venv/.dev $(VENDOR) $(MO)
	@$(BIN)/python scripts/check.py

bench: .venv/.dev $(VENDOR) $(MO)
	@$(BIN)/python -m bench

assets: .venv/.run $(MO)
	@$(BIN)/python scripts/assets.py

# The locks name no host and no path: a test looks.
lock:
	@$(PY) scripts/lock.py

.venv/bin/python:
	@$(PY) -m venv .venv || { rm -rf .venv; echo "This Python cannot make a virtual environment. On Debian: apt-get install python3-venv"; exit 1; }

.venv/.run: requirements.lock requirements-build.lock pyproject.toml | .venv/bin/python
	@echo "Installing Sluitend's packages in .venv ..."
	@$(PIP) --require-hashes -r requirements.lock -r requirements-build.lock
	@$(PIP) --no-build-isolation --no-deps -e .
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.run
	@echo "Installing what tests and checks need ..."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

$(VENDOR): package-lock.json scripts/assets.py | .venv/.run
	@echo "Building the front end ..."
	@$(BIN)/python scripts/assets.py $(if $(wildcard $(AXE)),--dev)
	@touch $@

$(AXE): package-lock.json | .venv/.run
	@$(BIN)/python scripts/assets.py --dev
	@touch $@

%.mo: %.po | .venv/.run
	@$(BIN)/pybabel -q compile -i $< -o $@
