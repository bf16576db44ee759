"""Format `md`: a Markdown table. The only user of tabulate."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from clientfile.output.cells import NUMERIC, display_rows, headings
from clientfile.output.formats import Layout
from clientfile.output.table import Column, Table

_MARKUP = re.compile(r"([\\`*\[\]<|])")


def write(table: Table, columns: Sequence[Column], layout: Layout) -> Iterator[str]:
    """A pipe table, figures to the right; no line without rows."""
    if not table.rows:
        return
    # Read late: it costs a command's start some 60 ms.
    from tabulate import tabulate

    yield from tabulate(
        [list(map(_escape, row)) for row in display_rows(table, columns, layout.language)],
        headers=list(map(_escape, headings(table, columns, layout.language))),
        tablefmt="pipe",
        disable_numparse=True,
        colalign=["right" if column.kind in NUMERIC else "left" for column in columns],
    ).splitlines()


def _escape(cell: str) -> str:
    return _MARKUP.sub(r"\\\1", cell)
