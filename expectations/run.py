"""A table and its suite, through Great Expectations, to an :class:`Outcome`.

In: a DuckDB file with ``typed.<dataset>``. Out: how many rows each rule takes, and Data Docs.
Great Expectations decides; nothing outside this file knows its types.
"""

import logging
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from expectations import dialect
from expectations.pages import make_readable_offline
from expectations.suites import Rule, Suite
from warehouse.errors import CycleFailed, DataRefused
from warehouse.late_imports import show_pandas
from warehouse.messages import tell

_log = logging.getLogger(__name__)
_SITE = "data_docs"


@dataclass(frozen=True)
class Outcome:
    """What a suite found in a table: its rows, and the rows that each rule takes."""

    dataset: str
    rows: int
    rows_by_rule: dict[str, int]


def import_engine() -> Any:
    """Great Expectations; the first time takes seconds, so only a cycle that loads pays for it."""
    show_pandas()
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")  # read while it is imported; it would write to its makers
    return import_module("great_expectations")


class Checker:
    """Great Expectations for one home: suites and results in ``gx/``, pages in ``data-docs/``."""

    def __init__(self, home: Path) -> None:
        gx = import_engine()
        from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: PLC0415  # only when it is imported

        dialect.register()
        home.mkdir(parents=True, exist_ok=True)
        self._gx = gx
        self._context = _context(gx, home)
        self._context.variables.progress_bars = ProgressBarsConfig(globally=False)
        self._shown: list[Any] = []
        _place_site(self._context, home / "data-docs")

    def check(self, database: Path, suite: Suite, columns: Sequence[str], label: str) -> Outcome:
        """Run a suite on ``typed.<dataset>`` of a DuckDB file that nobody writes to.

        ``label`` names the run in Data Docs (province, month, dataset).

        Raises:
            DataRefused: too few rows, other columns, or a rule that stops took rows.
            CycleFailed: an expectation could not be evaluated; that is never a fault of the data.
        """
        table = {"name": suite.dataset, "type": "table", "schema_name": "typed", "table_name": suite.dataset}
        source = self._context.data_sources.add_or_update_sql(
            "export",
            connection_string=f"duckdb+readonly:///{database.resolve()}",
            assets=[table | {"batch_definitions": [{"name": suite.dataset}]}],  # all at once is written once
        )
        try:
            results = self._validate(source, suite, columns, label)
        finally:
            source.get_execution_engine().engine.dispose()
            source.get_engine().dispose()
        _refuse_engine_faults(results, label)
        rows = int(results[0].result["observed_value"])
        if not results[0].success or not results[1].success:
            raise DataRefused(
                tell(
                    "{label}: {rows} rows with the columns {columns}; at least {least} rows are needed.",
                    label=label,
                    rows=rows,
                    columns=results[1].result["observed_value"],
                    least=suite.minimum_rows,
                ),
                tell("An empty delivery is not 'no dossiers': ask the portal sync to deliver it again."),
                code="export-empty",
            )
        rows_by_rule = {
            rule.id: int(result.result["observed_value"]) for rule, result in zip(suite.rules, results[2:], strict=True)
        }
        _refuse_stops(suite.rules, rows_by_rule, label)
        return Outcome(suite.dataset, rows, rows_by_rule)

    def build_pages(self) -> Path:
        """Write the Data Docs of the checks so far; return their first page."""
        self._context.build_data_docs(site_names=[_SITE], resource_identifiers=self._shown)
        return make_readable_offline(Path(self._context.root_directory).parent / "data-docs")

    def _validate(self, source: Any, suite: Suite, columns: Sequence[str], label: str) -> list[Any]:
        """The results in the order: row count, column set, then the rules as listed."""
        gx, context = self._gx, self._context
        asset = source.get_asset(suite.dataset)
        expectations = [
            gx.expectations.ExpectTableRowCountToBeBetween(min_value=suite.minimum_rows),
            gx.expectations.ExpectTableColumnsToMatchSet(column_set=list(columns), exact_match=True),
            *(
                gx.expectations.UnexpectedRowsExpectation(
                    unexpected_rows_query=rule.expectation_query(suite.dataset),
                    description=f"{rule.id} ({rule.severity}): {rule.title}. {rule.advice}",
                    severity="critical" if rule.severity != "warn" else "warning",
                )
                for rule in suite.rules
            ),
        ]
        for place, expectation in enumerate(expectations):
            expectation.meta = {"place": place}
        definition = context.validation_definitions.add_or_update(
            gx.ValidationDefinition(
                name=suite.dataset,
                data=asset.get_batch_definition(suite.dataset),
                suite=context.suites.add_or_update(gx.ExpectationSuite(suite.dataset, expectations=expectations)),
            )
        )
        run_id = gx.RunIdentifier(run_name=label.replace("/", "-"))
        validation = definition.run(run_id=run_id, result_format="SUMMARY")
        identifiers = gx.data_context.types.resource_identifiers
        shown = identifiers.ExpectationSuiteIdentifier(suite.dataset)
        batch = f"{source.name}-{asset.name}"
        self._shown += [shown, identifiers.ValidationResultIdentifier(shown, run_id, batch)]
        return sorted(validation.results, key=lambda result: result.expectation_config.meta["place"])


def _context(gx: Any, home: Path) -> Any:
    """The file context of a home; what a killed run left half written there is made anew."""
    try:
        return gx.get_context(mode="file", project_root_dir=home)
    except Exception:  # Great Expectations has a dozen for a file that it cannot read
        _log.warning(tell("{folder} cannot be read and is made anew", folder=home / "gx"))
        shutil.rmtree(home / "gx", ignore_errors=True)
        return gx.get_context(mode="file", project_root_dir=home)


def _place_site(context: Any, folder: Path) -> None:
    if _SITE in context.variables.data_docs_sites:
        return
    context.variables.data_docs_sites = {}
    context.add_data_docs_site(
        _SITE,
        {
            "class_name": "SiteBuilder",
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            "store_backend": {
                "class_name": "TupleFilesystemStoreBackend",
                "base_directory": str(folder.resolve()),
            },
        },
    )


def _refuse_engine_faults(results: list[Any], label: str) -> None:
    """An expectation that could not be evaluated says success=False; that is no row failure."""
    for result in results:
        if "observed_value" not in result.result:
            _log.error("%s: %s", label, result.exception_info)
            raise CycleFailed(
                tell(
                    "{label}: the expectation '{description}' could not be evaluated.",
                    label=label,
                    description=result.expectation_config.description,
                ),
                tell("This is a fault of the program or its packages, not of the data; see the log."),
                code="program-fault",
            )


def _refuse_stops(rules: tuple[Rule, ...], rows_by_rule: dict[str, int], label: str) -> None:
    for rule in rules:
        if rule.severity == "stop" and rows_by_rule[rule.id]:
            raise DataRefused(
                tell(
                    "{label}: rule {rule} ({title}) takes {rows} rows and stops the cycle.",
                    label=label,
                    rule=rule.id,
                    title=rule.title,
                    rows=rows_by_rule[rule.id],
                ),
                " ".join((rule.advice, tell("The rows for the units: kybaocao slips PLAN PERIOD --held."))),
                code="rule-stops",
            )
