"""What is refused: each with file, line, column, a code and what to do."""

from __future__ import annotations

import pytest

from clientfile.yamltext.reader import read
from tests.support.small_shapes import RECORD, codes_of, data_of, reading_of

BOMB = "a: &a [x, x]\n" + "".join(
    f"{key}: &{key} [" + ", ".join([f"*{before}"] * 8) + "]\n"
    for before, key in zip("abcdef", "bcdefg", strict=True)
)


def only_problem(text: str | bytes):
    reading = reading_of(text)
    assert len(reading.problems) == 1
    return reading.problems[0]


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("identity: {name: &a b}\n", (1, 18), "anchor"),
        ("identity:\n  name: *a\n", (2, 9), "alias"),
        ("identity:\n  <<: x\n", (2, 3), "merge-key"),
        ("identity:\n  name: !!str x\n", (2, 9), "tag"),
        ("identity:\n  name: !x\n", (2, 9), "tag"),
        ("identity: !!map {name: x}\n", (1, 11), "tag"),
        ("!\n", (1, 1), "tag"),
        ("identity: {}\n---\ncontacts: {}\n", (2, 1), "several-documents"),
        ("%TAG ! x\n---\nidentity: {}\n", (1, 1), "directive"),
        ("%YAML 1.3\n---\nidentity: {}\n", (1, 1), "directive"),
        ("%FOO\n---\nidentity: {}\n", (1, 1), "directive"),
        ("[a]: b\n", (1, 1), "complex-key"),
        ("identity:\n  ? {a: b}\n  : c\n", (2, 5), "complex-key"),
        ("'': b\n", (1, 1), "empty-key"),
        ("identity: {?name: A}\n", (1, 13), "syntax"),
        ("- identity\n", (1, 1), "not-a-record"),
        ("Acme\n", (1, 1), "not-a-record"),
        ("identity: {name: a\x07b}\n", (1, 19), "control-character"),
        ("identity: {name: a\x7fb}\n", (1, 19), "control-character"),
        ("identity: {name: a\x85b}\n", (1, 19), "control-character"),
        ("identity: {name: a\rb}\n", (1, 19), "control-character"),
        ("identity: {name: a\0b}\n", (1, 19), "control-character"),
        ("identity: {name: a\ufeffb}\n", (1, 19), "control-character"),
        ("identity: {name: a\ufffeb}\n", (1, 19), "control-character"),
        ('identity:\n  name: "a\\0"\n', (2, 9), "control-character"),
        ('identity:\n  name: "a\\x1b"\n', (2, 9), "control-character"),
        ('identity:\n  name: "a\\r\\n"\n', (2, 9), "control-character"),
        ('identity:\n  name: "\\N"\n', (2, 9), "control-character"),
        ('identity:\n  name: "\\ud800"\n', (2, 12), "syntax"),
    ],
)  # fmt: skip
def test_refused_with_its_place(text, place, code):
    problem = only_problem(text)
    assert (problem.line, problem.column, problem.code) == (*place, code)
    assert problem.severity == "error"
    assert not reading_of(text).sound


def test_a_problem_names_file_place_and_part():
    problem = only_problem("contacts:\n  people:\n  - {id: jean, phone: 1, phone: 2}\n")
    assert str(problem) == (
        "records/acme.yaml:3:26: contacts.people.jean.phone: 'phone' stands twice, "
        "first on line 3: keep one of the two"
    )


