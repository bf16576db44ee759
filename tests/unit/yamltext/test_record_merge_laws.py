"""The laws of a merged record's text, on random triples in every style of writing."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest

from clientfile.records.conflict import Decision
from clientfile.records.merge import merge_records
from clientfile.records.merge.renamed_people import find_renamed_people
from clientfile.schema.shapes import record_shape
from clientfile.yamltext import comment_merge, comments, merge_layout, record_merge, side_writing
from clientfile.yamltext.conflict_markers import MarkerStyle, mark_differences, split_sides
from clientfile.yamltext.lazy_reader import read_lazily
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.reader import read
from clientfile.yamltext.record_merge import MergedText, merge_record_texts
from clientfile.yamltext.source import encode
from tests.oracles.merge_by_hand import facts_of
from tests.oracles.random_sides import random_triple
from tests.oracles.written_records import bytes_of

STRESS = os.environ.get("HYPOTHESIS_PROFILE") == "stress"
SHARES, TRIPLES = (20, 1000) if STRESS else (2, 40)
_OLD = re.compile(r"\bb\d+\b")
_COMMENT = re.compile(r"note \w+x\b")


def read_record(source: bytes) -> ParsedRecord:
    record = read_lazily(source, record_shape(), file="acme.yaml")
    assert record.sound, (record.problems, source)
    return record


@dataclass
class MergedTriple:
    """Three versions of a record, and their merges."""

    base: ParsedRecord
    ours: ParsedRecord
    theirs: ParsedRecord
    is_laid_out_anew: bool

    def merge(self, choice: Any = None) -> MergedText:
        """Theirs into ours, each conflict decided for a side, or none."""
        return self._merge(self.ours, self.theirs, choice)

    def back(self, choice: Any = None) -> MergedText:
        """Ours into theirs, whose items are the ones that were sent, too."""
        return self._merge(self.theirs, self.ours, choice, upstream="ours")

    def _merge(self, one: ParsedRecord, other: ParsedRecord, choice: Any, **more: Any) -> Any:
        merge = merge_record_texts(self.base, one, other, record_shape(), **more)
        decisions: dict[str, Decision] = {}
        # What is chosen may be without a comment of the other choice: then it is asked for, too.
        for _ in range(2 if choice else 0):
            decisions |= {each.address: Decision(choice) for each in merge.merge.conflicts}
            merge = merge_record_texts(self.base, one, other, record_shape(), decisions, **more)
        return merge

    @cached_property
    def mine(self) -> MergedText:
        return self.merge("mine")

    @cached_property
    def others(self) -> MergedText:
        return self.merge("theirs")


def triple_of(seed: int) -> MergedTriple:
    triple = random_triple(seed)
    sides = (read_record(bytes_of(each)) for each in (triple.base, triple.ours, triple.theirs))
    return MergedTriple(*sides, triple.is_laid_out_anew)


def faults_of(triple: MergedTriple) -> list[str]:
    """What the laws say against the merge of three versions."""
    return [f"{law.__name__}: {fault}" for law in LAWS for fault in law(triple)]


def one_side_alone_stands(triple: MergedTriple) -> Iterator[Any]:
    """The bytes that only one side changed, or both alike, are taken as they are."""
    base = triple.base
    for side in (triple.ours, triple.theirs):
        for versions in ((base, side, base), (base, base, side), (base, side, side)):
            parsed = merge_record_texts(*versions, record_shape()).parsed
            if _bytes(parsed) != _bytes(side):
                yield parsed.text


def _bytes(parsed: ParsedRecord) -> bytes:
    return encode(parsed.text, parsed.bom)


def text_says_the_merged_data(triple: MergedTriple) -> Iterator[Any]:
    """Whatever is decided, the text can be read and says the merged data."""
    for merge in (triple.mine, triple.others):
        again = read(_bytes(merge.parsed), record_shape(), file="acme.yaml")
        if again.problems or again.data != merge.merge.data:
            yield again.problems or again.data
        if merge.refusal:
            yield merge.refusal
        if merge.merge.conflicts:
            yield merge.merge.conflicts
    if not triple.merge().merge.conflicts:
        versions = with_one_id(triple.base.data, triple.ours.data, triple.theirs.data)
        if triple.mine.parsed.data != merge_records(*versions, record_shape()).data:
            yield "other data"


def with_one_id(*versions: Any) -> Iterator[Any]:
    """The data of three versions in which a person whose id one side changed has the new one."""
    people = find_renamed_people(*versions)
    for version, side in zip(versions, ("base", "ours", "theirs"), strict=True):
        yield _with_ids(version, {getattr(each, side): each.common for each in people})


def _with_ids(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _with_ids(each, ids) for key, each in value.items()}
    if isinstance(value, list):
        return [_with_ids(each, ids) for each in value]
    return ids.get(value, value) if isinstance(value, str) else value


def sides_may_change(triple: MergedTriple) -> Iterator[Any]:
    """With the sides changed, the bytes are the same where no layout is another."""
    for one, other in ((triple.mine, triple.back("theirs")), (triple.others, triple.back("mine"))):
        if one.parsed.data != other.parsed.data:
            yield one.parsed.text, other.parsed.text
        elif not triple.is_laid_out_anew and _bytes(one.parsed) != _bytes(other.parsed):
            yield "bytes", one.parsed.text, other.parsed.text


def comments_stand(triple: MergedTriple) -> Iterator[Any]:
    """Every comment is there that a side wrote or both left, in the text of one of the choices."""
    old, one, other = (Counter(_COMMENT.findall(each.text))
                       for each in (triple.base, triple.ours, triple.theirs))  # fmt: skip
    # The comments of what one side removed stay where the other side added to it.
    facts = facts_of(triple.base.data)
    lacks_facts = any(facts.keys() - facts_of(each.data) for each in (triple.ours, triple.theirs))
    texts = [triple.mine.parsed.text, triple.others.parsed.text]
    mine, others = (Counter(_COMMENT.findall(text)) for text in texts)
    for text in old | one | other:
        due = one[text] if one[text] == other[text] else one[text] + other[text] - old[text]
        if due and not (mine | others)[text]:
            yield "lost", text
        # What both sides wrote anew, or under two new ids, stands twice.
        twice = one[text] + other[text] - (0 if lacks_facts else old[text])
        most = max(one[text], other[text], twice, 2 if lacks_facts else 1)
        if max(mine[text], others[text]) > most and not triple.mine.merge.settled:
            yield "twice", text
        if not due and (mine & others)[text] and not lacks_facts:
            yield "back", text


def lines_stand(triple: MergedTriple) -> Iterator[Any]:
    """A line that neither side changed is there, and none stands in another layout than written."""
    old, one, other = (_lines(each) for each in (triple.base, triple.ours, triple.theirs))
    for merge in (triple.mine, triple.others):
        now = _lines(merge.parsed)
        for line in old:
            has_words = _OLD.search(line)
            if has_words and min(one[line], other[line]) >= old[line] > now[line]:
                yield "line lost", line
        written = {_uncommented(line) for line in (*old, *one, *other)}
        bare = {_bare(line): line for line in written}
        for line in map(_uncommented, now):
            # A value that one side set is written in the style that the other has there.
            is_flow = "{" in line or "[" in line
            if line not in written and _bare(line) in bare and not is_flow and _OLD.search(line):
                yield "written anew", line, bare[_bare(line)]


def _uncommented(line: str) -> str:
    return re.sub(r"(^|\s+)#.*", "", line).strip()


def _bare(line: str) -> str:
    """A line without quotes and blanks."""
    return re.sub(r"""["'\s]""", "", line)


