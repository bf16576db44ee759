"""What a colleague sent with an error comes in and is told; what merging makes wrong is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from clientfile.errors import StateError
from clientfile.store.sync import incoming_errors
from tests.support.remotes import commit_file
from tests.support.team import Member, Team, team

__all__ = ["team"]


@pytest.fixture
def karim(team: Team) -> Member:
    return team.join("karim")


@pytest.fixture
def claire(team: Team) -> Member:
    return team.join("claire")


def edit(member: Member, name: str, change: Callable[[str], str]) -> None:
    """Commit a file by hand, whatever it says."""
    path: Path = member.runner.root / name
    commit_file(member.runner.root, name, change(path.read_text() if path.exists() else ""))


WRONG = "identity:\n  name: Wrong\n  status: clent\n"
BROKEN = "identity: [\n"
BEGIN = {
    "clientfile.toml": "# ours\nlanguage = 'en'\ncurrency = 'EUR'\n",
    "export.toml": "b = 1\nc = 2\n",
    "products.yaml": "b: 1\nc: 2\n",
}


@pytest.mark.parametrize("text", [WRONG, BROKEN], ids=["wrong", "broken"])
@pytest.mark.parametrize("ahead", [False, True], ids=["fast-forward", "replay"])
def test_an_invalid_record_comes_in_and_is_told(karim, claire, ahead, text):
    edit(karim, "records/wrong.yaml", lambda _text: text)
    karim.runner.git("push", "-q")
    if ahead:
        claire.runner.run("add-call", "acme", "--no-answer")
    sentence = "wrong came in with an error, which is told by: clientfile check"
    assert claire.sync(dry_run=True).notes == ["wrong would come in with an error"]
    outcome = claire.sync()
    assert sentence in outcome.notes
    assert outcome.pushed
    assert claire.runner.text("wrong") == text
    claire.runner.run("check", "wrong", code=1)
    assert sentence not in claire.sync().notes


@pytest.mark.parametrize("text", [WRONG, BROKEN], ids=["wrong", "broken"])
def test_an_invalid_record_that_goes_out_is_told_once(karim, claire, text):
    edit(karim, "records/wrong.yaml", lambda _text: text)
    sentence = "wrong: what you send has an error, which is told by: clientfile check"
    assert sentence in karim.sync(dry_run=True).notes
    outcome = karim.sync()
    assert outcome.pushed
    assert sentence in outcome.notes
    edit(karim, "records/wrong.yaml", lambda text: text + "# mine\n")
    assert sentence not in karim.sync().notes
    claire.sync()
    claire.runner.run("add-call", "acme", "--no-answer")
    assert not any("what you send" in each for each in claire.sync().notes)


def test_several_and_too_many_to_look_at(karim, claire, monkeypatch):
    for name in ("a", "b", "c"):
        edit(karim, f"records/{name}.yaml", lambda _text: WRONG)
    karim.runner.git("push", "-q")
    assert "a, b, c would come in with errors" in claire.sync(dry_run=True).notes
    monkeypatch.setattr(incoming_errors, "_MOST", 2)
    told = "3 records came in: clientfile check tells whether one has errors"
    assert told in claire.sync().notes


def test_wrong_settings_come_in_and_are_told(karim, claire):
    edit(karim, "clientfile.toml", lambda text: text + "\nnothing_like_that = 1\n")
    karim.runner.git("push", "-q")
    (note,) = [each for each in claire.sync().notes if "settings" in each]
    assert note.startswith("the settings came in with an error, which stops every command")
    assert "nothing_like_that" in note


@pytest.mark.parametrize(
    ("name", "mine", "theirs", "words"),
    [
        (
            "clientfile.toml",
            lambda text: "country = 'DE'\n" + text,
            lambda text: text + "country = 'DE'\n",
            "each side is right, both together are not: clientfile.toml: ",
        ),
        (
            "export.toml",
            lambda text: "[a]\n" + text,
            lambda text: text + "[a]\n",
            "export.toml: each side is right, both together can't be read",
        ),
        (
            "products.yaml",
            lambda text: "oven: 1\n" + text,
            lambda text: text + "oven: 1\n",
            "products.yaml: each side is right, both together can't be read",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value[:16] else "",
)
def test_files_that_are_right_on_both_sides_alone_are_refused(
    karim, claire, name, mine, theirs, words
):
    edit(karim, name, lambda _text: BEGIN[name])
    karim.runner.git("push", "-q")
    claire.sync()
    edit(karim, name, theirs)
    karim.runner.git("push", "-q")
    edit(claire, name, mine)
    before = claire.runner.state()
    with pytest.raises(StateError) as error:
        claire.sync()
    assert words in str(error.value)
    assert "git merge origin/main; mend the files; git add FILE; git commit" in str(error.value)
    assert claire.runner.state() == before
