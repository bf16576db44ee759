"""Every way of writing crossed with every edit: right by a second parser, or refused; never wrong.

Line ends, byte order mark, final newline, indents, styles of text, comments, blank lines between
items, and parents that are absent, empty, null, `[]` or `{}`.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from clientfile.errors import EditRefusedError
from clientfile.records.edits import Append, Drop, Edit, Put, apply_edits, at
from clientfile.yamltext.editor import edit_text
from clientfile.yamltext.source import encode
from tests.support.small_shapes import RECORD, reading_of

STYLES = {
    "plain": "Acme # n",
    "single": "'Ac''me'  # n",
    "double": '"Ac\\u00e9me"',
    "literal": "|\n{m}{i}Acme\n{m}{i}and sons",
    "folded": ">-\n{m}{i}Acme\n{m}{i}and sons",
}
PEOPLE = {
    "absent": "",
    "empty": "contacts:\n",
    "empty and comment": "contacts: # nobody yet\n# still nobody\n",
    "null": "contacts: ~\n",
    "no people": "contacts:\n{i}people:\n",
    "null people": "contacts:\n{i}people: null # none\n",
    "brackets": "contacts:\n{i}people: []\n",
    "braces": "contacts: {{}}\n",
    "block": "contacts:\n{i}people:\n{i}{s}- id: jean # j\n{i}{s}  phone: '1'\n"
             "{i}{s}# hers\n{i}{s}- id: marie\n{i}{s}  phone: \"2\"\n",
    "apart": "contacts:\n{i}people:\n\n{i}{s}- id: jean\n{i}{s}  phone: 1\n\n"
             "{i}{s}- id: marie # m\n{i}{s}  phone: 2\n\n",
    "flow": "contacts: {{people: [{{id: jean, phone: 1}}, {{id: marie, phone: 2}}]}} # f\n",
    "flow lines": "contacts:\n{i}people: [\n{i}{i}{{id: jean, phone: 1}}, # j\n"
                  "{i}{i}{{id: marie, phone: 2}}\n{i}]\n",
}  # fmt: skip
ENDS = {"lf": "\n", "crlf": "\r\n"}


def texts(ends: str, bom: bool, final: bool, *, long: bool) -> Iterator[tuple[str, str]]:
    """Every record of these line ends, with a name that tells how it is written.

    In the short form every fourth one; the others where one of line ends, mark and final newline
    is another.
    """
    ways = itertools.product(*map(enumerate, (STYLES.items(), PEOPLE.items(), (2, 4), (0, 2))))
    turn = [*ENDS.values()].index(ends) + bom + final
    for places, ((style, name), (parent, people), indent, step) in (
        zip(*way, strict=True) for way in ways
    ):
        if not long and (sum(places) + turn) % 4:
            continue
        margin, inner = " " * indent, " " * step
        written = name.format(m=margin, i="  ")
        text = f"# a record\nidentity:\n{margin}name: {written}\n{margin}status: client\n\n"
        text += people.format(i=margin, s=inner) + "# the end\n"
        text = (text if final else text.removesuffix("\n")).replace("\n", ends)
        yield f"{style}, {parent}, {indent}, {step}", ("\ufeff" if bom else "") + text


def edits_on(data: Any) -> Iterator[tuple[str, Edit]]:
    """Edits that fit a record, the ones that put something where nothing is first."""
    person = {"id": "luc", "phone": "3", "notes": "a: b\nc"}
    yield "append a person", Append(("contacts", "people"), (person,))
    yield "append two", Append(("contacts", "people"), ({"id": "luc"}, {"id": "eve"}))
    yield "put a new key", Put(("identity", "phone"), "04 65")
    yield "put a deep key", Put(("identity", "address", "city"), "Lyon")
    yield "put a chapter", Put(("business", "payment", "days"), 30)
    yield "put a list of texts", Put(("identity", "tags"), ["a", "b, c"])
    yield "set the name", Put(("identity", "name"), "Globex")
    yield "set the name to lines", Put(("identity", "name"), "Globex\nand sons")
    yield "set the status", Put(("identity", "status"), "former: yes")
    yield "drop the status", Drop(("identity", "status"))
    yield "set the cadence", Put(("contacts", "cadence"), 30)
    if at(data, ("contacts", "people")):
        yield "set a phone", Put(("contacts", "people", 1, "phone"), "4 # 5")
        yield "drop a phone", Drop(("contacts", "people", 0, "phone"))
        yield "drop the first", Drop(("contacts", "people", 0))
        yield "drop the last", Drop(("contacts", "people", 1))
        yield "add a field", Put(("contacts", "people", 0, "last_name"), "Dupont")


def by_another_parser(text: str) -> Any:
    """What a text says to PyYAML's own parser, all of it text, without what is empty."""
    return _as_text(yaml.load(text.encode(), yaml.BaseLoader))


