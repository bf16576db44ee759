"""`import`: takes over a CSV file of another system, or an export of clientfile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientfile.console.choices import complete_words, compose, list_words
from clientfile.console.listing import print_table
from clientfile.console.options import CommitOptions, ListingOptions, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import print_outcome, refuse_format
from clientfile.errors import UsageError, reason_of
from clientfile.language import Lines, _
from clientfile.records.change import Change, FileTexts
from clientfile.records.edits import Data
from clientfile.store.safe_open import MOST_SETTINGS, MOST_TABLE, read_ordinary

if TYPE_CHECKING:
    from clientfile.console.import_map import ChosenMap
    from clientfile.exchange.tables.import_plan import ImportPlan
    from clientfile.exchange.tables.mapping import ImportMap
    from clientfile.exchange.tables.source_table import SourceTable
    from clientfile.store.transaction.transact import Outcome

# Those of exchange/tables/kinds.py, which is not imported for `--help`.
_KINDS = (
    *("customers", "contacts", "orders", "payments", "results", "targets", "products"),
    "interactions",
)
_WORDS = (*_KINDS, "records")
_FILE_HELP = compose(
    _("The file to take over, and what it holds: {words}", words=list_words(_WORDS))
)


@with_option_groups
def import_(
    ctx: typer.Context,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[KIND] FILE",
            help=_FILE_HELP,
            autocompletion=complete_words(_WORDS),
        ),
    ],
    map_file: Annotated[
        Path | None,
        typer.Option("--map", metavar="MAP.toml", help=_("Which column goes where.")),
    ] = None,
    guess: Annotated[
        bool,
        typer.Option("--guess", help=_("Print the map that the file means.")),
    ] = False,
    *,
    acting: CommitOptions,
) -> None:
    """Take over a CSV file of another system, or what `export` wrote.

    A file whose header a map in maps/ is made for is read by it. Else the map is guessed and shown,
    and after a yes it is kept there; `--guess` prints it. vCards (.vcf) need none: their people go
    to the clients that they name. Everything lands in one commit; run again, nothing is doubled.
    The dry run tells each record that would be created or changed, and each row that would be
    skipped, with the reason.

    `import records` reads an export of clientfile: its folder of tables, one of these tables, or
    its json. New records are the same; in those that are there its values stand, and nothing is
    removed.

    Examples:
        clientfile import import/fair.csv --dry-run
        clientfile import customers import/fair.csv --guess
        # what another folder exported
        clientfile export json elsewhere.json
        clientfile import records elsewhere.json
    """
    session: Session = ctx.obj
    typed, file = _part(words)
    if typed and _is_export(typed, map_file):
        from clientfile.console.exported_files import import_records

        import_records(session, file, acting)
    elif guess:
        _print_guess(session, _resolve_kind(typed), file)
    else:
        _import_table(session, _resolve_kind(typed), file, map_file, acting)


def _part(words: list[str]) -> tuple[str, Path]:
    """The kind, empty where it is left out, and the file. Raises UsageError."""
    if len(words) > 2:
        raise UsageError(_("import takes one file: {words}", words=Lines(words, " ")))
    *kinds, file = words
    if not all(words):
        raise UsageError(_("{name} is empty: give it a value, or leave it out", name="FILE"))
    return "".join(kinds), Path(file)


def _import_table(
    session: Session, kind: str, file: Path, map_file: Path | None, acting: CommitOptions
) -> None:
    """Import a table of another system by its map."""
    from clientfile.console.likely_doubles import warn_of_import
    from clientfile.exchange.tables.import_plan import import_change
    from clientfile.exchange.tables.mapping import parse_map
    from clientfile.schema.shapes import record_shape
    from clientfile.store.transaction.transact import WriteOptions, transact

    if not acting.dry_run:
        refuse_format(acting.format)
    data = _read(file, MOST_TABLE)
    chosen = _choose_map(session, kind, file, data, map_file, acting.dry_run)
    mapping = parse_map(chosen.text, record_shape(), name=chosen.name, kind=kind)
    plans: list[ImportPlan] = []
    warnings: list[str] = []

    def decide(records: Mapping[str, Data]) -> Change:
        plans.append(_plan(session, mapping, file, data, records))
        warnings.extend(warn_of_import(records, plans[0].opened))
        return _with_map(import_change(mapping.kind, file.name, plans[0]), chosen)

    options = WriteOptions(session.today, acting.dry_run, acting.message, acting.include_edits)
    outcome = transact(session.folder, None, decide, options)
    _tell(session, plans[0], warnings, outcome, acting)


def _choose_map(
    session: Session, kind: str, file: Path, data: bytes, map_file: Path | None, dry_run: bool
) -> ChosenMap:
    from clientfile.console.import_map import ChosenMap, choose_map
    from clientfile.exchange.cards.recognize import is_vcard

    are_cards = is_vcard(data)
    if are_cards and kind not in ("", "contacts"):
        raise UsageError(
            _("{file} has vCards, of people: clientfile import contacts {file}", file=file)
        )
    if map_file is None and are_cards:
        from clientfile.exchange.cards.cards_table import CARD_MAP

        return ChosenMap(file.name, CARD_MAP)
    if map_file is None:
        return choose_map(session, kind, file, data, dry_run=dry_run)
    text = _read(map_file, MOST_SETTINGS).decode(errors="replace")
    return ChosenMap(map_file.name, text)


def _with_map(change: Change, chosen: ChosenMap) -> Change:
    """The change of an import with the map that is kept from now on, if there is one."""
    if not chosen.new_file:
        return change
    files = {chosen.new_file: FileTexts(None, chosen.text.encode())}
    details = [*change.details, _("the map is kept in {file}", file=chosen.new_file)]
    return replace(change, files=files, details=details)


def _tell(
    session: Session,
    plan: ImportPlan,
    warnings: Iterable[str],
    outcome: Outcome,
    acting: CommitOptions,
) -> None:
    """What became of the file: its rows in a table by a dry run, else what the user should know."""
    from clientfile.reports.import_plan import import_plan

    if description := plan.format.description:
        session.note(_("read as: {format}", format=description))
    for remark in plan.remarks:
        session.note(remark)
    if acting.dry_run:
        # A dry run shows a table, in any of the formats of a listing.
        listing = ListingOptions("" if acting.format == "text" else acting.format)
        print_table(session, import_plan(plan.outcomes), listing)
        return
    for note in (*plan.notes, *warnings):
        session.note(note)
    print_outcome(session, outcome, acting)


def _is_export(typed: str, map_file: Path | None) -> bool:
    """Whether the kind is that of an export. Raises UsageError for a map beside it."""
    from clientfile.exchange.export.join_records import RECORDS
    from clientfile.records.typed.words import matching

    if not matching(typed, {"records": RECORDS}):
        return False
    if map_file is not None:
        raise UsageError(_("an export needs no map: leave --map out"))
    return True


def _print_guess(session: Session, kind: str, file: Path) -> None:
    """Print the map that a file means, with a comment a line that says why."""
    from clientfile.exchange.cards.recognize import is_vcard
    from clientfile.exchange.guess.map_text import format_map
    from clientfile.exchange.guess.table_guess import guess_table, headings_of
    from clientfile.exchange.tables.header import around
    from clientfile.output.terminal import visible
    from clientfile.schema.shapes import record_shape

    data = _read(file, MOST_TABLE)
    if is_vcard(data):
        raise UsageError(_("vCards need no map: leave --guess out"))
    guess, table = guess_table(data, file.name, record_shape(), kind)
    text = format_map(guess, headings_of(table.header), session.say)
    session.write("".join(f"{visible(line)}\n" for line in text.splitlines()))
    session.flush()
    for remark in around(table):
        session.note(remark)


def _resolve_kind(typed: str) -> str:
    """The kind that a word means, empty for none. Raises UsageError for another word."""
    if not typed:
        return ""
    from clientfile.exchange.tables.kinds import KIND_WORDS
    from clientfile.records.typed.words import resolve_word

    return resolve_word(_("what is imported"), typed, KIND_WORDS)


def _plan(
    session: Session,
    mapping: ImportMap,
    file: Path,
    data: bytes,
    records: Mapping[str, Data],
) -> ImportPlan:
    """The plan of the import over the usable records of the folder."""
    from clientfile import checks
    from clientfile.checks.currency_change import currency_findings
    from clientfile.exchange.tables.import_plan import plan_import
    from clientfile.schema.shapes import record_shape
    from clientfile.store.folder import record_files

    settings = session.folder.settings
    table, remarks = _parse_table(mapping, file, data, records)
    plan = plan_import(
        table,
        mapping,
        records,
        record_shape(),
        settings,
        validate=lambda data: checks.findings(data, settings, session.today),
        validate_change=lambda before, after: currency_findings(before, after, settings.currency),
        unusable={entry.id for entry in record_files(session.folder)} - set(records),
        today=session.today,
    )
    return replace(plan, remarks=(*remarks, *plan.remarks))


def _parse_table(
    mapping: ImportMap, file: Path, data: bytes, records: Mapping[str, Data]
) -> tuple[SourceTable, Sequence[str]]:
    """The table of a file, and what is said of its rows before; cards find their clients."""
    from clientfile.exchange.cards.recognize import is_vcard

    if is_vcard(data):
        from clientfile.exchange.cards.cards_table import cards_table
        from clientfile.exchange.cards.parse_vcards import parse_vcards

        contacts = cards_table(parse_vcards(data), file.name, records)
        return contacts.table, contacts.remarks
    from clientfile.exchange.sources import read_table

    return read_table(data, file.name, mapping), ()


def _read(path: Path, most: int) -> bytes:
    try:
        return read_ordinary(path, most)
    except OSError as error:
        raise UsageError(
            _("can't read {file}: {reason}", file=path, reason=reason_of(error))
        ) from error
