# Carrel: `make demo` and `make test` set up what they need in .venv; a bare `make` lists the targets.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
READY := $(VENV)/.ready
JOBS ?= auto
ASSETS := src/carrel/interfaces/web/static/vendor/package-lock.json

.PHONY: help demo test assets lint laws types rows generated generated-requests bench test-browser test-clients test-postgres clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | expand -t 16

demo: $(READY) $(ASSETS) ## real families through the care journey, then the site with gene panels; SERVE=--no-serve does not start it
	$(RUN)/carrel demo $(SERVE)

test: $(READY) $(ASSETS) lint laws types ## lint, laws, types, then every test
	$(RUN)/pytest -n $(JOBS) --dist worksteal

assets: $(ASSETS) ## style sheets and scripts of NHS.UK Frontend and htmx, by npm

$(ASSETS): $(READY) src/carrel/interfaces/web/assets/package-lock.json
	@$(RUN)/python -m carrel.interfaces.web.assets && touch $@ || echo "Everything works without them, but pages are plain."

lint: $(READY) ## style, by ruff
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .

laws: $(READY) ## the laws of the house, by import-linter
	$(RUN)/lint-imports

types: $(READY) ## types, by mypy
	CARREL_STORE=.mypy_cache/store $(RUN)/mypy

rows: $(READY) $(ASSETS) ## the rows of the requirements, the tests that prove them, and their results
	$(RUN)/pytest -n $(JOBS) --dist worksteal --rows-table -m row

generated: $(READY) ## 100,000 generated families against the reference implementation
	CARREL_GENERATED=100000 $(RUN)/pytest -n $(JOBS) -s tests/reference

generated-requests: $(READY) ## a hundred generated requests, and every boundary, to each operation of the API, as every role; half an hour
	CARREL_API_EXAMPLES=100 $(RUN)/pytest -n $(JOBS) tests/api_v2/test_schemathesis.py

bench: $(READY) ## time the whole command against bgzip (needed), bcftools and cyvcf2 on a generated whole-genome trio; ten minutes
	$(RUN)/pip install --quiet --disable-pip-version-check --editable '.[bench]'
	$(RUN)/python benchmarks/make_trio.py
	$(RUN)/python benchmarks/interpret_trio.py --panels docs/demo/panels --turns 3 --others

test-browser: $(READY) $(ASSETS) ## axe-core over the HTML reports in a real browser (needs chromium)
	$(RUN)/pip install --quiet --disable-pip-version-check --editable '.[browser]'
	$(RUN)/python -m tests.browser.install
	CARREL_BROWSER=1 $(RUN)/pytest tests/browser

test-postgres: $(READY) ## everything that touches the database, on a PostgreSQL started for it (needs Debian's postgresql)
	$(RUN)/python -m tests.with_postgres $(RUN)/pytest -n $(JOBS) $(wildcard tests/panels tests/ledger tests/people tests/exchange tests/api_v1 tests/api_v2)

CLIENTS := .venv-clients

test-clients: $(READY) ## clients that people have, unmodified, against `carrel serve`: panelapp 0.7.4, Scout, and one that pulls as Talos does
	test -x $(CLIENTS)/bin/python || $(PYTHON) -m venv $(CLIENTS)
	$(CLIENTS)/bin/pip install --quiet --disable-pip-version-check panelapp==0.7.4 requests aiohttp
	$(CLIENTS)/bin/pip install --quiet --disable-pip-version-check --no-deps scout-browser==4.115.2
	$(RUN)/pytest tests/clients

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Carrel needs Python 3.11 or newer; set PYTHON=python3.12 or the like.")'
	$(PYTHON) -m venv $(VENV) || { [ "$$(id -u)" = 0 ] && apt-get install -y python3-venv && $(PYTHON) -m venv $(VENV); } || { echo "python3 -m venv does not work here: install the package python3-venv."; exit 1; }
	$(RUN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

clean: ## remove the virtual environment and everything that was made
	rm -rf $(VENV) $(CLIENTS) src/carrel/interfaces/web/static/vendor out demo .pytest_cache .mypy_cache .ruff_cache .hypothesis benchmarks/data
