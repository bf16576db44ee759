"""`sync` and the merge of a record beside plain git: `python -m benchmarks.team`.

Writes the table of RESULTS.md. Both sides change the same records at different places: each of
them is merged. The same seed gives the same commits. `sync` and git run by turns, each in its own
clone: in one that was synced git merges records by clientfile.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.generate import clients, write_folder
from benchmarks.results import write_section
from clientfile.schema.shapes import record_shape
from clientfile.yamltext.lazy_reader import read_version
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.record_merge import merge_record_texts

_CLIENTFILE = [sys.executable, "-m", "clientfile"]
_COUNT, _CHANGED, _RUNS = 10_000, 1_000, 3
_BEGIN = 1_790_000_000
"""The moment of the first commit, in seconds."""
_PHONE, _VISITS = "  phone: ", "  interactions:\n"
_VISIT = "    - id: visitnew\n      date: 2026-11-19\n      kind: visit\n"
_REBASE = ("git", "pull", "-q", "--rebase")
_MERGE = ("git", "pull", "-q", "--no-rebase", "--no-edit")
Files = Mapping[str, str]


@dataclass(frozen=True)
class Comparison:
    """What was measured beside what, both in seconds, and the ratio that was wanted; `processor` is
    the ratio of their processor times, None where it is not measured.
    """

    name: str
    beside: str
    seconds: float
    plain: float
    wanted: float
    processor: float | None = None


@dataclass(frozen=True)
class Clone:
    """A clone whose branch and remote are put back to where they were, before each run.

    `ours` and `theirs` are the commits of both sides.
    """

    root: Path
    remote: Path
    ours: str
    theirs: str
    env: Mapping[str, str]

    def put_back(self) -> None:
        """Reset the clone, its remote and what it has fetched."""
        _git(self.remote, "update-ref", "refs/heads/main", self.theirs)
        _git(self.root, "update-ref", "refs/remotes/origin/main", self.theirs)
        _git(self.root, "reset", "-q", "--hard", self.ours)

    def measure(self, command: Sequence[str]) -> tuple[float, float]:
        """The seconds that a command takes, and those of the processor."""
        self.put_back()
        start = _processor_time()
        seconds = _seconds(lambda: _run(command, self.root, self.env))
        return seconds, _processor_time() - start


def compare_all(base: Path, env: Mapping[str, str]) -> Iterator[Comparison]:
    """All comparisons, in folders below `base`."""
    yield from _compare_merges(base, env)
    for folders, runs in ((True, _RUNS), (False, 1)):
        root = base / ("in-folders" if folders else "in-one")
        write_folder(_COUNT, root, folders=folders)
        _set_attribute(root)
        where = "" if folders else ", all in one folder"
        name = f"sync, {_CHANGED:,} commits on each side{where}"
        clones = _two_clones(root, _CHANGED, _CHANGED, base / f"{root.name}-many", env)
        yield _compare(*clones, name, _REBASE, 0.25, runs)
        if folders:
            for changed, words in ((_CHANGED, f"of {_CHANGED:,} records"), (1, "of one record")):
                clones = _two_clones(root, changed, 1, base / f"{root.name}-{changed}", env)
                name = f"sync, one commit {words} on each side"
                yield _compare(*clones, name, _MERGE, 3, _RUNS)


def _compare(
    synced: Clone, pulled: Clone, name: str, plain: Sequence[str], wanted: float, runs: int
) -> Comparison:
    words = " ".join(word for word in plain if word not in ("-q", "--no-edit"))
    ours, theirs = [], []
    # By turns: what else the machine does weighs on both alike.
    for _ in range(runs):
        theirs.append(pulled.measure(plain))
        ours.append(synced.measure([*_CLIENTFILE, "sync"]))
    (seconds, processor), (beside, plain_processor) = (
        [statistics.median(times) for times in zip(*runs_of_one, strict=True)]
        for runs_of_one in (ours, theirs)
    )
    return Comparison(name, words, seconds, beside, wanted, processor / plain_processor)


def _compare_merges(base: Path, env: Mapping[str, str]) -> Iterator[Comparison]:
    """A merge of one record: as a process of git's, and within a run."""
    triples = [
        (client.text, with_phone(client.text), with_visit(client.text)) for client in clients(100)
    ]
    files = [base / name for name in ("base", "ours", "theirs")]

    def write() -> None:
        for path, text in zip(files, triples[0], strict=True):
            path.write_text(text)

    typer = [sys.executable, "-c", "import typer"]
    driver = [*_CLIENTFILE, "merge-record", *map(str, files)]
    imports, merges = [], []
    for _ in range(21):
        write()
        imports.append(_seconds(lambda: _run(typer, base, env)))
        merges.append(_seconds(lambda: _run(driver, base, env)))
    plain, seconds = statistics.median(imports), statistics.median(merges)
    yield Comparison("merge-record, as a process", "import typer", seconds, plain, 1.5)
    _merge_all(triples[:10])
    start = time.process_time()
    _merge_all(triples)
    seconds = (time.process_time() - start) / len(triples)
    yield Comparison("a record, merged within a run (processor time)", "5 ms", seconds, 0.005, 1)