def _lines(parsed: ParsedRecord) -> Counter[str]:
    return Counter(line.removesuffix("\r") for line in parsed.text.split("\n") if line.strip())


def markers_part_the_choices(triple: MergedTriple) -> Iterator[Any]:
    """Whoever takes the markers out by hand, with one side, has the text of that choice."""
    if not triple.merge().merge.conflicts or triple.mine.parsed.text == triple.others.parsed.text:
        return
    choices = (triple.mine.parsed, triple.others.parsed)
    marked = mark_differences(*choices, MarkerStyle("HEAD", "other"))
    sides = split_sides(marked)
    if sides is None:
        yield marked
        return
    for parsed, text in zip(choices, (sides.ours, sides.theirs), strict=True):
        if text.rstrip("\r\n") != parsed.text.rstrip("\r\n"):
            yield marked, text
        again = read(encode(text, parsed.bom), record_shape(), file="acme.yaml")
        if again.problems or again.data != parsed.data:
            yield again.problems or again.data


LAWS = (
    one_side_alone_stands,
    text_says_the_merged_data,
    sides_may_change,
    comments_stand,
    lines_stand,
    markers_part_the_choices,
)


@pytest.mark.parametrize("share", range(SHARES))
def test_laws_of_text(share, record_property):
    conflicts = 0
    for seed in range(share * TRIPLES, (share + 1) * TRIPLES):
        triple = triple_of(seed)
        assert faults_of(triple) == [], f"seed {seed}"
        conflicts += bool(triple.merge().merge.conflicts)
    record_property("guarantee", f"merge of texts, share {share + 1} of {SHARES}: "
                    f"{TRIPLES} triples, {conflicts} with a conflict, 0 against a law")  # fmt: skip


BREAKS: dict[str, tuple[Any, str, Any]] = {
    "a comment is lost": (
        comment_merge,
        "merge_comments",
        lambda own: lambda base, sides, text, finder: comment_merge.CommentMerge(text),
    ),
    "an item that stays is written anew": (
        side_writing,
        "write_as_sides",
        lambda own: lambda text, *more: text,
    ),
    "a comment is taken for another part's": (comments, "_parts", lambda own: lambda *part: ()),
    "items are ordered by side": (
        record_merge,
        "merge_records",
        lambda own: lambda *sides, upstream, **more: own(*sides, **more),
    ),
    "an untouched line is laid out anew": (
        merge_layout.MergeLayout,
        "restore",
        lambda own: lambda self, text: own(self, self.read(text.text.replace(": ", ":  "))),
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_merge_that_breaks_a_law_is_caught(name, monkeypatch):
    module, function, breaking = BREAKS[name]
    monkeypatch.setattr(module, function, breaking(getattr(module, function)))
    assert any(faults_of(triple_of(seed)) for seed in range(400))
