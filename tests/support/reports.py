"""The reports of the registry that tests build from a ledger alone."""

from __future__ import annotations

import inspect

from clientfile.reports.registry import REPORTS, Report


def _takes_a_ledger_alone(report: Report) -> bool:
    """Whether its function takes nothing that has no default but the ledger and a period."""
    parameters = inspect.signature(report.load_function()).parameters.values()
    required = {each.name for each in parameters if each.default is inspect.Parameter.empty}
    return required <= {"ledger", "period"}


PLAIN = tuple(report for report in REPORTS if report.columns and _takes_a_ledger_alone(report))
"""`rank`, `revenue`, `margin` and `products --not-bought` take more, `summary` is a page."""
