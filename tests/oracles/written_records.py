"""A record as a hand writes it: its parts with their styles and comments, and the text of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Value = "Scalar | Branch"


@dataclass(slots=True)
class Scalar:
    """A single value, and how it is written; a text of two words may stand on two lines."""

    value: Any
    style: str = "plain"


@dataclass(slots=True)
class Branch:
    """A mapping or a list; comments `below` stand after its last part, in its column."""

    is_list: bool
    parts: list[Part] = field(default_factory=list)
    style: str = "block"
    below: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Part:
    """A key or an item with its value, and what stands around it."""

    key: str
    value: Scalar | Branch
    above: list[str] = field(default_factory=list)
    beside: str = ""
    blanks: int = 0
    key_style: str = ""


@dataclass(slots=True)
class WrittenRecord:
    """A whole record: its chapters, the comments around them, and the layout of the file."""

    root: Branch
    top: list[str] = field(default_factory=list)
    step: int = 2
    newline: str = "\n"
    bom: bool = False
    open_end: bool = False
    markers: bool = False


TEXT_STYLES = ("plain", "plain", "plain", "single", "double", "below", "tab")
WORDS_STYLES = (*TEXT_STYLES, "lines", "folded")
LINES_STYLES = ("literal", "literal", "double-lines", "escaped")
ENDED_STYLES = ("literal-end", "folded-end", "escaped")
LIST_STYLES = ("block", "block", "block", "flush", "dash-alone", "wide", "flow", "flow-lines",
               "flow-open")  # fmt: skip
MAPPING_STYLES = ("block", "block", "block", "flow")


def styles_of(value: Scalar | Branch) -> tuple[str, ...]:
    """The styles in which a value may be written, the usual ones several times."""
    if isinstance(value, Branch):
        return LIST_STYLES if value.is_list else MAPPING_STYLES
    if not isinstance(value.value, str):
        return ("plain",)
    if value.value.endswith("\n"):
        return ENDED_STYLES if value.value.count("\n") == 1 else ("literal-end", "escaped")
    if "\n" in value.value:
        return LINES_STYLES
    return WORDS_STYLES if " " in value.value else TEXT_STYLES


def data_of(value: Scalar | Branch) -> Any:
    """What a part of a record says."""
    if isinstance(value, Scalar):
        return value.value
    if value.is_list:
        return [data_of(part.value) for part in value.parts]
    return {part.key: data_of(part.value) for part in value.parts}


def copy_of(value: Any) -> Any:
    """A copy of a value that shares nothing with it."""
    if isinstance(value, Scalar):
        return Scalar(value.value, value.style)
    parts = [
        Part(part.key, copy_of(part.value), [*part.above], part.beside, part.blanks, part.key_style)
        for part in value.parts
    ]
    return Branch(value.is_list, parts, value.style, [*value.below])


def copy_record(record: WrittenRecord) -> WrittenRecord:
    """A copy of a record that shares nothing with it."""
    layout = (record.step, record.newline, record.bom, record.open_end, record.markers)
    return WrittenRecord(copy_of(record.root), [*record.top], *layout)


def bytes_of(record: WrittenRecord) -> bytes:
    """The file of a record."""
    lines = [*(f"# {each}" for each in record.top), *_Writing(record.step).mapping(record.root, 0)]
    if record.markers:
        lines = ["--- # record", *lines, "..."]
    text = "\n".join(lines) + "\n"
    text = text.removesuffix("\n") if record.open_end else text
    mark = "\ufeff" if record.bom else ""
    return (mark + text.replace("\n", record.newline)).encode()


def _comment(part: Part, blank: str = " ") -> str:
    return f"{blank}# {part.beside}" if part.beside else ""


class _Writing:
    """Lines of values; `step` is how many columns what is in a mapping is further in."""

    def __init__(self, step: int) -> None:
        self._step = step

    def mapping(self, branch: Branch, column: int) -> Iterator[str]:
        pad = " " * column
        for part in branch.parts:
            yield from [""] * part.blanks
            yield from (f"{pad}# {each}" for each in part.above)
            if part.key_style == "explicit" and _may_be_explicit(part.value):
                yield f"{pad}? {part.key}"
                yield from self._value(f"{pad}:", part, column)
            else:
                quote = part.key_style if part.key_style in ("'", '"') else ""
                gap = " " if part.key_style == "apart" else ""
                yield from self._value(f"{pad}{quote}{part.key}{quote}{gap}:", part, column)
        yield from (f"{pad}# {each}" for each in branch.below)

    def _value(self, head: str, part: Part, column: int) -> Iterator[str]:
        value = part.value
        if isinstance(value, Scalar):
            yield from self._scalar(head, part, value, column)
        elif value.style == "flow" or not value.parts:
            yield f"{head} {flow_text(value)}{_comment(part)}"
        elif value.style in ("flow-lines", "flow-open"):
            yield from self._flow_lines(head, part, value, column)
        else:
            yield head + _comment(part)
            inner = column + (0 if value.is_list and value.style == "flush" else self._step)
            yield from self.items(value, inner) if value.is_list else self.mapping(value, inner)

    def items(self, branch: Branch, column: int) -> Iterator[str]:
        pad = " " * column
        for part in branch.parts:
            yield from [""] * part.blanks
            yield from (f"{pad}# {each}" for each in part.above)
            value = part.value
            if isinstance(value, Scalar) or value.style != "block" or not value.parts:
                yield from self._value(f"{pad}-", part, column)
            elif branch.style == "dash-alone":
                yield f"{pad}-{_comment(part)}"
                yield from self.mapping(value, column + 2)
            else:
                gap = "   " if branch.style == "wide" else " "
                first, *rest = self.mapping(value, column + 1 + len(gap))
                yield f"{pad}-{gap}{first.lstrip(' ')}"
                yield from rest
        yield from (f"{pad}# {each}" for each in branch.below)

    def _flow_lines(self, head: str, part: Part, value: Branch, column: int) -> Iterator[str]:
        pad = " " * (column + self._step)
        yield f"{head} [{_comment(part)}"
        for item in value.parts:
            is_last = item is value.parts[-1]
            end = " ]" if is_last and value.style == "flow-open" else "" if is_last else ","
            yield f"{pad}{flow_text(item.value)}{end}{_comment(item)}"
        if value.style == "flow-lines":
            yield " " * column + " ]"

    def _scalar(self, head: str, part: Part, scalar: Scalar, column: int) -> Iterator[str]:
        text, note = str(scalar.value), _comment(part)
        if not isinstance(scalar.value, str):
            text = {True: "true", False: "false"}.get(scalar.value, text) if isinstance(
                scalar.value, bool) else text  # fmt: skip
            yield f"{head} {text}{note}"
            return
        pad = " " * (column + self._step)
        first, __, second = text.partition(" ")
        lines = text.removesuffix("\n").split("\n")
        ways = {
            "plain": [f"{head} {text}{note}"],
            "single": [f"{head} '{text}'{note}"],
            "double": [f'{head}  "{text}"{note}'],
            "below": [head, f"{pad}{text}{note}"],
            "tab": [f"{head}{' ' if head.endswith('-') else chr(9)}{text}{_comment(part, chr(9))}"],
            "lines": [f"{head} {first}", f"{pad}{second}{note}"],
            "folded": [f"{head} >-{note}", f"{pad}{first}", f"{pad}{second}"],
            "folded-end": [f"{head} >{note}", *(pad + line for line in text.split())],
            "literal": [f"{head} |-{note}", *(pad + line for line in lines)],
            "literal-end": [f"{head} |{note}", *(pad + line for line in lines)],
            "double-lines": _between(f'{head} "{lines[0]}', lines[1:], pad, f'"{note}'),
            "escaped": [f"{head} {_escaped(text)}{note}"],
        }
        yield from ways[scalar.style]


def _between(first: str, rest: list[str], pad: str, end: str) -> list[str]:
    """A quoted text of several lines: an empty line is a line's end."""
    lines = [first, *(line for each in rest for line in ("", pad + each))]
    lines[-1] += end
    return lines


def _may_be_explicit(value: Scalar | Branch) -> bool:
    return isinstance(value, Scalar) and value.style in ("plain", "single", "double")


def _escaped(text: str) -> str:
    return '"' + text.replace("\n", "\\n") + '"'


def flow_text(value: Scalar | Branch) -> str:
    """A value in flow style, on one line."""
    if isinstance(value, Scalar):
        text = str(value.value).lower() if isinstance(value.value, bool) else str(value.value)
        if "\n" in text:
            return _escaped(text)
        return {"single": f"'{text}'", "double": f'"{text}"'}.get(value.style, text)
    inner = [flow_text(part.value) for part in value.parts]
    if value.is_list:
        return f"[{', '.join(inner)}]"
    pairs = zip(value.parts, inner, strict=True)
    return "{" + ", ".join(f"{part.key}: {text}" for part, text in pairs) + "}"
