# Every command of the project; "make" alone lists them.
.DEFAULT_GOAL := help
.PHONY: help sync demo serve test check types queries fast golden messages bench docs

export UV_PYTHON_DOWNLOADS = never
# else every start compiles its packages where Python may not write beside them
export UV_COMPILE_BYTECODE = 1
UV := $(or $(shell command -v uv),.tools/bin/uv)
RUN := $(UV) run --no-sync
SOURCES := flows tasks expectations warehouse report_templates bench tests

help: ## list the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

.tools/bin/uv:
	python3 -m venv .tools
	.tools/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"

sync: $(filter .tools/bin/uv,$(UV)) ## install what is needed, as locked
	$(UV) sync --frozen --quiet

demo: sync ## run three cycles on synthetic exports
	$(RUN) kybaocao demo

serve: sync ## run Prefect's server and a worker with the plans' deployments, until Ctrl-C
	$(RUN) kybaocao serve

check: sync ## formatting, lint, types
	$(RUN) ruff format --check $(SOURCES)
	$(RUN) ruff check $(SOURCES)
	$(MAKE) --no-print-directory --jobs 2 --output-sync types queries

types:
	$(RUN) mypy
queries:
	$(RUN) sqlfluff lint --disable-progress-bar warehouse/models warehouse/migrations bench
	$(RUN) sqlfluff lint --templater placeholder --disable-progress-bar warehouse/figures/queries

test: check ## every check and test
	$(RUN) pytest --numprocesses 2 --dist loadfile

fast: sync ## the tests that take no delivery in and need no server and no LibreOffice
	$(RUN) pytest -m "not slow and not many" --numprocesses 2 --dist loadfile

golden: sync ## rewrite the golden reports; review the difference
	GOLDEN=rewrite $(RUN) pytest tests/golden/test_golden.py

messages: sync ## bring the catalogue of messages up to date; new ones then wait in the .po for their translation
	$(RUN) python -m docs.catalogue

docs: sync ## rewrite the generated pages
	$(RUN) python -m docs.generate

bench: sync ## time the commands from cold, then a 300,000-dossier month beside a bare DuckDB read (options: ARGS="--dossiers 50000")
	$(RUN) python -m bench.start
	$(RUN) python -m bench.data_steps $(ARGS)