def _as_text(value: Any) -> Any:
    if isinstance(value, dict):
        inner = {key: _as_text(each) for key, each in value.items()}
        return {key: each for key, each in inner.items() if each not in ("", "~", "null", {}, [])}
    if isinstance(value, list):
        return [_as_text(each) for each in value]
    return str(value)


@pytest.mark.parametrize("final", [True, False], ids=["final newline", "open end"])
@pytest.mark.parametrize("bom", [False, True], ids=["no mark", "mark"])
@pytest.mark.parametrize("ends", ENDS)
def test_each_style_and_each_edit(ends, bom, final, long_form, record_property):
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for style, text in texts(ENDS[ends], bom, final, long=long_form):
        reading = reading_of(text)
        assert reading.problems == [], (style, text)
        data = reading.data or {}
        for what, change in edits_on(data):
            try:
                after = edit_text(reading, [change], RECORD)
            except EditRefusedError:
                counts["refused"] += 1
                continue
            counts["right"] += 1
            wrong += [
                f"{style}: {what}: {fault}\n{text!r}\n{after!r}"
                for fault in faults(reading.text, after, data, change)
            ]
    record_property("guarantee", f"editor, {ends}, mark {bom}, final newline {final}: "
                    f"{sum(counts.values())} edits, {counts['refused']} refused, "
                    f"wrong {len(wrong)}")  # fmt: skip
    assert wrong == []
    assert counts["right"] >= 500
    assert counts["refused"] <= counts["right"] // 50


def faults(before: str, after: str, data: Any, change: Edit) -> Iterator[str]:
    """What is wrong with an edited text."""
    if by_another_parser(after) != _as_text(apply_edits(data, [change])):
        yield "another parser reads something else"
    if ("\r\n" in before) != ("\r\n" in after) or after.replace("\r\n", "").count("\r"):
        yield "line ends are mixed"
    if after.count("\n") != after.count("\r\n") and "\r\n" in before:
        yield "a line end is another"
    if before.endswith("\n") != after.endswith("\n"):
        yield "the end of the file is another"
    old, new = before.splitlines(), after.splitlines()
    lines = iter(new)
    if isinstance(change, Append) and not all(line in lines for line in _bare(old)):
        yield "a line that was there is gone"
    if isinstance(change, Put) and change.path == ("identity", "status"):
        differing = [one for one, two in zip(old, new, strict=False) if one != two]
        if len(old) != len(new) or len(differing) != 1:
            yield "more than one line is another"


def _bare(lines: list[str]) -> list[str]:
    """The lines that no append may touch: an empty, flow or last parent's line becomes another."""
    return [line for line in lines if not any(c in line for c in "[]{}~") and "null" not in line]


@pytest.mark.parametrize("bom", [False, True], ids=["no mark", "mark"])
@pytest.mark.parametrize("ends", ENDS)
def test_back_and_forth_restores_the_bytes(ends, bom, long_form, record_property):
    """The same value again changes nothing; what is put where nothing was, and dropped, is gone."""
    count = 0
    for style, text in texts(ENDS[ends], bom, True, long=long_form):
        reading = reading_of(text)
        data = reading.data or {}
        again = [Put((key,), value) for key, value in data.items()]
        assert encode(edit_text(reading, again, RECORD), reading.bom) == text.encode(), style
        for path in [("identity", "phone"), ("identity", "x-own"), ("business",),
                     ("identity", "address", "city")]:  # fmt: skip
            value: Any = {"currency": "EUR"} if path == ("business",) else "a: b"
            between = reading_of(
                encode(edit_text(reading, [Put(path, value)], RECORD), reading.bom)
            )
            drop = Drop(path[:2]) if len(path) > 2 else Drop(path)
            restored = encode(edit_text(between, [drop], RECORD), between.bom)
            assert restored == text.encode(), (style, path)
            count += 1
        if at(data, ("contacts", "people")):
            more = edit_text(reading, [Append(("contacts", "people"), ({"id": "luc"},))], RECORD)
            drop = Drop(("contacts", "people", 2))
            less = edit_text(reading_of(encode(more, reading.bom)), [drop], RECORD)
            assert less == reading.text, style
            count += 1
    record_property("guarantee", f"editor, {ends}, mark {bom}: {count} texts restored to the byte")
