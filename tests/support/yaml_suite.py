"""The cases of yaml-test-suite (tests/data/yaml-test-suite), decoded and with what they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from tests.support.paths import DATA

FOLDER = DATA / "yaml-test-suite"

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "0": "\0", "\\": "\\"}


@dataclass(frozen=True)
class Case:
    """One text; `tree` is None where it must fail. `plain` is whether a record could hold it:
    one document, no anchor, alias, tag, and no complex, empty or repeated key."""

    name: str
    text: str
    fails: bool
    plain: bool
    tree: Any


@cache
def cases() -> tuple[Case, ...]:
    documents = []
    for file in sorted(FOLDER.glob("*.yaml")):
        merged: dict[str, Any] = {}
        for number, part in enumerate(yaml.load(file.read_text(), yaml.CBaseLoader)):
            merged |= {"fail": "", **part}
            if "skip" not in merged:
                documents.append(_case(f"{file.stem}-{number}", merged))
    return tuple(documents)


def _case(name: str, part: dict[str, Any]) -> Case:
    fails = part["fail"] == "true"
    text = _decoded(part["yaml"])
    if fails:
        return Case(name, text, True, False, None)
    try:
        tree = _Tree(part["tree"]).document()
    except _NotPlainError:
        return Case(name, text, False, False, None)
    return Case(name, text, False, True, tree)


def _decoded(text: str) -> str:
    text = re.sub("—*»", "\t", text)
    text = text.replace("␣", " ").replace("↵", "").replace("⇔", "\ufeff").replace("←", "\r")
    return re.sub("∎\n$", "", text)


class _NotPlainError(Exception):
    pass


class _Tree:
    """The suite's event notation → dicts, lists and text."""

    def __init__(self, tree: str) -> None:
        self.lines = [line.lstrip(" ").replace("␣", " ") for line in tree.split("\n")]
        self.place = 0

    def document(self) -> Any:
        if sum(line.startswith("+DOC") for line in self.lines) > 1:
            raise _NotPlainError
        self.lines = [
            line for line in self.lines if line.strip() and line[1:4] not in ("STR", "DOC")
        ]
        return self.node() if self.lines else ""

    def node(self) -> Any:
        line = self.lines[self.place]
        self.place += 1
        if line.startswith("=VAL "):
            return _scalar(line[5:])
        if not re.fullmatch(r"\+MAP( \{\})?|\+SEQ( \[\])?", line):
            raise _NotPlainError
        parts = []
        while not self.lines[self.place].startswith("-"):
            parts.append(self.node())
        self.place += 1
        return parts if line.startswith("+SEQ") else _mapping(parts)


def _scalar(line: str) -> str:
    if line[0] not in ":'\"|>":
        raise _NotPlainError
    return re.sub(r"\\(.)", lambda match: _ESCAPES[match[1]], line[1:])


def _mapping(parts: list[Any]) -> dict[str, Any]:
    keys = parts[::2]
    if not all(isinstance(key, str) and key for key in keys) or len(set(keys)) < len(keys):
        raise _NotPlainError
    return dict(zip(keys, parts[1::2], strict=True))


def without_empty(node: Any) -> Any:
    """The tree as a record has it: what is empty is absent."""
    if isinstance(node, dict):
        return {key: without_empty(value) for key, value in node.items() if value != ""}
    if isinstance(node, list):
        return [without_empty(value) for value in node if value != ""]
    return node


def can_be_wrapped(case: Case) -> bool:
    """Whether the text, without a first `---`, may stand below a key: no marker, no directive."""
    return case.plain and not re.search(r"^(---|%|\.\.\.)", _unmarked(case.text), re.MULTILINE)


def _unmarked(text: str) -> str:
    return re.sub(r"\A---[ \t]*\n", "", text)


def wrapped(text: str, key: str = "x-keep") -> str:
    """The text as the value of a key, its lines two columns further in."""
    body = _unmarked(text).split("\n")
    return f"{key}:\n" + "\n".join("  " + line if line else "" for line in body)
