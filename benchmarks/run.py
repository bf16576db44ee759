"""Measures commands on folders of N clients: `python -m benchmarks.run [N …]` writes RESULTS.md.

Every figure is the median of several runs, and ratios compare figures of the same run, since
machines are noisy.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.generate import GeneratedClient, clients, write_folder
from benchmarks.peers import write_peers
from benchmarks.results import write_section

_PYTHON = sys.executable
_CLIENTFILE = [_PYTHON, "-m", "clientfile"]
_BARE_LOOP = """\
import sys, pathlib, multiprocessing, yaml
from yaml._yaml import CParser
def read(path):
    following = CParser(path.read_text()).get_event
    while type(following()) is not yaml.StreamEndEvent:
        pass
paths = list(pathlib.Path(sys.argv[1]).rglob("*.yaml"))
if sys.argv[2] == "1":
    for path in paths:
        read(path)
else:
    with multiprocessing.get_context("fork").Pool(int(sys.argv[2])) as pool:
        pool.map(read, paths, chunksize=50)
"""

_PEAK = """\
import os, sys
nowhere = os.open(os.devnull, os.O_WRONLY)
command = sys.argv[1:]
child = os.posix_spawnp(
    command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, nowhere, 1)]
)
print(os.wait4(child, 0)[2].ru_maxrss)
"""
# From this size on, measurements that take minutes are left out.
_LARGE = 50_000


@dataclass(frozen=True)
class Measurement:
    """What was run, its seconds (None: not installed) and its peak of memory in MB, if measured."""

    name: str
    seconds: float | None
    peak: float | None = None


class Bench:
    """A folder of `count` clients in which commands are measured."""

    def __init__(self, count: int, base: Path) -> None:
        self.count = count
        self.root = base / f"folder-{count}"
        self.env = {
            **os.environ, "CLIENTFILE_TODAY": "2026-11-20", "HOME": str(base),
            "XDG_CACHE_HOME": str(base / "cache"), "GIT_CONFIG_NOSYSTEM": "1",
        }  # fmt: skip
        # A user's Python caches compiled modules.
        self.env.pop("PYTHONDONTWRITEBYTECODE", None)
        write_folder(count, self.root)
        self.clients: list[GeneratedClient] = list(clients(min(count, 20_000)))
        self.runs = 7 if count <= 2_000 else 3 if count < _LARGE else 1

    def measure(
        self,
        command: Sequence[str],
        *,
        before: Callable[[], object] | None = None,
        runs: int = 0,
        env: dict[str, str] | None = None,
    ) -> float:
        """The median of some runs of a command, in seconds; `before` runs before each of them."""
        times = []
        for _ in range(runs or self.runs):
            if before:
                before()
            start = time.perf_counter()
            _run(command, self.root, {**self.env, **(env or {})})
            times.append(time.perf_counter() - start)
        return statistics.median(times)

    def peak(self, command: Sequence[str]) -> float:
        """The peak of memory of any process of a command, in MB.

        A small process starts the command: what a process held before it became the command counts
        too, and this one holds much.
        """
        result = subprocess.run(
            [_PYTHON, "-I", "-S", "-c", _PEAK, *command], cwd=self.root, env=self.env,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True,
        )  # fmt: skip
        return int(result.stdout) / 1024

    def delete_cache(self) -> None:
        """Delete the cache, as if clientfile had never run in this folder."""
        for path in (self.root / ".git" / "clientfile").glob("index-*.sqlite*"):
            path.unlink()

    def change_one(self) -> None:
        """Add a line to one record."""
        path = self.root / "records" / self.clients[0].path
        path.write_text(path.read_text() + "# touched\n")


def _run(command: Sequence[str], root: Path, env: dict[str, str]) -> None:
    result = subprocess.run(
        command, cwd=root, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    if result.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {result.returncode}")


def measure_folder(count: int, base: Path) -> Iterator[Measurement]:
    """All measurements of a folder of `count` clients."""
    bench = Bench(count, base)
    yield from _floors(bench)
    yield from _starts(bench)
    yield from _reports(bench)
    yield from _changes(bench)
    if count < _LARGE:
        yield from _peers(bench, base)


def _floors(bench: Bench) -> Iterator[Measurement]:
    yield Measurement("python -c 'import typer'", bench.measure([_PYTHON, "-c", "import typer"]))
    for processes in (1, os.cpu_count() or 1) if bench.count < _LARGE else ():
        loop = [_PYTHON, "-c", _BARE_LOOP, "records", str(processes)]
        name = f"bare loop over libyaml's events, processes: {processes}"
        yield Measurement(name, bench.measure(loop, runs=min(3, bench.runs)))
    read = ["sh", "-c", "find records -type f -exec cat {} +"]
    yield Measurement("cat of all files", bench.measure(read))


def _starts(bench: Bench) -> Iterator[Measurement]:
    for words in (["--version"], ["rank", "--help"]):
        yield Measurement(f"clientfile {' '.join(words)}", bench.measure([*_CLIENTFILE, *words]))
    completing = _completion_env("show", bench.clients[0].client[:9])
    yield Measurement("completion of a client id", bench.measure(_CLIENTFILE, env=completing))


def _reports(bench: Bench) -> Iterator[Measurement]:
    rank = [*_CLIENTFILE, "rank", "--by", "margin"]
    cold = bench.measure(rank, before=bench.delete_cache, runs=min(3, bench.runs))
    cold_peak = None
    if bench.count < _LARGE:
        bench.delete_cache()
        cold_peak = bench.peak(rank)
    yield Measurement("rank, cold", cold, cold_peak)
    yield Measurement("rank, warm", bench.measure(rank, runs=max(3, bench.runs)), bench.peak(rank))
    for language in ("en", "fr"):
        said = [*_CLIENTFILE, "--lang", language, "rank", "-f", "table"]
        name = f"rank -f table in the language {language}"
        yield Measurement(name, bench.measure(said, runs=max(3, bench.runs)))
    yield Measurement("rank, one record changed", bench.measure(rank, before=bench.change_one))
    # The next commands refuse a record with an uncommitted edit.
    _run(["git", "commit", "-qam", "touched"], bench.root, _with_identity(bench.env))
    if bench.count >= _LARGE:
        return
    as_of = [*rank, "--as-of", "HEAD~1"]
    first = bench.measure(as_of, before=bench.delete_cache, runs=1)
    yield Measurement("rank --as-of HEAD~1, first", first)
    yield Measurement("rank --as-of HEAD~1, again", bench.measure(as_of))
    client = bench.clients[0].client
    for words in (["list"], ["show", client]):
        command = [*_CLIENTFILE, *words]
        name = f"{words[0]}, warm"
        yield Measurement(name, bench.measure(command), bench.peak(command))
    find = [*_CLIENTFILE, "find", bench.clients[0].client]
    yield Measurement("find, first", bench.measure(find, runs=1))
    yield Measurement("find, warm", bench.measure(find), bench.peak(find))
    check = [*_CLIENTFILE, "check"]
    first = bench.measure(check, before=bench.delete_cache, runs=1)
    yield Measurement("check, cold", first)
    yield Measurement("check, warm", bench.measure(check), bench.peak(check))


def _changes(bench: Bench) -> Iterator[Measurement]:
    bench.env = _with_identity(bench.env)
    client = bench.clients[0]
    meeting = [*_CLIENTFILE, "add-meeting", client.client, "--summary", "x"]
    yield Measurement("add-meeting", bench.measure(meeting))
    commit = ["git", "commit", "-qm", "x", "--only", "--", f"records/{client.path}"]
    yield Measurement("git commit --only", bench.measure(commit, before=bench.change_one))


def _peers(bench: Bench, base: Path) -> Iterator[Measurement]:
    for peer in write_peers(clients(bench.count), base / f"peers-{bench.count}"):
        if shutil.which(peer.command[0]) is None:
            yield Measurement(peer.name, None)
            continue
        script = "script" in peer.name
        if script and bench.count > 2_000:
            continue
        more = ["records"] if script else []
        runs = 1 if script or bench.count > 2_000 else 3
        yield Measurement(peer.name, bench.measure([*peer.command, *more], runs=runs))


def _completion_env(*words: str) -> dict[str, str]:
    """The environment with which bash completes the last of these words."""
    return {
        "_CLIENTFILE_COMPLETE": "complete_bash",
        "COMP_WORDS": "\n".join(["clientfile", *words]),
        "COMP_CWORD": str(len(words)),
    }


def _with_identity(env: dict[str, str]) -> dict[str, str]:
    names = ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME")
    mails = ("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL")
    return env | dict.fromkeys(names, "Bench") | dict.fromkeys(mails, "bench@example.com")


def table(results: Mapping[int, Sequence[Measurement]]) -> str:
    """The results as Markdown: seconds, the ratio to the warm rank, the peak of memory."""
    lines = []
    for count, measurements in results.items():
        warm = next(
            each.seconds for each in measurements if each.name == "rank, warm" and each.seconds
        )
        once = " (each once)" if count >= _LARGE else ""
        lines += [f"## {count:,} clients{once}", "", "| what | seconds | × warm rank | peak, MB |",
                  "|---|---:|---:|---:|"]  # fmt: skip
        for each in measurements:
            peak = "" if each.peak is None else f"{each.peak:.0f}"
            if each.seconds is None:
                lines.append(f"| {each.name} | not installed | | |")
            else:
                ratio = each.seconds / warm
                lines.append(f"| {each.name} | {each.seconds:.3f} | {ratio:.2f} | {peak} |")
        lines.append("")
    return "\n".join(lines)


def main(counts: Sequence[int]) -> None:
    """Measure folders of these sizes and write RESULTS.md."""
    base = Path(tempfile.mkdtemp(prefix="clientfile-bench-"))
    (base / ".gitconfig").write_text(
        "[user]\n\tname = Bench\n\temail = bench@example.com\n"
        # Else git would start its own clean-up during a measurement.
        "[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n"
    )
    os.environ["HOME"] = str(base)
    results: dict[int, list[Measurement]] = {}
    try:
        for count in counts:
            results[count] = list(measure_folder(count, base))
            # A long run that is stopped keeps what it measured.
            write_section("measured", table(results))
    finally:
        shutil.rmtree(base)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [100, 1_000, 2_000, 10_000, 100_000])
