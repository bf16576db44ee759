"""A Table as text: aligned for the eye, or tsv, csv, json, jsonl, md, ids for what comes next.

What a terminal must not see is escaped in every format; json and jsonl escape it in their own way
and lose nothing. Formulas in a csv are left as they are: whoever opens one in a spreadsheet
should import it as text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal, get_args

from clientfile.errors import UsageError
from clientfile.output.json_text import to_json
from clientfile.output.numbers import grouped, in_words, percentage, places_of
from clientfile.output.sort import find_column
from clientfile.output.table import Column, Table
from clientfile.output.terminal import BAR, one_line, padded, shorten, turns, visible
from clientfile.output.terminal import width as columns_of
from clientfile.records.typed.amounts import plain

Format = Literal["table", "tsv", "csv", "json", "jsonl", "md", "ids"]
FORMATS: tuple[Format, ...] = get_args(Format)

_RIGHT = frozenset({"integer", "number", "money", "ratio"})
_WHOLE = frozenset({"csv", "json", "jsonl"})

_GAP = "  "
# After text from right to left: without it a terminal may show the next cells in its place.
_BAR = f"{BAR} "
# Of a table that goes to no terminal.
_WIDEST_CELL = 200
_NARROWEST = 12
_LEGIBLE = 24
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"
_MARKDOWN = re.compile(r"([\\`*\[\]<|])")
_NOTHING = {"en": "Nothing to show.", "fr": "Rien à montrer."}


def render(
    table: Table,
    fmt: Format,
    *,
    header: bool = False,
    columns: Sequence[str] | None = None,
    language: str = "en",
    width: int | None = None,
    color: bool = False,
) -> str:
    """The table in that format, each line ended; empty text where there is nothing to print.

    The arguments are those of `lines`, which serves where a reader may stop early.
    """
    made = lines(
        table,
        fmt,
        header=header,
        columns=columns,
        language=language,
        width=width,
        color=color,
    )
    return "".join(line + "\n" for line in made)


def lines(
    table: Table,
    fmt: Format,
    *,
    header: bool = False,
    columns: Sequence[str] | None = None,
    language: str = "en",
    width: int | None = None,
    color: bool = False,
) -> Iterator[str]:
    """The lines of the table in that format, without their ends.

    `columns` are the keys to show, in their order (default: `table.short` in table, tsv and md,
    all of them in csv and json); `header` adds tsv its keys. `language`, `width` (a terminal's
    columns; None: as wide as need be, up to 200 columns a cell) and `color` are for table,
    `language` for md too. Without rows, table, md, tsv and ids print nothing, json an empty array,
    csv its header. Raises
    UsageError, before the first line, for an unknown column and for ids where rows have none.
    """
    chosen = _chosen(table, fmt, columns)
    if fmt == "table":
        if not columns:
            chosen = _affordable(table, chosen, language, width)
        return _aligned(table, chosen, language, width, color)
    if fmt == "md":
        return _markdown(table, chosen, language)
    if fmt == "tsv":
        return _tsv(table, chosen, header)
    if fmt == "ids":
        return iter(_ids(table))
    by_name = {"csv": _csv, "json": _json, "jsonl": _jsonl}
    return by_name[fmt](table, chosen)


def notes(table: Table, language: str = "en") -> list[str]:
    """The lines for stderr: the table's caveats, and that it is empty where it is."""
    nothing = [] if table.rows else [_NOTHING.get(language, _NOTHING["en"])]
    return [*nothing, *map(one_line, table.notes)]


def _chosen(table: Table, fmt: Format, columns: Sequence[str] | None) -> list[Column]:
    if columns:
        return [find_column(table, key.strip()) for key in dict.fromkeys(columns)]
    if table.short and fmt not in _WHOLE:
        return [find_column(table, key) for key in table.short]
    return list(table.columns)


# --- for programs --------------------------------------------------------------------------------


def _tsv(table: Table, chosen: list[Column], header: bool) -> Iterator[str]:
    if header:
        yield "\t".join(column.key for column in chosen)
    for row in table.rows:
        yield "\t".join(one_line(_exact(row.get(column.key))) for column in chosen)


def _csv(table: Table, chosen: list[Column]) -> Iterator[str]:
    yield _csv_line([column.key for column in chosen])
    for row in table.rows:
        yield _csv_line([_exact(row.get(column.key)) for column in chosen])


def _csv_line(cells: list[str]) -> str:
    # Within its quotes a csv may hold line breaks; a carriage return would move the cursor.
    safe = [visible(cell.replace("\r\n", "\n"), keep="\n\t") for cell in cells]
    buffer = io.StringIO()
    # The writer quotes a line break only where it is its own line end.
    csv.writer(buffer, lineterminator="\n").writerow(safe)
    return buffer.getvalue().removesuffix("\n")


def _json(table: Table, chosen: list[Column]) -> Iterator[str]:
    if not table.rows:
        yield "[]"
        return
    yield "["
    for left, line in zip(range(len(table.rows) - 1, -1, -1), _jsonl(table, chosen), strict=True):
        yield f"  {line}," if left else f"  {line}"
    yield "]"


def _jsonl(table: Table, chosen: list[Column]) -> Iterator[str]:
    for row in table.rows:
        yield to_json({column.key: row.get(column.key) for column in chosen})


def _ids(table: Table) -> list[str]:
    key = table.client_key
    if all(column.key != key for column in table.columns) and not any(key in r for r in table.rows):
        raise UsageError("this listing is not one of clients, so it has no ids: choose -f tsv.")
    ids = dict.fromkeys(row.get(key) for row in table.rows)
    return [one_line(str(each)) for each in ids if each not in (None, "")]


