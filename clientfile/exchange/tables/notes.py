"""What is told of the rows of a file: by line, at most twenty of a kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from clientfile.language import Lines, Message, _, ngettext

Note = tuple[int, str]
"""A line of the file, and a sentence about it."""

MOST_OF_A_KIND = 20


@dataclass(frozen=True)
class SkippedRow:
    """A row that is not imported: its line, its client where one could be read, and why."""

    line: int
    client: str | None
    why: str


def brief_notes(notes: Iterable[tuple[Note, bool]]) -> list[str]:
    """A sentence for each note, in the order of the file, with whether its row is skipped.

    Of each kind the first MOST_OF_A_KIND are told, the others are counted after them.
    """
    sentences: list[str] = []
    counts: Counter[Hashable] = Counter()
    lines: dict[Hashable, int] = {}
    for (line, what), is_skipped in sorted(notes):
        kind = (is_skipped, _kind_of(what))
        counts[kind] += 1
        if counts[kind] <= MOST_OF_A_KIND:
            lines[kind] = line
            sentences.append(_sentence(line, what, is_skipped=is_skipped))
    more = {kind: count - MOST_OF_A_KIND for kind, count in counts.items()}
    return sentences + [_tell_more(lines[kind], count) for kind, count in more.items() if count > 0]


def _sentence(line: int, what: str, *, is_skipped: bool) -> Message:
    if is_skipped:
        return _("line {line} skipped: {what}", line=line, what=what)
    return _("line {line}: {what}", line=line, what=what)


def _tell_more(line: int, count: int) -> Message:
    return ngettext(
        "and {count} more line like line {line}",
        "and {count} more lines like line {line}",
        count,
        line=line,
    )


def _kind_of(text: str) -> Hashable:
    """The sentences of which a text is, without the values in them."""
    if isinstance(text, Lines):
        return tuple(map(_kind_of, text.parts))
    if isinstance(text, Message):
        clauses = [_kind_of(value) for value in text.values.values() if isinstance(value, str)]
        return (text.pattern, *filter(None, clauses))
    return ()
