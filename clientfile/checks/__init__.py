"""What is wrong with records, told as findings: in one by itself, and between the folder's.

Everything here is pure over data and tolerates data of any structure: it never raises for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from clientfile.checks.amounts import amount_findings
from clientfile.checks.between_records import folder_findings
from clientfile.checks.fast import has_no_errors
from clientfile.checks.plausible import plausible_findings
from clientfile.checks.references import broken_reference_findings, self_reference_findings
from clientfile.records.edits import Data
from clientfile.records.problems import Finding
from clientfile.records.settings import Settings
from clientfile.schema.duplicates import duplicate_findings
from clientfile.schema.fast import accepts
from clientfile.schema.walk import Place, walk_places

__all__ = ["error_findings", "findings", "folder_findings", "record_findings", "warnings"]


def findings(data: Data, settings: Settings, today: date) -> list[Finding]:
    """All that is wrong with one record by itself: its structure first, then what it says."""
    return _structure(data) + record_findings(data, settings, today=today)


def error_findings(data: Data, settings: Settings) -> list[Finding]:
    """What keeps one record from being used: all that `findings` tells, less the warnings."""
    if has_no_errors(data, settings.currency):
        return []
    return _structure(data) + _errors(data, walk_places(data), settings)


def warnings(
    data: Data, settings: Settings, today: date, walked: Sequence[Place] | None = None
) -> list[Finding]:
    """What is implausible in a record that has no errors; `walked` are its places, where they are
    at hand.
    """
    return _warnings(data, walk_places(data) if walked is None else walked, settings, today)


def _structure(data: Data) -> list[Finding]:
    """Importing the validator takes longer than reading records: only a wrong one needs it."""
    if accepts(data):
        return duplicate_findings(data)
    from clientfile.schema.validate import structure_findings

    return structure_findings(data)


def record_findings(data: Data, settings: Settings, *, today: date) -> list[Finding]:
    """What is wrong with what a record says, beyond its structure.

    Errors: amounts with too many decimals, references that lead nowhere. Warnings: checksums,
    days in the future, and what else is implausible.
    """
    walked = walk_places(data)
    return _errors(data, walked, settings) + _warnings(data, walked, settings, today)


def _errors(data: Data, walked: Sequence[Place], settings: Settings) -> list[Finding]:
    return [
        *amount_findings(data, walked, settings.currency),
        *broken_reference_findings(data, walked),
    ]


def _warnings(
    data: Data, walked: Sequence[Place], settings: Settings, today: date
) -> list[Finding]:
    return [
        *self_reference_findings(data, walked),
        *plausible_findings(data, walked, settings.fiscal_year_start, today),
    ]
