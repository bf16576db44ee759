"""yaml-test-suite: each case is read right, as text, or refused; nothing else ever happens."""

from __future__ import annotations

import pytest

from clientfile.errors import EditRefusedError
from clientfile.records.edits import Append, Put
from clientfile.records.shape import ANY, Shape
from clientfile.yamltext.editor import edit_text
from clientfile.yamltext.reader import read
from tests.support.groups import check_each
from tests.support.yaml_suite import Case, can_be_wrapped, cases, without_empty, wrapped

# Accepted by libyaml, though YAML 1.2 refuses them; what they say is plain in each.
ACCEPTED = {
    "9C9N-0": "a flow list goes on in the first column",
    "QB6E-0": "quoted text goes on in the first column",
    "DK95-1": "quoted text goes on after a tab",
    "MUS6-0": "%YAML 1.1#... has no space before its comment",
    "S98Z-0": "a block of blank lines alone, deeper than the comment after it",
    "SU5Z-0": "a comment right after a quoted text",
    "X4QW-0": "a comment right after a block's header",
}
# Good YAML 1.2 that libyaml, or this project's own rules, refuse with a message.
REFUSED = {
    "4ABK-0": "a colon right before a comma",
    "4MUZ-0": "a colon on the line after its key, in braces",
    "4MUZ-1": "likewise",
    "4MUZ-2": "likewise",
    "58MP-0": "a value that begins with a colon, in braces",
    "5MUD-0": "a colon on the line after its key, in braces",
    "5T43-0": "two colons after a quoted key",
    "652Z-0": "a key that begins with a question mark, in braces",
    "6BCT-0": "a tab after a dash",
    "6CA3-0": "a tab before a bracket",
    "96NN-0": "a block that begins with a tab",
    "96NN-1": "likewise",
    "9SA2-0": "a key over two lines, in braces",
    "A2M4-0": "a tab after a dash",
    "DBG4-0": "an item that begins with a colon, in brackets",
    "DK95-0": "a value after a tab, on its own line",
    "DK95-3": "a line of a space and a tab",
    "DK95-4": "a line of a tab",
    "G4RS-0": "control characters",
    "HM87-0": "an item that begins with a colon, in brackets",
    "HM87-1": "an item that begins with a question mark, in brackets",
    "HWV9-0": "an end marker alone",
    "K3WX-0": "a colon on the line after its key, in braces",
    "MUS6-5": "an unknown directive",
    "MUS6-6": "likewise",
    "NJ66-0": "a key over two lines, in braces",
    "Q5MG-0": "a tab before a brace",
    "QT73-0": "an end marker alone",
    "R4YG-0": "a block that begins with a tab",
    "VJP3-1": "a colon on the line after its key, in braces",
    "Y79Y-1": "a block of a tab",
    "Y79Y-10": "a tab after a dash",
}

# Read, but an edit within is refused.
EDIT_REFUSED = {
    "K858-0": "the blank line that would part the new key belongs to the text before it",
    "L24T-0": "the text before the new key ends in a line of blanks",
    "L24T-1": "likewise",
}

PLAIN = [case for case in cases() if case.plain and case.name not in REFUSED]
WRAPPED = [case for case in PLAIN if can_be_wrapped(case)]
SHAPE = Shape(
    "mapping", {"identity": Shape("mapping", {"name": Shape("text"), "status": Shape("text")})}
)


def named(case: Case) -> str:
    return case.name


def read_case(text: str, shape: Shape = ANY):
    return read(text.encode(), shape, file="case.yaml")


def test_the_suite_is_there():
    assert (len(cases()), len(PLAIN), len(WRAPPED)) > (400, 180, 130)
    assert {*ACCEPTED, *REFUSED} < {case.name for case in cases()}


def test_a_plain_document_is_read_as_text():
    def check(case: Case) -> None:
        reading = read_case(case.text)
        tree = without_empty(case.tree)
        if isinstance(tree, dict):
            assert reading.errors == []
            assert reading.data == tree
        elif reading.errors or tree:
            assert reading.errors[0].code in ("not-a-record", "directive")
            assert reading.data is None
        else:
            assert reading.data == {}

    check_each(PLAIN, named, check)


def test_a_plain_document_below_a_key_is_read_as_text():
    def check(case: Case) -> None:
        reading = read_case(wrapped(case.text))
        assert reading.errors == []
        assert reading.data == without_empty({"x-keep": case.tree})

    check_each(WRAPPED, named, check)


def test_what_is_no_plain_document_is_refused():
    def check(case: Case) -> None:
        reading = read_case(case.text)
        if case.name in ACCEPTED:
            assert reading.errors == []
        else:
            assert reading.errors
        for problem in reading.problems:
            assert problem.line >= 1
            assert problem.column >= 1
            assert "\n" not in problem.message

    check_each([case for case in cases() if case not in PLAIN], named, check)


def test_below_a_key_nothing_but_data_or_problems_comes_of_it():
    def check(case: Case) -> None:
        reading = read_case(wrapped(case.text))
        assert reading.sound or reading.errors

    check_each(cases(), named, check)


@pytest.mark.parametrize("first", [True, False], ids=["before", "after"])
def test_an_edit_elsewhere_leaves_the_document_as_it_is(first):
    def check(case: Case) -> None:
        wrapped_text = wrapped(case.text)
        wrapped_text += "" if wrapped_text.endswith("\n") else "\n"
        record = "identity:\n  name: Acme # c\n"
        text = record + wrapped_text if first else wrapped_text + record
        reading = read_case(text, SHAPE)
        status = Put(("identity", "status"), "client")
        tags = Append(("identity", "x-tags"), ("a", "b"))
        after = edit_text(reading, [status, tags], SHAPE)
        assert wrapped_text in after
        assert after.replace(wrapped_text, "") == record + "  status: client\n  x-tags: [a, b]\n"

    check_each(WRAPPED, named, check)


def test_an_edit_within_the_document_is_right_or_refused():
    def check(case: Case) -> None:
        wrapped_text = wrapped(case.text)
        reading = read_case(wrapped_text, SHAPE)
        assert reading.data is not None
        value = reading.data.get("x-keep")
        if isinstance(value, dict):
            change: Append | Put = Put(("x-keep", "new"), "a: b")
        elif isinstance(value, list):
            change = Append(("x-keep",), ("a: b",))
        else:
            change = Put(("x-keep",), "a: b")
        try:
            after = edit_text(reading, [change], SHAPE)
        except EditRefusedError:
            assert case.name in EDIT_REFUSED
            return
        assert case.name not in EDIT_REFUSED
        comments = [line for line in wrapped_text.split("\n") if line.lstrip().startswith("# ")]
        assert isinstance(value, str) or all(comment in after for comment in comments)

    check_each(WRAPPED, named, check)
