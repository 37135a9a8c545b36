# `make help` lists what there is. Everything is installed into .venv; nothing else on the machine is touched.

PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 4
UV := uv==0.13.9
BIN := .venv/bin
# Tests go out one by one in the order of tests/conftest.py, the dearest first, so that no worker is left with one at the end.
SPREAD = -n $(WORKERS) --dist loadgroup --no-loadscope-reorder
INSTALLED := .venv/installed
export UV_PYTHON_DOWNLOADS := never
# Containers often say so. The processes of the tests would then each compile every module anew.
unexport PYTHONDONTWRITEBYTECODE

# The demo is this machine's own: it never reads or writes another database.
DEMO := env -u DATABASE_URL -u DEBUG NEWSROOM_DEMO=1 PORT=$(PORT)
SQLITE := env -u DATABASE_URL
POSTGRESQL := $(BIN)/python -m tests.on_postgresql
LOG := .venv/test-postgresql.log
# What `check --deploy` judges: an installation as it should be, with a key that lives as long as the check.
PRODUCTION := env -u DATABASE_URL -u DEBUG -u NEWSROOM_DEMO PUBLIC_URL=https://news.example PROXY_COUNT=1 \
	SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))')"

.DEFAULT_GOAL := help
.PHONY: help run dev test test-sqlite test-postgresql test-second test-long standards bench messages check audit wheel install

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(INSTALLED) ## Install what uv.lock names into .venv (done by every other command)

$(INSTALLED): uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed. Name one: make PYTHON=python3.12 ..."; exit 1; }
	@echo "Installing into .venv what uv.lock names (once; about a minute) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check $(UV)
	@$(BIN)/uv sync --locked --quiet
	@touch $@

run: $(INSTALLED) ## Serve the demo on http://127.0.0.1:8000 (PORT=8001 for another port)
	@exec $(DEMO) $(BIN)/python manage.py run_demo

dev: $(INSTALLED) ## Serve the demo like `make run`, reloading changed code; static files unhashed, pages not cached
	@exec $(DEMO) DEBUG=1 $(BIN)/python manage.py run_demo

test: $(INSTALLED) ## Test on SQLite, with a browser, and meanwhile on PostgreSQL (about 10 minutes on 2 cores)
	@$(MAKE) --no-print-directory --jobs=2 test-sqlite test-postgresql; status=$$?; cat $(LOG); exit $$status

test-sqlite: $(INSTALLED)
	$(SQLITE) $(BIN)/pytest $(SPREAD)

test-postgresql: WORKERS = 3  # each costs its start, and the server has processes too
test-postgresql: $(INSTALLED)
	$(POSTGRESQL) pytest $(SPREAD) --ignore=tests/e2e > $(LOG) 2>&1

test-second: $(INSTALLED) ## Test the wheel, the image, growth, killed processes, and what `make test` asks with other kinds and seeds (5 minutes)
	$(SQLITE) $(BIN)/pytest $(SPREAD) -m long
	$(POSTGRESQL) pytest -m long tests/site/test_several_machines.py

test-long: $(INSTALLED) ## Test with full counts: thousands of schedules, races, kills
	$(SQLITE) $(BIN)/pytest -n $(WORKERS) tests/long --hypothesis-profile=long
	$(POSTGRESQL) pytest -n $(WORKERS) tests/long --hypothesis-profile=long
	$(MAKE) test-second
	TEST_ONCE_TWICE=1 $(SQLITE) $(BIN)/pytest $(SPREAD) -m once --ignore=tests/e2e
	TEST_ONCE_TWICE=1 $(POSTGRESQL) pytest $(SPREAD) -m "once or long" --ignore=tests/e2e

standards: $(INSTALLED) tests/standards/node_modules ## Ask other people's validators (needs Node and Java)
	$(SQLITE) $(BIN)/pytest tests/standards

tests/standards/node_modules: tests/standards/package-lock.json
	npm ci --prefix tests/standards --no-audit --no-fund --ignore-scripts
	@touch $@

bench: $(INSTALLED) ## Measure speed on PostgreSQL (STORIES=1000000, SECONDS=3; needs wrk, nginx and Redis)
	@$(BIN)/python -m tests.bench

# Advisories are PyPI's; ADVISORIES=osv asks OSV. What can't be looked up fails, too: silence is no answer.
ADVISORIES ?= pypi
audit: $(INSTALLED) ## Look up the versions in uv.lock in the advisories of PyPI, or with ADVISORIES=osv in those of OSV
	@mkdir -p var
	$(BIN)/uv export --quiet --locked --all-extras --no-emit-project --output-file var/requirements.txt
	$(BIN)/uv tool run --python $(BIN)/python pip-audit==2.10.1 --strict --require-hashes --disable-pip \
		--vulnerability-service $(ADVISORIES) --requirement var/requirements.txt || { \
		echo "A table above names what has a known vulnerability: uv lock --upgrade-package NAME."; \
		echo "Without a table no advisories could be had from here, and nothing was looked up."; exit 1; }

wheel: $(INSTALLED) ## Build the wheel of a release into dist/
	$(BIN)/python -m hatchling build --target wheel

# The catalogs of readers' pages. Without line numbers and dates they change only when words do.
BABEL := PYTHONPATH=. $(BIN)/pybabel -q
EXTRACT = mkdir -p var && $(BABEL) extract --mapping=babel.cfg --keyword=gettext_lazy --keyword=gettext_noop --no-location --sort-output --output=var/django.pot .
UPDATE = $(BABEL) update --domain=django --input-file=var/django.pot --output-dir=locale --width=118 \
	--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

messages: $(INSTALLED) ## Put new words of readers' pages into the catalogs in locale/, and compile what is translated
	$(EXTRACT)
	$(UPDATE)
	$(BABEL) compile --domain=django --directory=locale

check: $(INSTALLED) ## Lint, formats, types, layer contracts, migrations, deployment settings, catalogs
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	find templates/desk -name '*.html' -exec $(BIN)/djade --check --target-version 5.2 {} +
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(DEMO) $(BIN)/python manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(EXTRACT)
	$(UPDATE) --check || { echo "A word of readers' pages is missing from locale/: run make messages, then translate it."; exit 1; }
