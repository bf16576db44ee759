"""The pages of `show`: a record, a chapter or an item, as a page, as YAML or as JSON."""

from __future__ import annotations

from typing import Any

from clientfile.console.session import Session
from clientfile.errors import InvalidRecordsError, UnknownWordError, UsageError
from clientfile.figures.lines import order_figures
from clientfile.output.numbers import known
from clientfile.output.terminal import one_line, visible, wrapped
from clientfile.records.client import client_of
from clientfile.records.edits import Data, at
from clientfile.records.ids import find_item, people, person_name
from clientfile.records.paths import shape_at
from clientfile.reports.page import PageLayout, headline, page_lines, title_of
from clientfile.reports.show import comparison_rows, computed_results
from clientfile.schema.shapes import record_shape
from clientfile.store.cache.lookup import find_client, split_target
from clientfile.store.folder import record_files
from clientfile.store.load import LoadedRecord, load_record

CHAPTERS = ("identity", "contacts", "business", "results")
_FORMATS = ("table", "yaml", "json")
_PAGE_WIDTH, _WIDEST_PAGE = 80, 100


def page(session: Session, target: str, chapter: str, fmt: str) -> None:
    """Write the part of a record that is asked for, in the format that is asked for."""
    if fmt not in _FORMATS:
        raise UnknownWordError("--format", fmt, _FORMATS)
    if chapter and chapter not in CHAPTERS:
        raise UnknownWordError("--chapter", chapter, CHAPTERS)
    named, item = split_target(target)
    if chapter and item:
        raise UsageError("--chapter goes with a client, not with one item of it")
    client = find_client(session.folder, named)
    loaded = _loaded(session, client)
    if fmt == "yaml":
        text = _yaml(loaded, chapter, item)
        # Written to a file it is the record; before somebody's eyes nothing of it acts.
        session.write(visible(text, keep="\n") if session.on_terminal else text)
        return
    _refuse_errors(loaded)
    if item:
        _item(session, loaded, item, fmt)
    else:
        _client(session, client, loaded.parsed.data or {}, chapter, fmt)


def _loaded(session: Session, client: str) -> LoadedRecord:
    files = [file for file in record_files(session.folder) if file.id == client]
    if len(files) > 1:
        names = [session.folder.relative(file.path) for file in files]
        raise InvalidRecordsError(names, f"the id {client!r} stands twice: rename one of the files")
    return load_record(session.folder, files[0])


def _refuse_errors(loaded: LoadedRecord) -> None:
    errors = [problem for problem in loaded.problems if problem.severity == "error"]
    if errors:
        raise InvalidRecordsError(errors, f"{loaded.file.id} has errors; to see its text: -f yaml")


def _yaml(loaded: LoadedRecord, chapter: str, item: str) -> str:
    """The record's own text; of a part, its values written anew."""
    from clientfile.yamltext.emitter import emit

    data = loaded.parsed.data or {}
    if item:
        path = find_item(data, item)
        return emit(at(data, path), shape_at(record_shape(), path))
    if chapter:
        part = {chapter: data[chapter]} if chapter in data else {}
        return emit(part, record_shape()) if part else ""
    return loaded.parsed.text if loaded.parsed.text.endswith("\n") else loaded.parsed.text + "\n"


def _item(session: Session, loaded: LoadedRecord, item: str, fmt: str) -> None:
    from clientfile.output.json_text import to_json

    data = loaded.parsed.data or {}
    path = find_item(data, item)
    part = at(data, path)
    if fmt == "json":
        session.write(to_json(part, indent=2) + "\n")
        return
    holder = str(path[-2]) if isinstance(path[-1], int) else str(path[-1])
    layout = _layout(session, loaded.file.id, data)
    head, told = headline(holder, part, shape_at(record_shape(), path), layout)
    rest = {key: value for key, value in part.items() if key not in told}
    lines = page_lines(rest, shape_at(record_shape(), path), layout, 1)
    session.write("\n".join([*wrapped(one_line(head), layout.width), *lines]) + "\n")


def _client(session: Session, client: str, data: Data, chapter: str, fmt: str) -> None:
    from clientfile.output.json_text import to_json

    computed = _computed(session, client) if chapter in ("", "results") else None
    chosen = {key: data.get(key, {}) for key in CHAPTERS if chapter in ("", key)}
    if fmt == "json":
        if computed is not None:
            chosen["results"] = {**chosen["results"], "computed": computed}
        session.write(to_json({"client": client, **chosen}, indent=2) + "\n")
        return
    layout = _layout(session, client, data)
    language = layout.language
    head = f"{data['identity']['name']} ({client}), {data['identity']['status']}"
    lines = list(wrapped(one_line(head), layout.width))
    for key, part in chosen.items():
        shape = record_shape().child(key)
        told = page_lines(part, shape, layout, 1)
        told += _figures(computed, language) if key == "results" and computed else []
        if told:
            lines += ["", title_of(key, shape, language).upper(), *told]
    session.write("\n".join(lines) + "\n")


def _computed(session: Session, client: str) -> dict[str, Any]:
    return computed_results(client, session.book())


def _figures(computed: dict[str, Any], language: str) -> list[str]:
    """The computed figures in two columns: the last fiscal year, and this one so far."""
    last, this = computed["last_year"], computed["this_year"]
    french = language == "fr"
    heads = (str(last["year"]), f"{this['year']} {'au' if french else 'to'} {this['until']}")
    rows = [
        (heading, known(before, kind, language), known(now, kind, language))
        for heading, before, now, kind in comparison_rows(computed, language)
    ]
    wide = [max(len(row[place]) for row in [("", *heads), *rows]) for place in (1, 2)]
    title = ("Calculé" if french else "Computed") + f" ({computed['currency']})"
    lines = [f"  {title:<20}  {heads[0]:>{wide[0]}}  {heads[1]:>{wide[1]}}"]
    lines += [f"    {head:<18}  {old:>{wide[0]}}  {new:>{wide[1]}}" for head, old, new in rows]
    lines.append(f"    {'Classe' if french else 'Class':<18}  {computed['class'] or '-'}")
    return lines


def _layout(session: Session, client: str, data: Data) -> PageLayout:
    settings = session.folder.settings
    currency = str(at(data, ("business", "currency")) or settings.currency)
    return PageLayout(
        settings.language,
        min(session.width or _PAGE_WIDTH, _WIDEST_PAGE),
        currency,
        settings.currency,
        {
            order.ref: order_figures(order, currency, settings.currency).net
            for order in client_of(client, data).orders
        },
        {str(person.get("id")): person_name(person) for person in people(data)},
    )
