"""`python -m benchmarks.run [N …]`: measures on folders of N clients and writes RESULTS.md.

Every figure is a median of several runs, and a ratio within the same run: the machine is noisy.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.generate import Made, clients, write_folder
from benchmarks.peers import write_peers

RESULTS = Path(__file__).parent / "RESULTS.md"
_PYTHON = sys.executable
_CLIENTFILE = [_PYTHON, "-m", "clientfile"]
_BARE_LOOP = """\
import sys, pathlib, yaml
from yaml._yaml import CParser
for path in pathlib.Path(sys.argv[1]).rglob("*.yaml"):
    following = CParser(path.read_text()).get_event
    while type(following()) is not yaml.StreamEndEvent:
        pass
"""


class Bench:
    """One size of folder, measured."""

    def __init__(self, count: int, base: Path) -> None:
        self.count = count
        self.root = base / f"folder-{count}"
        self.env = {
            **os.environ, "CLIENTFILE_TODAY": "2026-11-20", "HOME": str(base),
            "XDG_CACHE_HOME": str(base / "cache"), "GIT_CONFIG_NOSYSTEM": "1",
        }  # fmt: skip
        # A user's Python keeps what it has compiled.
        self.env.pop("PYTHONDONTWRITEBYTECODE", None)
        write_folder(count, self.root)
        self.made: list[Made] = list(clients(min(count, 20_000)))
        self.runs = 7 if count <= 2_000 else 3

    def measure(
        self,
        command: Sequence[str],
        *,
        before: Callable[[], object] | None = None,
        runs: int = 0,
        env: dict[str, str] | None = None,
    ) -> float:
        """The median of some runs of a command in seconds, `before` each of them."""
        times = []
        for _ in range(runs or self.runs):
            if before:
                before()
            start = time.perf_counter()
            _run(command, self.root, {**self.env, **(env or {})})
            times.append(time.perf_counter() - start)
        return statistics.median(times)

    def forget_index(self) -> None:
        """As if clientfile had never run here."""
        for path in (self.root / ".git" / "clientfile").glob("index.sqlite*"):
            path.unlink()

    def change_one(self) -> None:
        """A line more in one record."""
        path = self.root / "records" / self.made[0].path
        path.write_text(path.read_text() + "# touched\n")


def _run(command: Sequence[str], root: Path, env: dict[str, str]) -> None:
    done = subprocess.run(
        command, cwd=root, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}")


def measured(count: int, base: Path) -> list[tuple[str, float | None]]:
    """All that is measured on one folder, by name; None for a program that is not installed."""
    bench = Bench(count, base)
    client, path = bench.made[0].client, bench.made[0].path
    rank = [*_CLIENTFILE, "rank", "--by", "margin"]
    found: list[tuple[str, float | None]] = [
        ("python -c 'import typer'", bench.measure([_PYTHON, "-c", "import typer"])),
        ("bare loop over libyaml's events, one process",
         bench.measure([_PYTHON, "-c", _BARE_LOOP, "records"], runs=3)),
        ("cat of all files", bench.measure(["sh", "-c", "find records -type f -exec cat {} +"])),
        ("clientfile --version", bench.measure([*_CLIENTFILE, "--version"])),
        ("clientfile rank --help", bench.measure([*_CLIENTFILE, "rank", "--help"])),
        ("completion of a client id", bench.measure(_CLIENTFILE, env=_typed("show", client[:3]))),
        ("rank, cold", bench.measure(rank, before=bench.forget_index, runs=3)),
        ("rank, warm", bench.measure(rank)),
        ("rank, one record changed", bench.measure(rank, before=bench.change_one)),
    ]  # fmt: skip
    _run(["git", "commit", "-qam", "touched"], bench.root, _me(bench.env))
    as_of = [*rank, "--as-of", "HEAD~1"]
    found += [
        ("rank --as-of HEAD~1, first", bench.measure(as_of, before=bench.forget_index, runs=1)),
        ("rank --as-of HEAD~1, again", bench.measure(as_of)),
        ("list", bench.measure([*_CLIENTFILE, "list"])),
        ("find, first", bench.measure([*_CLIENTFILE, "find", client], runs=1)),
        ("find", bench.measure([*_CLIENTFILE, "find", client])),
        ("show", bench.measure([*_CLIENTFILE, "show", client])),
        ("check", bench.measure([*_CLIENTFILE, "check"], runs=1)),
    ]
    bench.env = _me(bench.env)
    found += [
        ("add-meeting", bench.measure([*_CLIENTFILE, "add-meeting", client, "--summary", "x"])),
        ("git commit --only", bench.measure(
            ["git", "commit", "-qm", "x", "--only", "--", f"records/{path}"],
            before=bench.change_one)),
    ]  # fmt: skip
    for peer in write_peers(clients(count), base / f"peers-{count}"):
        there = shutil.which(peer.command[0]) is not None
        more = ["records"] if "script" in peer.name else []
        found.append(
            (
                peer.name,
                bench.measure([*peer.command, *more], runs=3 if count <= 2_000 else 1)
                if there
                else None,
            )
        )
    return found


def _typed(*words: str) -> dict[str, str]:
    """What bash asks for the last of these words."""
    return {
        "_CLIENTFILE_COMPLETE": "complete_bash",
        "COMP_WORDS": "\n".join(["clientfile", *words]),
        "COMP_CWORD": str(len(words)),
    }


def _me(env: dict[str, str]) -> dict[str, str]:
    names = ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME")
    mails = ("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL")
    return env | dict.fromkeys(names, "Bench") | dict.fromkeys(mails, "bench@example.com")


def table(results: dict[int, list[tuple[str, float | None]]]) -> str:
    """The results as Markdown: seconds, and the ratio to the warm rank."""
    lines = []
    for count, found in results.items():
        warm = next(each for name, each in found if name == "rank, warm" and each)
        lines += [f"## {count:,} clients", "", "| what | seconds | × warm rank |",
                  "|---|---:|---:|"]  # fmt: skip
        for name, each in found:
            if each is None:
                lines.append(f"| {name} | not installed | |")
            else:
                ratio = each / warm
                lines.append(f"| {name} | {each:.3f} | {ratio:.2f} |")
        lines.append("")
    return "\n".join(lines)


def main(counts: Sequence[int]) -> None:
    """Measure folders of these sizes, and write the page."""
    base = Path(tempfile.mkdtemp(prefix="clientfile-bench-"))
    (base / ".gitconfig").write_text("[user]\n\tname = Bench\n\temail = bench@example.com\n")
    os.environ["HOME"] = str(base)
    try:
        results = {count: measured(count, base) for count in counts}
    finally:
        shutil.rmtree(base)
    page = RESULTS.read_text() if RESULTS.exists() else "# Results\n"
    head = page.partition("<!-- measured -->")[0]
    RESULTS.write_text(f"{head}<!-- measured -->\n\n{table(results)}")


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [100, 1_000, 2_000, 10_000])
