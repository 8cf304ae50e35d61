# make run    the dashboard        make test   lint, types and all tests, browser tests included
# make bench  the benchmarks       make lock   new hash-locked requirements      make data  packages and dictionary
# make ml     the optional method for the tone of texts in some 100 languages (95 MB)
# make sbom   the software bill of materials, CycloneDX 1.6: .venv/sbom.cdx.json
# make fuzz   20,000 made-up inputs a law, 1,000 interleavings of two sessions, then atheris (SECONDS=600)
SHELL := /bin/sh
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11
EXTRA := import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["ml"], sep="\n")

# A worker for each core; more than 4 would wait for the browser tests, which all run in one of them.
WORKERS := --numprocesses auto --maxprocesses 4 --dist loadscope

# How long atheris runs, and how many inputs each law is held against before.
SECONDS := 600
PROFILE := many
FUZZ := .venv/fuzz
ATHERIS := import platform, sys; sys.exit((platform.system(), platform.machine()) != ("Linux", "x86_64") \
	or sys.implementation.name != "cpython" or not (3, 11) <= sys.version_info[:2] <= (3, 14))

.PHONY: run test bench fuzz lock data ml sbom

run: .venv/installed
	@$(BIN)/unrest run

test: .venv/tests-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest $(WORKERS)

bench: .venv/tests-installed
	$(BIN)/python tests/bench/run.py
	$(BIN)/python tests/bench/in_browser.py
	$(BIN)/python tests/bench/beside.py
	$(BIN)/python tests/bench/processes.py

fuzz: .venv/tests-installed
	@$(BIN)/python -c '$(ATHERIS)' || { echo "atheris is there for CPython 3.11 to 3.14 on Linux (x86_64) only:" \
		"make fuzz PYTHON=... with another one after removing .venv, or on another machine;" \
		"the laws alone: $(BIN)/pytest tests/fuzz --hypothesis-profile $(PROFILE)" >&2; exit 1; }
	$(INSTALL) --require-hashes -r tests/fuzz/requirements.txt
	$(BIN)/pytest tests/fuzz $(WORKERS) --dist load --hypothesis-profile $(PROFILE)
	UNREST_INTERLEAVINGS=1000 $(BIN)/pytest tests/test_apart.py
	@mkdir -p $(FUZZ)/inputs $(FUZZ)/crashes
	$(BIN)/python -m tests.fuzz.target -max_total_time=$(SECONDS) -timeout=60 -rss_limit_mb=4096 -print_final_stats=1 \
		-artifact_prefix=$(FUZZ)/crashes/ $(FUZZ)/inputs

data: .venv/installed
	$(BIN)/python -m dashboard.package

sbom: .venv/installed
	$(BIN)/python .ci/sbom.py .venv/sbom.cdx.json

ml: .venv/installed
	$(INSTALL) --require-hashes -r dashboard/indicators/ml-requirements.txt

lock: .venv/tests-installed
	$(INSTALL) uv
	$(LOCK) pyproject.toml --group build --output-file requirements.txt
	$(LOCK) pyproject.toml --group build --group test --constraint requirements.txt --output-file tests/requirements.txt
	@$(BIN)/python -c '$(EXTRA)' | $(LOCK) - --constraint requirements.txt --output-file dashboard/indicators/ml-requirements.txt
	@printf '%s\n' "atheris==3.0.0; python_version < '3.12'" "atheris>=3.1; python_version >= '3.12'" \
		| $(LOCK) - --output-file tests/fuzz/requirements.txt

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found; install it, or name it: make PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "This Python comes without venv; trying the system's package for it"; \
		if [ "$$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq python3-venv; \
		else sudo apt-get update -qq && sudo apt-get install -y -qq python3-venv; fi; }
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python requirements.txt pyproject.toml
	$(INSTALL) --require-hashes -r requirements.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/tests-installed: .venv/installed tests/requirements.txt tests/browser/chromium.py tests/nginx/binary.py
	$(INSTALL) --require-hashes -r tests/requirements.txt
	$(BIN)/python tests/browser/chromium.py
	$(BIN)/python tests/nginx/binary.py
	@touch $@
