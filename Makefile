# Everything from a bare clone: python3 (3.11 or later) and make are enough.
#
#   make demo     a believable company to try, on http://127.0.0.1:8000 (PORT=… to change; SAME=1 keeps that of an earlier day)
#   make run      your own site, empty, in var/
#   make test     every test, on SQLite and PostgreSQL, with a browser
#   make check    style, types, layers, templates, migrations
#   make doors    write docs/doors.md again: who gets what at each address
#
# Packages come from the index that pip or uv is set to use, and are held to the hashes in requirements/.

SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
VENV := .venv
BIN := $(VENV)/bin

export UV_NO_PROGRESS := 1
export UV_PYTHON_DOWNLOADS := never
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo run test check doors format lock clean
help:
	@sed -n '2,/^$$/s/^# \{0,1\}//p' Makefile

demo: $(VENV)/run.stamp
	@exec $(BIN)/tisserand demo --host $(HOST) --port $(PORT) $(if $(SAME),--same)

run: $(VENV)/run.stamp
	@exec $(BIN)/tisserand run --host $(HOST) --port $(PORT)

test: $(VENV)/dev.stamp
	@$(BIN)/python tests/run.py $(SUITES)

check: $(VENV)/dev.stamp
	@$(BIN)/python tests/run.py check

doors: $(VENV)/dev.stamp
	@TISSERAND_WRITE_DOORS=1 $(BIN)/pytest tests/doors/test_table.py

format: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix-only --quiet . && $(BIN)/ruff format .

# The environment. Stamps are younger than what they were made from, or the step runs again.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Tisserand needs Python 3.11 or later; \"$(PYTHON)\" is not. Try: make PYTHON=python3.11 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
		&& apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null; } || \
		{ echo "Python's venv module is missing. On Debian or Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; }
	@echo "Making the local environment in $(VENV)…"
	@rm -rf $(VENV) && $(PYTHON) -m venv $(VENV)

$(VENV)/uv.stamp: requirements/uv.txt | $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/uv.txt
	@touch $@

# $(call sync,run) holds the environment to requirements/run.txt and adds the project itself, editable.
# An index that only pip was told about (a company's mirror) serves uv too.
define sync
	@index="$${PIP_INDEX_URL:-$$($(BIN)/python -m pip config get global.index-url 2>/dev/null)}"; \
	[ -z "$$index" ] || [ -n "$${UV_DEFAULT_INDEX:-$${UV_INDEX_URL:-}}" ] || export UV_DEFAULT_INDEX="$$index"; \
	export VIRTUAL_ENV="$(CURDIR)/$(VENV)"; \
	$(BIN)/uv pip sync --quiet --require-hashes requirements/$(1).txt && \
	$(BIN)/uv pip install --quiet --no-deps --editable .
endef

# The suite's environment contains the site's: once it is there, it is the one kept up to date.
HERE = $(if $(wildcard $(VENV)/dev.stamp),dev,$(if $(wildcard $(VENV)/scale.stamp),scale,$(1)))
$(VENV)/run.stamp: $(VENV)/uv.stamp requirements/run.txt requirements/dev.txt requirements/scale.txt pyproject.toml
	@echo "Installing what Tisserand needs…"
	$(call sync,$(call HERE,run))
	@touch $@

$(VENV)/dev.stamp: $(VENV)/uv.stamp requirements/run.txt requirements/dev.txt pyproject.toml
	@echo "Installing what the tests need…"
	$(call sync,dev)
	@touch $@ $(VENV)/run.stamp

# What many nodes need besides (docs/scale.md): Celery.
$(VENV)/scale.stamp: $(VENV)/uv.stamp requirements/scale.txt requirements/dev.txt pyproject.toml
	@echo "Installing what many nodes need…"
	$(call sync,$(call HERE,scale))
	@touch $@ $(VENV)/run.stamp

# After a change in pyproject.toml: work the locks out again (no index is named in them).
LOCK = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml
lock: $(VENV)/uv.stamp
	$(BIN)/$(LOCK) --extra meaning --output-file requirements/run.txt
	$(BIN)/$(LOCK) --extra meaning --extra scale --output-file requirements/scale.txt
	$(BIN)/$(LOCK) --extra meaning --extra scale --extra learned --extra dev --output-file requirements/dev.txt

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
