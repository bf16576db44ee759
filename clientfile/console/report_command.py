"""Runs a report of reports/registry.py and prints it: what most commands of reports do alike."""

from __future__ import annotations

from typing import Any

from clientfile.console.arguments import resolve_period, resolve_period_or_all
from clientfile.console.listing import filter_clients, load_ledger, print_table
from clientfile.console.options import ListingOptions, PeriodOptions, RecordOptions
from clientfile.console.session import Session
from clientfile.reports.registry import TABLES


def print_report(
    session: Session,
    name: str,
    span: PeriodOptions,
    listing: ListingOptions,
    records: RecordOptions,
    **more: Any,
) -> None:
    """Print the report `name`; `more` are arguments of its function beside period and strict."""
    report = TABLES[name]
    ledger = load_ledger(session, records)
    resolve = resolve_period_or_all if report.default_period == "all" else resolve_period
    period = resolve(session, ledger, span)
    if report.of_clients:
        table = report.build(ledger, period=period, strict=records.strict, **more)
        print_table(session, table, listing, ledger)
        return
    clients, rest = filter_clients(session, ledger, listing, report.load_columns())
    table = report.build(clients, period=period, strict=records.strict, **more)
    print_table(session, table, rest)
