# Otkel. `make` alone tells what there is; `make run` and `make test` install what they need.

PYTHON ?= python3
WORKERS ?= 2
PORT ?= 8000
BIN := .venv/bin

export UV_PYTHON_DOWNLOADS := never
# Without compiled modules every start would compile every import again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run cases test lint types contracts words docs addresses tests verify bench mutants lock format \
	generate clean

help: ## this list
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

# -- the two commands ---------------------------------------------------------------------------

run: .venv/run.ready ## open the site with a demonstration; another port: make run PORT=8080
	@exec $(BIN)/otkel serve --demonstration out/demonstration --port $(PORT)

cases: .venv/run.ready ## check the shipped trips and print the answers
	@$(BIN)/otkel cases

test: lint types contracts words docs addresses tests ## everything that must hold, tests last

# -- the parts of the test ----------------------------------------------------------------------

lint: .venv/dev.ready ## style and likely mistakes
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@echo "lint: no complaint"

types: .venv/dev.ready ## mypy --strict
	@$(BIN)/mypy --no-error-summary
	@echo "types: no complaint"

contracts: .venv/dev.ready ## which room may import which
	@$(BIN)/lint-imports --no-cache --config .importlinter > .venv/contracts.txt || { cat .venv/contracts.txt; exit 1; }
	@grep '^Contracts:' .venv/contracts.txt

words: .venv/dev.ready ## every phrase is in every language
	@$(BIN)/python tools/words.py check

docs: .venv/dev.ready ## generated pages are as what they are made from
	@set -e; for page in $(MADE); do $(BIN)/python tools/$$page.py --check; done

addresses: ## lock files name packages and digests, and no place to get them from
	@! grep -nE '://|file:|--(extra-)?index|--find-links|^[./]|@ ' requirements*.txt
	@echo "addresses: none in the lock files"

tests: .venv/dev.ready ## pytest; pages are looked at in chromium
	@sh tools/browser.sh
	@$(BIN)/pytest -n $(WORKERS)

# -- longer work, outside the test --------------------------------------------------------------

verify: .venv/dev.ready ## long studies
	@$(BIN)/pytest verification

bench: .venv/dev.ready ## the figures, measured here
	@$(BIN)/python tools/machine_facts.py
	@set -e; for file in benchmarks/*.py; do echo; $(BIN)/python $$file; done

mutants: .venv/dev.ready ## mutation score of the law; one module: make mutants ONLY=timeline
	@$(BIN)/python tools/mutation_score.py --run $(ONLY)

# Pages made from something else, by the tool that makes them.
MADE = law_docs commands trip_form event_docs policy_docs scenario_docs changelog readme

# -- the habits ---------------------------------------------------------------------------------

format: .venv/dev.ready ## put the code in shape
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

generate: .venv/dev.ready ## renew generated pages and the catalogs of words
	@set -e; for step in extract update compile; do $(BIN)/python tools/words.py $$step; done
	@set -e; for page in $(MADE); do $(BIN)/python tools/$$page.py; done

LOCK = .uv/bin/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11
lock: .uv/ready ## renew the lock files; with newer packages: make lock UPGRADE=--upgrade
	@$(LOCK) $(UPGRADE) pyproject.toml --group dev -o requirements.txt
	@$(LOCK) --no-annotate -c requirements.txt pyproject.toml --group build -o requirements-run.txt
	@$(MAKE) --no-print-directory addresses

clean: ## remove everything that was made here
	rm -rf .uv .venv mutants out .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find src tests tools benchmarks verification -name __pycache__ -type d -prune -exec rm -rf {} +

# -- what is installed, and when it is installed again ------------------------------------------

# uv keeps to an environment of its own: in .venv a sync would remove it.
.uv/ready: requirements-uv.txt tools/system.sh
	@sh tools/system.sh $(PYTHON)
	@$(PYTHON) -m venv --clear .uv
	@.uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@touch $@

.venv/run.ready: .uv/ready requirements-run.txt pyproject.toml tools/install.sh
	@sh tools/install.sh add requirements-run.txt
	@touch $@

# The whole set holds the run-time half, so both are ready.
.venv/dev.ready: .uv/ready requirements.txt pyproject.toml tools/install.sh
	@sh tools/install.sh exactly requirements.txt
	@touch .venv/run.ready $@