def test_all_problems_are_reported_and_the_first_of_two_counts():
    reading = reading_of(
        "identity:\n  name: A\n  name: [B]\n  phone: *x\n  name: C\nidentity: {}\n"
    )
    assert [(problem.line, problem.code) for problem in reading.problems] == [
        (3, "duplicate-key"),
        (4, "alias"),
        (5, "duplicate-key"),
        (6, "duplicate-key"),
    ]
    assert reading.data == {"identity": {"name": "A", "phone": "*x"}}


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("notes: Curie : trop cher", 'notes: "Curie : trop cher"'),
        ("notes: Curie : cher # hier", 'notes: "Curie : cher" # hier'),
        ("notes: @ali", 'notes: "@ali"'),
        ("notes: `tick`", 'notes: "`tick`"'),
        ("notes: %5", 'notes: "%5"'),
        ("notes: *ali", 'notes: "*ali"'),
        ("notes: &ali", 'notes: "&ali"'),
        ("notes: !important", 'notes: "!important"'),
        ("notes: - a", 'notes: "- a"'),
        ("notes: > 5 people", 'notes: "> 5 people"'),
        ("notes: ? b", 'notes: "? b"'),
        ("notes: ]a", 'notes: "]a"'),
        ("notes: [a", "notes: [a]"),
        ("tags: [a, @b, c: d?]", 'tags: [a, "@b", "c: d?"]'),
        ("tags: [a, , b]", "tags: [a, b]"),
        ('notes: "abc', 'notes: "abc"'),
        ("notes: 's-Hertogenbosch", "notes: \"'s-Hertogenbosch\""),
        ("notes: 'L'Oréal'", 'notes: "L\'Oréal"'),
        ('notes: "a" b', "notes: '\"a\" b'"),
        ('notes: "C:\\Users"', "notes: C:\\Users"),
        ("phone:01", "phone: 01"),
    ],
)  # fmt: skip
def test_what_hands_get_wrong_is_reported_as_it_should_be(line, advice):
    text = f"identity:\n  name: A\n  {line}\n  status: client\n"
    problem = only_problem(text)
    assert problem.line == 3
    assert problem.message.endswith(f"write: {advice}")
    mended = data_of(text.replace(line, advice))
    assert mended["identity"]["status"] == "client"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("identity:\n\tname: A\n", "a tab indents this line"),
        ("identity:\n  name: A\n\tstatus: b\n", "a tab indents this line"),
        ("identity:\n    name: A\n  status: b\n", "indentation"),
        ("identity:\n  tags:\n  - a\n  name: [x]\n contacts: 1\n", "indentation"),
    ],
)
def test_where_no_line_can_be_proposed_the_cause_is_reported(text, words):
    problem = only_problem(text)
    assert problem.code == "syntax"
    assert words in problem.message
    assert "write:" not in problem.message


@pytest.mark.parametrize("levels", [10_000, 200_000])
@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "[{a: "])
def test_depth_is_refused_at_once(levels, opening):
    assert codes_of("x: [" + opening * levels if opening != "- " else opening * levels)[-1:] in (
        ["too-deep"],
        ["not-a-record"],
    )


def test_lines_nested_without_end_are_refused():
    text = "".join(" " * level + "a:\n" for level in range(1_000))
    assert codes_of(text) == ["too-deep"]


def test_twenty_levels_are_read_and_one_more_is_not():
    assert codes_of("x: " + "[" * 19 + "]" * 19) == []
    assert codes_of("x: " + "[" * 20 + "]" * 20) == ["too-deep"]


def test_an_alias_bomb_stays_small():
    reading = reading_of(BOMB)
    assert {problem.code for problem in reading.problems} == {"anchor", "alias"}
    assert len(str(reading.data)) < 1_000


def test_size():
    source = b"identity: {name: A}\n"
    assert read(source, RECORD, file="f", max_bytes=len(source)).sound
    problem = read(source, RECORD, file="f", max_bytes=len(source) - 1).problems[0]
    assert problem.code == "too-large"
    assert "set max_megabytes in clientfile.toml" in problem.message


@pytest.mark.parametrize(
    ("source", "place", "words"),
    [
        (b"identity:\n  name: \xc3\xa9\xe9\n", (2, 10), "0xe9 is not UTF-8"),
        (b"\xff\xfei\0d\0", (1, 1), "UTF-16"),
        (b"\xfe\xff\0i\0d", (1, 1), "UTF-16"),
        (b"\xef\xbb\xbfname: \xed\xa0\x80\n", (1, 7), "0xed is not UTF-8"),
    ],
)
def test_bytes_that_are_not_utf8(source, place, words):
    problem = only_problem(source)
    assert (problem.line, problem.column, problem.code) == (*place, "not-utf-8")
    assert words in problem.message


def test_characters_are_reported_up_to_a_number():
    assert codes_of("\x00" * 1_000) == ["control-character"] * 20