def _merge_all(triples: Sequence[tuple[str, str, str]]) -> None:
    shape = record_shape()
    for triple in triples:
        parsed: list[ParsedRecord] = []
        for text in triple:
            parsed.append(read_version(text.encode(), shape, parsed, file=""))
        assert not merge_record_texts(*parsed, shape).merge.conflicts


def _set_attribute(root: Path) -> None:
    """Commit what the first sync of a folder commits: how its records are merged.

    Plain git merges their lines all the same, where it has no command for it.
    """
    (root / ".gitattributes").write_text("/records/**/*.yaml merge=clientfile\n")
    _git(root, "add", ".gitattributes")
    _git(root, "commit", "-qm", "attributes")


def _two_sides(root: Path, changed: int, commits: int, base: Path, env: Mapping[str, str]) -> Clone:
    """A clone and its remote, each with so many commits that change so many records in all."""
    remote, clone = base / "firm.git", base / "clone"
    base.mkdir()
    _git(base, "clone", "-q", "--bare", str(root), str(remote))
    paths = sorted(root.joinpath("records").rglob("*.yaml"))[:: _COUNT // changed]
    texts = {path.relative_to(root).as_posix(): path.read_text() for path in paths}
    theirs = {path: with_phone(text) for path, text in texts.items()}
    their_tip = _commit_line(remote, theirs, commits)
    _git(base, "clone", "-q", str(remote), str(clone))
    ours = {path: with_visit(text) for path, text in texts.items()}
    our_tip = _commit_line(clone, ours, commits)
    _git(remote, "update-ref", "refs/heads/main", their_tip)
    _git(clone, "fetch", "-q")
    return Clone(clone, remote, our_tip, their_tip, env)


def _two_clones(
    root: Path, changed: int, commits: int, base: Path, env: Mapping[str, str]
) -> tuple[Clone, Clone]:
    """Two clones alike, each with a remote of its own."""
    base.mkdir()
    one, other = (
        _two_sides(root, changed, commits, base / name, env) for name in ("synced", "pulled")
    )
    return one, other


def with_phone(text: str) -> str:
    """A record with another telephone number of the company."""
    head, _, rest = text.partition(_PHONE)
    return f"{head}{_PHONE}04 00 00 00 00\n{rest.partition(chr(10))[2]}"


def with_visit(text: str) -> str:
    """A record with one visit more, before the others."""
    head, _, rest = text.partition(_VISITS)
    return f"{head}{_VISITS}{_VISIT}{rest}"


def _commit_line(repository: Path, files: Files, commits: int) -> str:
    """Commit files on top of main, the same number in each commit; returns the last commit's id.

    main stays where it is.
    """
    paths = list(files)
    size = len(paths) // commits
    stream = []
    for number in range(commits):
        subject = f"change {number}"
        stream.append(f"commit refs/heads/side\ncommitter Bench <bench@example.com> "
                      f"{_BEGIN + number} +0000\ndata {len(subject)}\n{subject}\n")  # fmt: skip
        stream.append("from refs/heads/main^0\n" if number == 0 else "")
        for path in paths[number * size : (number + 1) * size]:
            length = len(files[path].encode())
            stream.append(f"M 100644 inline {path}\ndata {length}\n{files[path]}\n")
    _git(repository, "fast-import", "--quiet", "--force", stdin="".join(stream))
    return _git(repository, "rev-parse", "refs/heads/side").strip()


def _processor_time() -> float:
    """The seconds of the processor that all commands took so far."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _run(command: Sequence[str], root: Path, env: Mapping[str, str]) -> None:
    nowhere = subprocess.DEVNULL
    subprocess.run(command, cwd=root, env=env, check=True, stdout=nowhere, stderr=nowhere)


def _git(root: Path, *words: str, stdin: str = "") -> str:
    return subprocess.run(
        ["git", *words], cwd=root, input=stdin, text=True, check=True, stdout=subprocess.PIPE
    ).stdout


def table(comparisons: Sequence[Comparison]) -> str:
    """The comparisons as Markdown."""
    lines = [
        "| what | seconds | beside | seconds | ratio | of processor time | wanted |",
        "|---|---:|---|---:|---:|---:|---|",
    ]
    for each in comparisons:
        ratio = each.seconds / each.plain
        reached = "" if ratio <= each.wanted else ", not reached"
        processor = "" if each.processor is None else f"{each.processor:.2f}"
        lines.append(f"| {each.name} | {each.seconds:.3f} | {each.beside} | {each.plain:.3f} | "
                     f"{ratio:.2f} | {processor} | at most {each.wanted}{reached} |")  # fmt: skip
    return "\n".join(lines)


def main() -> None:
    """Measure, and write the section of RESULTS.md."""
    base = Path(tempfile.mkdtemp(prefix="clientfile-bench-"))
    (base / ".gitconfig").write_text(
        "[user]\n\tname = Bench\n\temail = bench@example.com\n"
        # Else git would start its own clean-up during a measurement.
        "[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n"
    )
    os.environ |= {"HOME": str(base), "GIT_CONFIG_NOSYSTEM": "1", "CLIENTFILE_TODAY": "2026-11-20"}
    # A user's Python caches compiled modules.
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    try:
        write_section("team", table(list(compare_all(base, env))))
    finally:
        shutil.rmtree(base)


if __name__ == "__main__":
    main()
