# Two commands do everything on a bare machine with Python 3.11: make up, make test.
#   make up [PORT=8000] [SAMPLE=0]   the product with its sample portfolio; SAMPLE=0 opens the first-run page instead
#   make test                        checks, the tests on both databases, browser journeys
#   make check                       the fast checks alone
#   make soak, make bench            the long ones: processes killed 500 times, 1,000 races, every access cell twice; the measured figures
#   make fmt, make lock              format the code; write the locked requirement files anew
.SUFFIXES:
.PHONY: up test check tests tests-sqlite tests-postgres journeys chromium soak bench fmt lock dev

PYTHON ?= python3
PORT ?=
SAMPLE ?= 1
KILLS ?= 500
ROUNDS ?= 1000
MUTATIONS ?= 10000
BIN = .venv/bin
PYTEST = $(BIN)/python -m pytest
# Tests of plain Python have no database to choose.
PLAIN = --ignore=tests/architecture --ignore=tests/planner --ignore-glob="tests/tally*" --ignore=tests/ui

# What is loaded once is kept as byte code, also where the machine's own settings keep none: else every command compiles a second of libraries.
unexport PYTHONDONTWRITEBYTECODE

up:
	@$(PYTHON) scripts/bootstrap.py run
	@set --; [ -z "$(PORT)" ] || set -- --port "$(PORT)"; [ "$(SAMPLE)" != 0 ] || set -- "$$@" --no-sample; exec $(BIN)/pilotage up "$$@"

test: dev chromium check tests

dev:
	@$(PYTHON) scripts/bootstrap.py dev

check: dev
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "Some files are not formatted. Run: make fmt"; exit 1; }
	@$(BIN)/lint-imports >.tools/imports.txt || { cat .tools/imports.txt; exit 1; }
	@PILOTAGE_HOME=.tools/check $(BIN)/mypy --no-error-summary >.tools/types.txt 2>&1 & types=$$!; status=0; \
	  $(PYTEST) -q tests/architecture || status=1; wait $$types || { cat .tools/types.txt; status=1; }; exit $$status

# Both databases at once, each with its own words; browsers alone afterwards.
tests: export PILOTAGE_CELLS = shared
tests:
	@mkdir -p .tools; status=0; $(MAKE) -s tests-postgres >.tools/tests-postgres.txt 2>&1 & other=$$!; \
	  $(MAKE) -s tests-sqlite || status=1; wait $$other || status=1; cat .tools/tests-postgres.txt; \
	  $(MAKE) -s journeys || status=1; exit $$status

tests-sqlite: dev
	@echo "== tests on SQLite"
	@PILOTAGE_TEST_DB=sqlite $(PYTEST) -q tests --ignore=tests/architecture --ignore=tests/journeys

tests-postgres: dev
	@echo "== tests on PostgreSQL"
	@PILOTAGE_TEST_DB=postgres $(PYTEST) -q tests --ignore=tests/journeys $(PLAIN)

journeys: dev
	@if [ -d tests/journeys ]; then echo "== browser journeys"; $(PYTEST) -q tests/journeys; fi

# Browser tests need Chromium; where nobody may install it, they are skipped and counted (with CI=true they fail).
chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing Chromium for the browser tests …" && apt-get update -qq >/dev/null && \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null 2>&1; \
	  fi; } || echo "Chromium could not be installed: install it with your package manager to run the browser tests."

soak: dev
	@for database in sqlite postgres; do echo "== $(KILLS) kills on $$database"; \
	  PILOTAGE_KILLS=$(KILLS) PILOTAGE_TEST_DB=$$database $(PYTEST) -q tests -m kills $(PLAIN) || exit 1; done
	@echo "== $(KILLS) kills of verifications"
	@PILOTAGE_KILLS=$(KILLS) $(PYTEST) -q tests/tally_verify -m kills
	@for database in sqlite postgres; do echo "== $(ROUNDS) rounds of twenty on $$database"; \
	  PILOTAGE_ROUNDS=$(ROUNDS) PILOTAGE_TEST_DB=$$database $(PYTEST) -q tests/transition/test_many_rounds.py tests/transition/test_last_room.py || exit 1; done
	@for database in sqlite postgres; do echo "== every cell of the access table on $$database"; \
	  PILOTAGE_TEST_DB=$$database $(PYTEST) -q tests/access || exit 1; done
	@echo "== a leader decides 50 transitions by keyboard"
	@PILOTAGE_PENDING=50 $(PYTEST) -q tests/transition/test_review_in_a_browser.py -k one_key
	@echo "== $(MUTATIONS) damaged files of each format"
	@PILOTAGE_MUTATIONS=$(MUTATIONS) $(PYTEST) -q tests/tally_formats/test_tally_mutated_payment_files.py tests/tally_layouts/test_tally_layout_mutations.py

bench: dev
	@for file in bench/*.py bench/*/run.py bench/tally/formats.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

fmt: dev
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

lock: dev
	@$(PYTHON) scripts/lock.py
