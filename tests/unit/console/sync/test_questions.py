"""Conflicts at the terminal: what is shown, what may be answered, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from clientfile.console import prompt
from clientfile.console.session import Session
from clientfile.console.sync import questions
from clientfile.console.sync.conflict_table import conflict_rows, conflict_table
from clientfile.console.sync.sides import parse_prefer, parse_side, parse_takes
from clientfile.errors import ClientfileError, InvalidValueError, StateError, UsageError
from clientfile.output.render import lines
from clientfile.records.conflict import ABSENT, Conflict, ConflictKind, Decision
from clientfile.store.sync.outcome import Authorship, FolderConflict
from tests.support.runner import CliRunner

CLAIRE = Authorship("Claire Martin", date(2026, 11, 20), "1111111")
KARIM = Authorship("Karim Benali", date(2026, 11, 21), "2222222")


def conflict(
    item: str,
    address: str,
    ours: Any,
    theirs: Any,
    base: Any = ABSENT,
    kind: ConflictKind = "value",
) -> FolderConflict:
    parts = Conflict(address, kind, base, ours, theirs)
    return FolderConflict("acme", item, address, parts, CLAIRE, KARIM)


PHONE = conflict(
    "jean-dupont.phone", "contacts.people.jean-dupont.phone", "05 36 49 22 71", "05 36 49 22 72"
)
HEADCOUNT = conflict("identity.size.headcount", "identity.size.headcount", 12, 14, 10)
TYPE = conflict("identity.type", "identity.type", "wholesaler", ABSENT, "importer")
NEXT = conflict(
    "k3f9abcd.next",
    "contacts.interactions.k3f9abcd.next",
    {"id": "aaaaaaaa", "what": "offer", "due": "2026-12-01"},
    {"id": "bbbbbbbb", "what": "call", "due": "2026-12-02"},
    kind="item",
)
WHOLE = conflict(
    "identity.address",
    "identity.address",
    {"city": "Lyon"},
    {"city": "Paris", "postcode": "75001"},
    {"city": "Nice"},
)
ALL = [PHONE, HEADCOUNT, TYPE, NEXT, WHOLE]


@pytest.fixture
def answers(
    runner: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[Any, list[str]]]:
    """Asks for conflicts, with these answers: the decisions, and what stood on the screen."""

    def ask_with(conflicts: list[FolderConflict], *typed: str, lang: str = "") -> Any:
        shown: list[str] = []
        pending = list(typed)

        def ask(question: prompt.Prompt) -> str:
            shown.append(question.say(question.label))
            while pending:
                text = pending.pop(0)
                if not text:
                    return ""
                try:
                    question.check(text)
                except ClientfileError as error:
                    shown.append(question.say(str(error)))
                    continue
                return text
            raise prompt.PromptEndedError

        session = Session(runner.root, lang)
        monkeypatch.setattr(questions, "ask", ask)
        monkeypatch.setattr(session, "note", lambda text: shown.append(session.say(text)))
        return questions.ask_conflicts(session, conflicts), shown

    return ask_with


def test_the_sides_are_shown_with_who_wrote_them_and_one_is_taken(answers):
    decisions, shown = answers([PHONE, HEADCOUNT], "t", "mine")
    assert shown == [
        "1 of 2: acme/jean-dupont.phone (Direct line)",
        "  mine    05 36 49 22 71  Claire Martin, 2026-11-20",
        "  theirs  05 36 49 22 72  Karim Benali, 2026-11-21",
        "Mine, theirs or another value? [m/t/o]",
        "2 of 2: acme/identity.size.headcount (Size › Headcount)",
        "  before  10",
        "  mine    12  Claire Martin, 2026-11-20",
        "  theirs  14  Karim Benali, 2026-11-21",
        "Mine, theirs or another value? [m/t/o]",
    ]
    assert decisions == {PHONE.name: Decision("theirs"), HEADCOUNT.name: Decision("mine")}


def test_in_french(answers):
    decisions, shown = answers([TYPE], "la leur", lang="fr")
    assert shown == [
        "1 sur 1\u00a0: acme/identity.type (Type d'entreprise)",
        "  avant      importateur",
        "  la mienne  grossiste    Claire Martin, 20/11/2026",
        "  la leur    (rien)       Karim Benali, 21/11/2026",
        "La mienne, la leur ou une autre\u202f? [m/l/a]",
    ]
    assert decisions == {TYPE.name: Decision("theirs")}


def test_another_value_is_typed_as_for_set_and_refused_in_place(answers):
    decisions, shown = answers([HEADCOUNT], "o", "many", "-3", "50-99")
    assert decisions == {HEADCOUNT.name: Decision(None, "50-99")}
    assert shown[5] == "Another value"
    assert ["write one such as 48" in shown[6], "0 or more" in shown[7]] == [True, True]
    assert len(shown) == 8


def test_nothing_typed_asks_again_and_of_another_value_goes_back(answers):
    decisions, shown = answers([PHONE], "", "nobody", "o", "", "m")
    assert decisions == {PHONE.name: Decision("mine")}
    assert shown.count("write one of m, t, o") == 2


def test_what_may_be_answered_depends_on_the_values(answers):
    decisions, shown = answers([NEXT, WHOLE], "o", "both", "b", "m")
    assert decisions == {NEXT.name: Decision("both"), WHOLE.name: Decision("mine")}
    assert shown[3:6] == [
        "Mine, theirs or both? [m/t/b]",
        "write one of m, t, b",
        "2 of 2: acme/identity.address (Address)",
    ]


def test_nothing_more_typed_leaves_all_undecided(answers):
    with pytest.raises(StateError, match="nothing was changed"):
        answers([PHONE, HEADCOUNT], "m")


def test_the_table_of_conflicts():
    table = [line.rstrip() for line in lines(conflict_table(ALL), "table", width=80)]
    assert table == [
        "Conflict                      Mine                Theirs",
        "----------------------------  ------------------  ----------------------------",
        "acme/jean-dupont.phone        05 36 49 22 71      05 36 49 22 72",
        "acme/identity.size.headcount  12                  14",
        "acme/identity.type            wholesaler          (nothing)",
        "acme/k3f9abcd.next            offer (2026-12-01)  call (2026-12-02)",
        "acme/identity.address         city: Lyon          city: Paris; postcode: 75001",
    ]
    rows = list(lines(conflict_table([PHONE]), "csv"))
    assert rows[1] == (
        'acme/jean-dupont.phone,Direct line,05 36 49 22 71,"Claire Martin, 2026-11-20",'
        '05 36 49 22 72,"Karim Benali, 2026-11-21"'
    )


def test_the_rows_of_conflicts_have_the_record_s_values():
    row = conflict_rows([TYPE])[0]
    assert (row["before"], row["mine"], row["theirs"]) == ("importer", "wholesaler", None)
    assert (row["name"], row["mine_by"], row["theirs_commit"]) == (
        "acme/identity.type",
        "Claire Martin",
        "2222222",
    )
    assert conflict_rows([HEADCOUNT])[0]["mine"] == Decimal(12)


@pytest.mark.parametrize(
    ("typed", "side"),
    [("m", "mine"), ("Mine", "mine"), ("la leur", "theirs"), ("L", "theirs"), ("d", "both")],
)
def test_a_side_in_any_language(typed, side):
    assert parse_side(typed, ["mine", "theirs", "both"]) == side


def test_options():
    assert parse_prefer("") == ""
    assert parse_prefer("LA MIENNE") == "mine"
    assert parse_takes(["acme/jean.phone=theirs", 'acme/x."a=b".c = mine']) == {
        "acme/jean.phone": "theirs",
        'acme/x."a=b".c': "mine",
    }
    for typed in (["acme"], ["=mine"], ["acme/jean.phone=ours"], ["a/b=mine", "a/b=theirs"]):
        with pytest.raises(UsageError):
            parse_takes(typed)
    with pytest.raises(UsageError, match=r"did you mean|write one of"):
        parse_prefer("both")
    with pytest.raises(InvalidValueError):
        parse_side("b", ["mine", "theirs"])
