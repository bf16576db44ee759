"""Options and arguments of several commands, resolved: a period, a client, a page's format."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from clientfile.console.choices import PAGE_FORMATS
from clientfile.console.day_options import parse_option_day
from clientfile.console.options import PeriodOptions
from clientfile.console.session import Session
from clientfile.errors import InvalidRecordsError, UnknownWordError, UsageError
from clientfile.language import _

if TYPE_CHECKING:
    from clientfile.figures.ledger import Ledger
    from clientfile.records.typed.periods import Period
    from clientfile.store.cache.cached_ledger import CachedLedger
    from clientfile.store.folder import RecordFile


def resolve_period(session: Session, ledger: Ledger, span: PeriodOptions) -> Period:
    """The period of the options; without any, the newest fiscal year that has figures.

    Raises UsageError for options that exclude one another, InvalidValueError for a date that is
    none.
    """
    from clientfile.records.typed.periods import custom_period, newest_year, parse_period

    if span.period and (span.from_ or span.to):
        raise UsageError(_("--period and --from or --to say the same thing: give one of them"))
    if span.period:
        period = parse_period(span.period, session.today, session.folder.settings.fiscal_year_start)
        return _with_horizon(ledger) if period.unit == "all" else period
    if span.from_ or span.to:
        return custom_period(*_ends(session, span), session.today)
    month = session.folder.settings.fiscal_year_start
    return newest_year(ledger.years(), session.today, month)


def _with_horizon(ledger: Ledger) -> Period:
    # Few ask for all time.
    from clientfile.figures.horizon import horizon_of

    return horizon_of(ledger)


def _ends(session: Session, span: PeriodOptions) -> tuple[date | None, date | None]:
    """The days of `--from` and `--to`, None where one is missing.

    An end that would be before the start is the first such day from the start on.
    """
    start = parse_option_day(session, "--from", span.from_) if span.from_ else None
    end = parse_option_day(session, "--to", span.to) if span.to else None
    if start is None or end is None or end >= start:
        return start, end
    from clientfile.records.typed.dates import parse_day

    month = session.folder.settings.fiscal_year_start

    def first_from(day: date) -> date:
        return parse_day(span.to, day, toward="future", fiscal_year_start=month)

    # A text that names a year is the same day on either side of today.
    return start, end if first_from(session.today) == end else first_from(start)


def resolve_period_or_all(session: Session, ledger: Ledger, span: PeriodOptions) -> Period:
    """The period of the options; without any, all time."""
    from clientfile.records.typed.periods import ALL

    dated = span.period or span.from_ or span.to
    return resolve_period(session, ledger, span) if dated else ALL


def require_client(session: Session, ledger: CachedLedger, typed: str) -> str:
    """The id of the client that fits what was typed.

    Raises NoMatchError where none or several fit, InvalidRecordsError where its record has errors.
    """
    from clientfile.store.cache.lookup import find_client

    client = find_client(session.folder, typed, ledger)
    if client not in ledger.cards:
        name = f"{client}.yaml"
        problems = [each for each in ledger.problems if each.file.endswith(name)]
        raise InvalidRecordsError(problems, _("its figures can't be told: mend the record first"))
    return client


def record_file(session: Session, client: str) -> RecordFile:
    """The file of the client of this id. Raises InvalidRecordsError where two files have the id."""
    from clientfile.store.folder import record_files

    files = [file for file in record_files(session.folder) if file.id == client]
    if len(files) > 1:
        names = [session.folder.relative(file.path) for file in files]
        twice = _("the id {client!r} stands twice: rename one of the files", client=client)
        raise InvalidRecordsError(names, twice)
    return files[0]


def note_unknown_salesperson(session: Session, typed: str, owners: Iterable[str | None]) -> None:
    """Note on stderr that nobody has a salesperson's name, with the nearest; nothing if one has it.

    `owners` are the salespeople of the records; those of the settings are added.
    """
    from clientfile.errors.suggest import did_you_mean, fold

    settings = session.folder.settings
    with_targets = [who for year in settings.targets.values() for who in year]
    names = dict.fromkeys(name for name in [*owners, *settings.team, *with_targets] if name)
    if names and fold(typed) not in {fold(name) for name in names}:
        hint = did_you_mean(typed, names.keys())
        session.note(_("no salesperson is called {typed!r}: {hint}", typed=typed, hint=hint))


def resolve_page_format(name: str) -> str:
    """The format of a page, table without a name. Raises UsageError for an unknown one."""
    if name and name not in PAGE_FORMATS:
        raise UnknownWordError("--format", name, PAGE_FORMATS)
    return name or "table"