def _exact(value: Any) -> str:
    """A value for programs: plain decimals, ISO dates, lists joined, absent empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return plain(value)
    if isinstance(value, list | tuple):
        return ", ".join(_exact(item) for item in value)
    return value.isoformat() if isinstance(value, date) else str(value)


# --- for the eye ---------------------------------------------------------------------------------


def _aligned(
    table: Table, chosen: list[Column], language: str, width: int | None, color: bool
) -> Iterator[str]:
    if not table.rows:
        return
    headings, cells = _headings(table, chosen, language), _cells(table, chosen, language)
    natural = [
        min(max(map(columns_of, column)), _WIDEST_CELL)
        for column in zip(headings, *cells, strict=True)
    ]
    widths = _fitted(natural, chosen, width)
    line = _line_maker(widths, [column.kind in _RIGHT for column in chosen])
    top = line(headings)
    yield f"{_BOLD}{top}{_PLAIN}" if color else top
    yield line(["-" * each for each in widths])
    for row in cells:
        yield line(row)


def _affordable(
    table: Table, chosen: list[Column], language: str, width: int | None
) -> list[Column]:
    """The columns that a terminal has room for; what the table can spare goes first."""
    for key in table.spare:
        headings, cells = _headings(table, chosen, language), _cells(table, chosen, language)
        natural = [max(map(columns_of, column)) for column in zip(headings, *cells, strict=True)]
        if width is None or _least(natural, chosen) <= width:
            break
        chosen = [column for column in chosen if column.key != key]
    return chosen


def _least(natural: list[int], chosen: list[Column]) -> int:
    """The columns that a table takes whose texts are cut as far as they can still be read."""
    sizes = [
        size if column.kind in _RIGHT else min(size, _LEGIBLE)
        for size, column in zip(natural, chosen, strict=True)
    ]
    return sum(sizes) + len(_GAP) * (len(sizes) - 1)


def _line_maker(widths: list[int], right: list[bool]) -> Callable[[Sequence[str]], str]:
    def line(cells: Sequence[str]) -> str:
        placed = zip(cells, widths, right, strict=True)
        made = [
            padded(shorten(cell, size), size, right=to_right) for cell, size, to_right in placed
        ]
        gaps = [_BAR if turns(cell) else _GAP for cell in made[:-1]]
        return "".join(map("".join, zip(made, [*gaps, ""], strict=True))).rstrip(" ")

    return line


def _fitted(natural: list[int], chosen: list[Column], width: int | None) -> list[int]:
    """The columns' widths within `width`: the widest text gives way first, figures never do."""
    widths = list(natural)
    texts = [place for place, column in enumerate(chosen) if column.kind in ("text", "list")]
    excess = sum(widths) + len(_GAP) * (len(widths) - 1) - (width or 0)
    while width and excess > 0 and any(widths[place] > _NARROWEST for place in texts):
        widest = max(texts, key=lambda place: widths[place])
        others = [widths[place] for place in texts if widths[place] < widths[widest]]
        least = max([_NARROWEST, widths[widest] - excess, *others])
        least = min(least, widths[widest] - 1)
        excess -= widths[widest] - least
        widths[widest] = least
    return widths


def _markdown(table: Table, chosen: list[Column], language: str) -> Iterator[str]:
    if not table.rows:
        return
    # Read late: it costs a command's start some 60 ms, and only this format needs it.
    from tabulate import tabulate

    escaped = [
        [_MARKDOWN.sub(r"\\\1", cell) for cell in row] for row in _every(table, chosen, language)
    ]
    yield from tabulate(
        escaped[1:],
        headers=escaped[0],
        tablefmt="pipe",
        disable_numparse=True,
        colalign=["right" if column.kind in _RIGHT else "left" for column in chosen],
    ).splitlines()


def _every(table: Table, chosen: list[Column], language: str) -> list[list[str]]:
    return [_headings(table, chosen, language), *_cells(table, chosen, language)]


def _headings(table: Table, chosen: list[Column], language: str) -> list[str]:
    currencies = _currencies(table)
    unit = f" ({currencies.pop()})" if len(currencies) == 1 else ""
    return [
        one_line((language == "fr" and column.heading_fr) or column.heading)
        + (one_line(unit) if column.kind == "money" else "")
        for column in chosen
    ]


def _cells(table: Table, chosen: list[Column], language: str) -> list[list[str]]:
    # Where rows differ in currency, each amount bears its own, unless a column tells it anyway.
    apart = len(_currencies(table)) > 1 and all(column.key != "currency" for column in chosen)
    made = []
    for row in (*table.rows, *([table.footer] if table.footer else ())):
        currency = str(row.get("currency") or table.currency)
        unit = f" {currency}".rstrip() if apart else ""
        places = places_of(currency)
        made.append([
            _cell(row.get(column.key), column, language, unit, places) for column in chosen
        ])  # fmt: skip
    return made


def _cell(value: Any, column: Column, language: str, unit: str, places: int) -> str:
    shown = one_line(_shown(value, column, language, places if column.kind == "money" else 0))
    return shown + one_line(unit) if shown and column.kind == "money" else shown


def _currencies(table: Table) -> set[str]:
    own = {str(row.get("currency") or table.currency) for row in table.rows}
    return own - {""}


def _shown(value: Any, column: Column, language: str, places: int) -> str:
    """A value for the eye; nothing where it is not known."""
    if isinstance(value, int | Decimal) and column.kind not in _RIGHT:
        return in_words(value, language) if isinstance(value, bool) else _exact(value)
    # A year is a name, not a quantity: nobody writes 2,026.
    if value is None or not isinstance(value, int | Decimal) or column.key == "year":
        return _exact(value)
    return (
        percentage(Decimal(value), language)
        if column.kind == "ratio"
        else grouped(value, language, places)
    )
