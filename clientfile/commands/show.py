"""`show`: prints a record, a chapter or an item as a page, as YAML or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientfile.console.arguments import record_file
from clientfile.console.choices import choice, format_choice
from clientfile.console.options import AsOf, ClientItem
from clientfile.console.session import Session
from clientfile.errors import InvalidRecordsError, UnknownWordError, UsageError
from clientfile.language import _, translate
from clientfile.records.edits import Data

if TYPE_CHECKING:
    from clientfile.reports.page import PageLayout
    from clientfile.store.load import LoadedRecord

_CHAPTERS = ("identity", "contacts", "business", "results")
_FORMATS = ("table", "yaml", "json")


def show(
    ctx: typer.Context,
    target: ClientItem,
    chapter: Annotated[str, choice(_CHAPTERS, metavar="CHAPTER", either=True)] = "",
    fmt: Annotated[str, format_choice(_FORMATS)] = "table",
    as_of: AsOf = "",
) -> None:
    """Show a client, or one part of a record.

    yaml is the record as it was written; json is the record with its values typed. The results
    chapter has what is computed beside what is stated.

    Examples:
        clientfile show kervelec --chapter results
        # a person, an order or a visit by its id; people by part of the name, too
        clientfile show kervelec/carpentreau
        clientfile show kervelec/V26-127 -f yaml
    """
    from clientfile.output.terminal import visible
    from clientfile.store.cache.lookup import find_client, split_target
    from clientfile.store.load import load_record

    session: Session = ctx.obj
    session.look_back(as_of)
    if fmt not in _FORMATS:
        raise UnknownWordError("--format", fmt, _FORMATS)
    chapter = _resolve_chapter(chapter) if chapter else ""
    name, item = split_target(target)
    if chapter and item:
        raise UsageError(_("--chapter goes with a client, not with one item of it"))
    client = find_client(session.folder, name)
    loaded = load_record(session.folder, record_file(session, client))
    if item and not loaded.parsed.sound:
        # Nothing is known of its items.
        _refuse_errors(loaded)
    if item and (named := _chapter_of(loaded, item)):
        chapter, item = named, ""
    if fmt == "yaml":
        text = _yaml(loaded, chapter, item)
        # A file gets the record's own text; on a terminal its control characters are escaped.
        session.write(visible(text, keep="\n") if session.on_terminal else text)
        return
    _refuse_errors(loaded)
    if item:
        _print_item(session, loaded, item, fmt)
    else:
        _print_client(session, client, loaded.parsed.data or {}, chapter, fmt)


def _resolve_chapter(typed: str) -> str:
    from clientfile.records.typed.words import field_titles, resolve_word
    from clientfile.schema.shapes import record_shape

    return resolve_word("--chapter", typed, field_titles(record_shape()))


def _chapter_of(loaded: LoadedRecord, item: str) -> str:
    """The chapter that CLIENT/ITEM names; "" for an item. Raises NoMatchError for neither."""
    from clientfile.records.paths import find_part
    from clientfile.schema.shapes import record_shape

    path = find_part(loaded.parsed.data or {}, item, record_shape())
    return str(path[0]) if len(path) == 1 else ""


def _refuse_errors(loaded: LoadedRecord) -> None:
    errors = [problem for problem in loaded.problems if problem.severity == "error"]
    if errors:
        what = _(
            "{client} has errors; to see its text: clientfile show {client} -f yaml",
            client=loaded.file.id,
        )
        raise InvalidRecordsError(errors, what)


def _yaml(loaded: LoadedRecord, chapter: str, item: str) -> str:
    """The text of the whole record as it stands in its file; of a part, its values emitted anew."""
    from clientfile.records.edits import at
    from clientfile.records.ids import find_item
    from clientfile.records.paths import shape_at
    from clientfile.schema.shapes import record_shape
    from clientfile.yamltext.emitter import emit

    data = loaded.parsed.data or {}
    if item:
        path = find_item(data, item)
        return emit(at(data, path), shape_at(record_shape(), path))
    if chapter:
        part = {chapter: data[chapter]} if chapter in data else {}
        return emit(part, record_shape()) if part else ""
    return loaded.parsed.text if loaded.parsed.text.endswith("\n") else loaded.parsed.text + "\n"


def _print_item(session: Session, loaded: LoadedRecord, item: str, fmt: str) -> None:
    from clientfile.output.json_text import to_json
    from clientfile.output.terminal import one_line, wrap
    from clientfile.records.edits import at
    from clientfile.records.ids import find_item
    from clientfile.records.paths import shape_at
    from clientfile.reports.page import headline, page_lines
    from clientfile.schema.shapes import record_shape

    data = loaded.parsed.data or {}
    path = find_item(data, item)
    part, shape = at(data, path), shape_at(record_shape(), path)
    if fmt == "json":
        session.write(to_json(part, indent=2) + "\n")
        return
    holder = str(path[-2]) if isinstance(path[-1], int) else str(path[-1])
    layout = _layout(session, loaded.file.id, data)
    head, in_head = headline(holder, part, shape, layout)
    rest = {key: value for key, value in part.items() if key not in in_head}
    lines = page_lines(rest, shape, layout, 1)
    if holder == "people":
        lines += _elsewhere(session, loaded.file.id, {"contacts": {"people": [part]}}, layout)
    session.write("\n".join([*wrap(one_line(head), layout.width), *lines]) + "\n")
    if holder == "people":
        _note_changes_ahead(session, data, str(part["id"]))


def _print_client(session: Session, client: str, data: Data, chapter: str, fmt: str) -> None:
    from clientfile.output.json_text import to_json
    from clientfile.output.terminal import one_line, wrap
    from clientfile.reports.page import page_lines, title_of
    from clientfile.reports.show import computed_results
    from clientfile.schema.shapes import record_shape

    computed = (
        computed_results(client, session.open_ledger()) if chapter in ("", "results") else None
    )
    chapters = {key: data.get(key, {}) for key in _CHAPTERS if chapter in ("", key)}
    if fmt == "json":
        if computed is not None:
            chapters["results"] = {**chapters["results"], "computed": computed}
        session.write(to_json({"client": client, **chapters}, indent=2) + "\n")
        return
    layout = _layout(session, client, data)
    language = layout.language
    head = f"{data['identity']['name']} ({client}), {_status(data, language)}"
    lines = list(wrap(one_line(head), layout.width))
    for key, part in chapters.items():
        shape = record_shape().child(key)
        section = page_lines(part, shape, layout, 1)
        section += _figures(computed, language) if key == "results" and computed else []
        section += _elsewhere(session, client, data, layout) if key == "contacts" else []
        if section:
            lines += ["", title_of(key, shape, language).upper(), *section]
    session.write("\n".join(lines) + "\n")
    _note_changes_ahead(session, data)


def _elsewhere(session: Session, client: str, data: Data, layout: PageLayout) -> list[str]:
    """What the records of other clients know of the people of a record."""
    from clientfile.records.ids import people
    from clientfile.records.references import person_references

    if not any(person_references(data)):
        return []
    from clientfile.console.other_clients import people_elsewhere
    from clientfile.reports.elsewhere import format_other_entry

    elsewhere = people_elsewhere(client, data, session.open_ledger())
    return [
        line
        for person in people(data)
        for entry in elsewhere.get(str(person["id"]), ())
        for line in format_other_entry(person, entry, layout)
    ]


def _note_changes_ahead(session: Session, data: Data, person: str = "") -> None:
    """Note what the record has already and what holds from a later day only."""
    from clientfile.reports.show import notes_on_changes_ahead
    from clientfile.schema.shapes import record_shape

    session.flush()
    for note in notes_on_changes_ahead(data, session.today, record_shape(), person):
        session.note(note)


def _status(data: Data, language: str) -> str:
    from clientfile.schema.shapes import record_shape

    shape = record_shape().child("identity").child("status")
    return translate(shape.word(data["identity"]["status"]), language)


def _figures(computed: dict[str, Any], language: str) -> list[str]:
    """The computed figures in two columns: the last fiscal year, and this one so far."""
    from clientfile.language.quantities import day
    from clientfile.reports.show import comparison_rows

    last, this = computed["last_year"], computed["this_year"]
    until = _("{year} to {day}", year=str(this["year"]), day=day(this["until"]))
    heads = (str(last["year"]), translate(until, language))
    rows = comparison_rows(computed, language)
    wide = [max(len(row[place]) for row in [("", *heads), *rows]) for place in (1, 2)]
    title = translate(_("Computed ({currency})", currency=computed["currency"]), language)
    lines = [f"  {title:<20}  {heads[0]:>{wide[0]}}  {heads[1]:>{wide[1]}}"]
    lines += [f"    {head:<18}  {old:>{wide[0]}}  {new:>{wide[1]}}" for head, old, new in rows]
    lines.append(f"    {translate(_('Class'), language):<18}  {computed['class'] or '-'}")
    return lines


def _layout(session: Session, client: str, data: Data) -> PageLayout:
    from clientfile.figures.lines import order_figures
    from clientfile.records.client import client_of
    from clientfile.records.edits import at
    from clientfile.records.ids import people, person_name
    from clientfile.reports.page import PageLayout

    settings = session.folder.settings
    currency = str(at(data, ("business", "currency")) or settings.currency)
    return PageLayout(
        session.language,
        session.page_width,
        currency,
        settings.currency,
        {
            order.ref: order_figures(order, currency, settings.currency).net
            for order in client_of(client, data).orders
        },
        {str(person.get("id")): person_name(person) for person in people(data)},
    )
