# Needs python3 (3.11 or newer) and make to start; everything else goes into .venv.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# The peers we measure beside have a place of their own, so that they never restrict what we use.
BENCH_VENV := .cache/bench-venv
BENCH_READY := $(BENCH_VENV)/.ready
# So has Airflow, which does not take the versions that we use.
AIRFLOW_VENV := .cache/airflow-venv
AIRFLOW_READY := $(AIRFLOW_VENV)/.ready
# And Spark, which is large, and needed by the long tests only.
SPARK_VENV := .cache/spark-venv
SPARK_READY := $(SPARK_VENV)/.ready
# Tests run in two processes, which share a Cassandra node; the first that is idle helps the other.
BESIDE := --numprocesses 2 --dist worksteal

.PHONY: help install run test test-full fuzz security-report check static quick docs site notebooks bench \
	cassandra system-deps lock clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

install: $(READY) ## everything into .venv

run: $(READY) ## the demo: a local shop, some ninety simulated days, then live
	@$(BIN)/pricetrail up --demo

test: $(READY) system-deps static ## every check and every test
	@$(BIN)/pytest $(BESIDE) -m "not slow"

test-full: $(READY) $(SPARK_READY) system-deps static ## the long versions too
	@$(BIN)/pytest $(BESIDE)

fuzz: $(READY) ## made-up input for as long as FUZZ_EXAMPLES lasts, 20,000 a test
	@HYPOTHESIS_EXAMPLES=$${FUZZ_EXAMPLES:-20000} $(BIN)/pytest -m fuzz

security-report: $(READY) system-deps ## try all known attacks, and write docs/security.md
	@$(BIN)/pytest $(BESIDE) -m "threat and not slow" --security-report=docs/security.md

check: static system-deps ## format, lint, strict types, layers, documents
	@$(BIN)/pytest tests/docs tests/security/test_source.py

static: quick $(AIRFLOW_READY)
	@$(BIN)/mypy
	@$(BIN)/mypy --python-executable $(AIRFLOW_VENV)/bin/python dags
	@$(BIN)/lint-imports

quick: $(READY)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

docs: $(READY) ## write the generated pages of docs/ anew
	@$(BIN)/python -m tools.reference

site: $(READY) docs ## the documentation as a site, in site/
	@tools/mermaid
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

notebooks: $(READY) system-deps ## run the notebooks of nbs/ and store what they show
	@$(BIN)/python -m tools.notebooks

bench: $(READY) $(BENCH_READY) ## every benchmark beside its peers; writes docs/benchmarks.md
	@tools/system-deps cassandra bench
	@$(BIN)/python -m benchmarks

cassandra: $(READY) ## a local Cassandra node on port 9042, until Ctrl-C
	@tools/system-deps cassandra
	@$(BIN)/python -m tools.cassandra

system-deps: ## install what the tests need from the system, or name it
	@tools/system-deps cassandra redis browser deploy bench
	@tools/axe
	@tools/mermaid

lock: $(READY) ## resolve the pinned, hashed requirements anew
	@tools/lock

$(READY): requirements.lock pyproject.toml
	@echo "installing into $(VENV), this once: it takes minutes" >&2
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(BENCH_READY): requirements-bench.lock
	@$(PYTHON) -m venv $(BENCH_VENV)
	@$(BENCH_VENV)/bin/pip install --quiet --require-hashes -r requirements-bench.lock
	@touch $@

$(AIRFLOW_READY): requirements-airflow.lock | $(READY)
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(AIRFLOW_VENV)
	@$(BIN)/uv pip install --quiet --require-hashes --python $(AIRFLOW_VENV)/bin/python \
		-r requirements-airflow.lock
	@touch $@

$(SPARK_READY): requirements-spark.lock | $(READY)
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(SPARK_VENV)
	@$(BIN)/uv pip install --quiet --require-hashes --python $(SPARK_VENV)/bin/python \
		-r requirements-spark.lock
	@touch $@

clean: ## remove everything that can be made again
	rm -rf $(VENV) .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis site
