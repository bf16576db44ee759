"""What reports show of a comparison with a year that is only stated: its share by days, marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clientfile.language import Lines, _, pgettext
from clientfile.output.table import Column, FigureMark
from clientfile.reports.common.notes import some_names

PRO_RATA = pgettext("basis of a comparison", "pro-rata")
COLUMN = Column("basis", _("Basis"), "text", words=(PRO_RATA,))
"""What the comparison of a row is made of: PRO_RATA, or None where all of it is counted."""


@dataclass(frozen=True)
class _ProRataMark(FigureMark):
    """The mark of a figure that a stated year's share is in; `part` is another mark of it."""

    part: FigureMark | None = None

    def say(self, figure: str) -> str:
        """The figure with `~` before it, and with its other mark."""
        marked = figure_pro_rata(figure)
        return self.part.say(marked) if self.part else marked


def figure_pro_rata(figure: str) -> str:
    """A figure that a stated year's share is in, with the mark of that."""
    return pgettext("a figure that is made pro rata", "~{figure}", figure=figure)


def mark_pro_rata(marks: Mapping[str, FigureMark], *columns: str) -> dict[str, FigureMark]:
    """The marks of a row, with those of the columns that a stated year's share is in."""
    marked = dict(marks)
    for column in columns:
        part = marks.get(column)
        marked[column] = _ProRataMark(part.value if part else None, part)
    return marked


def pro_rata_note(shares: Iterable[tuple[str, str]]) -> list[str]:
    """A note on the clients that are compared by a share, each with the label of its period; none
    without any.
    """
    shares = list(shares)
    if not shares:
        return []
    return [
        _(
            "~ before that ({periods}): the stated year by its days, with no season in it"
            " ({clients})",
            periods=Lines(sorted({label for __, label in shares}), ", "),
            clients=some_names(sorted({client for client, __ in shares})),
        )
    ]
