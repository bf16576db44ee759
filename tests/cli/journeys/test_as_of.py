"""--as-of: the folder, its settings and its "today" as they were."""

from __future__ import annotations

import pytest

RECORD = """\
identity: {{name: {name}, status: client}}
business:
  orders:
    - {{ref: A1, date: 2026-03-02, lines: [{{product: x, quantity: 1, unit_price: {price}}}]}}
"""


@pytest.fixture
def past(runner, monkeypatch):
    """A folder with a commit on 2 March, 5 March (a merge of the 4th's) and 10 March."""

    def on(day: str, price: str) -> None:
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"{day}T12:00:00")
        runner.write("acme", RECORD.format(name=f"Acme {day}", price=price))

    on("2026-03-02", "100")
    runner.git("switch", "-q", "-c", "side")
    on("2026-03-04", "400")
    runner.git("switch", "-q", "main")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-03-05T12:00:00")
    runner.git("merge", "-q", "--no-ff", "-m", "merge", "side")
    (runner.root / "clientfile.toml").write_text('currency = "USD"\n')
    on("2026-03-10", "1000")
    monkeypatch.delenv("GIT_COMMITTER_DATE")
    return runner


@pytest.mark.parametrize(
    ("as_of", "value"),
    [
        ("2026-03-02", "100.00"),
        ("2026-03-04", "100.00"),  # the branch had not been merged
        ("2026-03-05", "400.00"),
        ("09/03/2026", "400.00"),
        ("2026-03-10", "1000.00"),
        ("today", "1000.00"),
        ("HEAD~1", "400.00"),
        ("side", "400.00"),
    ],
)
def test_the_folder_as_it_was(past, as_of, value):
    before = past.state()
    result = past.run("rank", "--as-of", as_of, "--columns", "value")
    assert result.out == value + "\n"
    assert past.state() == before


def test_today_is_that_day(past):
    assert "to 2026-03-09, so far" in past.run("rank", "--as-of", "2026-03-09").err
    assert "to 2026-03-05, so far" in past.run("rank", "--as-of", "HEAD~1").err


def test_the_settings_are_those_of_then(past):
    assert past.run("rank", "--as-of", "HEAD", "--columns", "currency").out == "USD\n"
    assert past.run("rank", "--as-of", "HEAD~1", "--columns", "currency").out == "EUR\n"


def test_list_and_show_look_back_too(past):
    assert past.run("list", "--as-of", "2026-03-05", "--columns", "name").out == "Acme 2026-03-04\n"
    assert "Acme 2026-03-02" in past.run("show", "acme", "--as-of", "2026-03-03").out
    assert past.run("show", "acme", "--as-of", "2026-03-03", "-f", "yaml").out.endswith(
        "unit_price: 100}]}\n"
    )


def test_before_the_first_commit(runner, tmp_path):
    empty = type(runner)(tmp_path / "empty")
    empty.root.mkdir()
    empty.git("init", "-q")
    assert "no commit is that old" in empty.run("list", "--as-of", "today", code=2).err
    assert "is in the history" in empty.run("undo", code=3).err


@pytest.mark.parametrize("as_of", ["2020-01-01", "no-such-branch", "-n"])
def test_what_is_neither_a_day_nor_a_revision_is_told(past, as_of):
    assert "--as-of" in past.run("rank", f"--as-of={as_of}", code=2).err
