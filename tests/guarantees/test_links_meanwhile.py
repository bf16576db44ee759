"""A link that takes the place of our folder, or of one in it, while a command runs: whatever is
outside stays as it is, and what was under way is ended once the folder is back.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.guarantees.stage import LONG_FORM, Stage
from tests.guarantees.strace import sample
from tests.support.caches import cache_of

# What Python tells of before it does it (PEP 578).
_EVENTS = ("open", "os.rename", "os.remove", "os.link", "os.mkdir", "os.scandir", "os.listdir",
           "ctypes.dlsym", "sqlite3.connect")  # fmt: skip
COMMANDS = {
    "set": ("set", "globex", "identity.phone", "0465710013"),
    "set, refused by a hook": ("set", "globex", "identity.phone", "0465710013"),
    "new": ("new", "Third"),
    "edit, given up": ("edit", "acme"),
    "list": ("list",),
    "recovery": ("list",),
    "doctor --mend": ("doctor", "--mend"),
}
"""A command for each kind of our files."""
PLACES = [
    *((kind, "") for kind in COMMANDS),
    *((kind, "kept") for kind in ("set, refused by a hook", "edit, given up", "doctor --mend")),
    *((kind, "staged") for kind in ("set", "new", "doctor --mend")),
]
"""The commands, and what a link takes the place of: our folder, or one in it."""


class _Watch:
    """Calls something at the `at`-th event that may be about our folder; counts them all."""

    def __init__(self) -> None:
        self.on, self.count, self.at, self.act = False, 0, 0, lambda: None
        sys.addaudithook(self.hook)

    def hook(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.on or event not in _EVENTS or not _may_be_ours(arguments):
            return
        self.count += 1
        if self.count == self.at:
            self.on = False
            self.act()

    @contextmanager
    def watching(self, at: int, act) -> Iterator[_Watch]:
        self.on, self.count, self.at, self.act = True, 0, at, act
        try:
            yield self
        finally:
            self.on = False


WATCH: list[_Watch] = []


def _may_be_ours(arguments: tuple[object, ...]) -> bool:
    """A path in our folder, or a name in an open directory, as `renameat2` in a library is."""
    texts = [str(each) for each in arguments if isinstance(each, str | bytes | Path)]
    return any("/.git/clientfile" in text or "/" not in text for text in texts)


@pytest.fixture(scope="module")
def watch() -> _Watch:
    # A hook can't be taken away again.
    if not WATCH:
        WATCH.append(_Watch())
    return WATCH[0]


def outside_of(folder: Stage, place: Path) -> Path:
    """A directory with a precious file under each of our names."""
    names = ["lock", "journal", ".journal.tmp", "index", "index.lock", "claim", ".claim.tmp", "0",
             cache_of(folder.root).name, "staged/0", "kept/a text"]  # fmt: skip
    for name in names:
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("precious")
    return place


def contents(place: Path) -> dict[str, object]:
    return {
        str(path.relative_to(place)): (path.stat().st_mode, path.is_file() and path.read_bytes())
        for path in place.rglob("*")
    }


def prepare(folder: Stage, kind: str, patch: pytest.MonkeyPatch) -> None:
    own = folder.root / ".git" / "clientfile"
    patch.setenv("EDITOR", "false")
    if "hook" in kind:
        hook = folder.root / ".git" / "hooks" / "pre-commit"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\nexit 1\n")
        hook.chmod(0o755)
    if kind == "list":
        cache_of(folder.root).unlink(missing_ok=True)
    if kind == "recovery":
        (own / ".journal.tmp").write_text("a text")
        (own / "claim").write_text("a claim")
    if kind == "doctor --mend":
        (own / "staged").mkdir(exist_ok=True)
        (own / "staged" / "0").write_text("a staged text")
        (own / "journal").write_text("damaged")
        (own / "claim").write_text("a claim")


def swap(place: Path, outside: Path) -> None:
    place.rename(place.with_name("away"))
    place.symlink_to(outside)


def swap_back(place: Path) -> None:
    if (away := place.with_name("away")).exists():
        place.unlink()
        away.rename(place)


@pytest.mark.parametrize(("kind", "below"), PLACES)
def test_a_link_swapped_in_at_any_step_touches_nothing_outside(
    stage, scratch, watch, monkeypatch, kind, below
):
    first = stage.copy(scratch / "first")
    prepare(first, kind, monkeypatch)
    with watch.watching(0, lambda: None):
        first.do(*COMMANDS[kind])
    outside = outside_of(first, scratch / "outside")
    before = contents(outside)
    steps = list(range(1, watch.count + 1))
    for step in steps if LONG_FORM else sample(steps, 2 if below else 4):
        folder = stage.copy(scratch / str(step))
        prepare(folder, kind, monkeypatch)
        place = folder.root / ".git" / "clientfile" / below
        place.mkdir(exist_ok=True)
        old = folder.records()
        with watch.watching(step, lambda place=place: swap(place, outside / below)):
            folder.do(*COMMANDS[kind])
        assert contents(outside) == before, step
        swap_back(place)
        folder.do(*(("doctor", "--mend") if kind == "doctor --mend" else ("list",)))
        assert not (folder.root / ".git" / "clientfile" / "journal").exists(), step
        assert not folder.git("status", "--porcelain"), step
        assert folder.records() == old or kind in ("set", "new"), step
        shutil.rmtree(folder.root)
