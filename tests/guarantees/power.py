"""What a disk holds after a power cut: a run's writes and syncs, recorded by strace and played into
a model of a file system, in which what was not synced is gone.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.guarantees.stage import Stage
from tests.guarantees.strace import seccomp

_SYSCALLS = (
    "openat", "write", "pwrite64", "lseek", "rename", "renameat", "renameat2", "link", "linkat",
    "unlink", "unlinkat", "fsync", "fdatasync", "mkdir", "mkdirat", "ftruncate", "close",
)  # fmt: skip
_LINE = re.compile(r"^(\d+) +(\w+)\((.*)\) += (-?\d+)(?:<(.*?)>)?.*$", re.DOTALL)
_UNFINISHED = re.compile(r"^(\d+) +(.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>(.*)$")
# A name may stand behind the descriptor of its directory.
_NAME = re.compile(r'(?:<((?:\\x[0-9a-f]{2})*)>, )?"((?:\\x[0-9a-f]{2})*)"')
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_HEX = re.compile(r"\\x([0-9a-f]{2})")


@dataclass
class _File:
    """A file: its bytes now, and those that are on the disk (none before its first sync)."""

    now: bytes = b""
    synced: bytes | None = None


@dataclass
class _Disk:
    """The folders of a tree, each with its names now and those that are on the disk.

    A name leads to a file, or to None for a folder.
    """

    now: dict[str, dict[str, _File | None]] = field(default_factory=dict)
    synced: dict[str, dict[str, _File | None]] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Path) -> _Disk:
        disk = cls()
        for directory, folders, files in os.walk(root):
            names: dict[str, _File | None] = dict.fromkeys(folders)
            for name in files:
                content = (Path(directory) / name).read_bytes()
                names[name] = _File(content, content)
            disk.now[directory], disk.synced[directory] = names, dict(names)
        return disk

    def lookup(self, path: str) -> _File | None:
        directory, name = os.path.split(path)
        return self.now.get(directory, {}).get(name)

    def put(self, path: str, file: _File | None) -> None:
        directory, name = os.path.split(path)
        self.now.setdefault(directory, {})[name] = file

    def drop(self, path: str) -> None:
        directory, name = os.path.split(path)
        self.now.get(directory, {}).pop(name, None)

    def state(self, root: str, manner: str) -> dict[str, bytes | None]:
        """Every path that a cut would leave, with its bytes (None: a folder).

        `strict`: a name that its folder was not synced with is gone. `ordered`: names are kept in
        the order in which they were made, as journalling file systems do, and bytes that were not
        synced are gone.
        """
        names = self.synced if manner == "strict" else self.now
        found: dict[str, bytes | None] = {}
        waiting = [root]
        while waiting:
            directory = waiting.pop()
            for name, file in names.get(directory, {}).items():
                path = f"{directory}/{name}"
                found[path] = None if file is None else file.synced or b""
                if file is None:
                    waiting.append(path)
        return found


def states(stage: Stage, words: tuple[str, ...], scratch: Path, manner: str) -> Iterator[dict]:
    """The states in which a power cut during a run could leave its folder, each once, in order.

    The last is that after the run's end.
    """
    root = str(stage.root)
    disk = _Disk.of(stage.root)
    log = scratch / "power.log"
    tracer = ["strace", "-f", *seccomp(stage), "-y", "-xx", "-s", "4000000", "-o", str(log),
              "-e", f"trace={','.join(_SYSCALLS)}"]  # fmt: skip
    done = stage.clientfile(*words, tracer=tracer)
    assert done.returncode == 0, done.stderr
    offsets: dict[tuple[str, str], int] = {}
    last = disk.state(root, manner)
    yield last
    for process, call, arguments, result, opened in _calls(log.read_text()):
        if int(result) < 0:
            continue
        _play(disk, offsets, process, call, _Arguments(arguments, root), result, opened)
        now = disk.state(root, manner)
        if now != last:
            last = now
            yield now


def materialise(state: dict[str, bytes | None], root: str, to: Path) -> Stage:
    """A folder that holds just what a state does."""
    to.mkdir()
    for path, content in state.items():
        there = to / os.path.relpath(path, root)
        there.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            there.mkdir(exist_ok=True)
        else:
            there.write_bytes(content)
    # Nothing is older than what it was made after.
    moment = time.time()
    for path in to.rglob("*"):
        os.utime(path, (moment, moment))
    return Stage(to)


@dataclass
class _Arguments:
    text: str
    root: str

    @property
    def strings(self) -> list[bytes]:
        return [bytes.fromhex("".join(_HEX.findall(text))) for text in _STRING.findall(self.text)]

    @property
    def paths(self) -> list[str]:
        names = [(_text(place), _text(name)) for place, name in _NAME.findall(self.text)]
        return [os.path.normpath(Path(self.root) / place / name) for place, name in names]

    @property
    def descriptor(self) -> str:
        return self.text.partition("<")[0]

    @property
    def described(self) -> str:
        """The path that strace adds to the first descriptor."""
        return _text(self.text.partition("<")[2].partition(">")[0])


def _text(hexed: str) -> str:
    return os.fsdecode(_HEX.sub(lambda m: chr(int(m[1], 16)), hexed).encode("latin-1"))


def _calls(log: str) -> Iterator[tuple[str, str, str, str, str]]:
    begun: dict[str, str] = {}
    for line in log.splitlines():
        if match := _UNFINISHED.match(line):
            begun[match[1]] = match[2]
            continue
        if match := _RESUMED.match(line):
            line = f"{match[1]} {begun.pop(match[1], '')}{match[3]}"
        if match := _LINE.match(line):
            yield match[1], match[2], match[3], match[4], _text(match[5] or "")


def _play(
    disk: _Disk,
    offsets: dict[tuple[str, str], int],
    process: str,
    call: str,
    told: _Arguments,
    result: str,
    opened: str,
) -> None:
    """One call that succeeded, as the model's disk takes it."""
    if call == "openat":
        offsets[process, result] = _open(disk, told, opened)
    elif call in ("write", "pwrite64", "ftruncate"):
        _write(disk, offsets, process, call, told)
    elif call == "lseek":
        offsets[process, told.descriptor] = int(result)
    elif call in ("fsync", "fdatasync"):
        _sync(disk, told.described)
    elif call != "close":
        _name(disk, call, told)


def _open(disk: _Disk, told: _Arguments, opened: str) -> int:
    """A file opened, made or emptied; where its writes go on."""
    file = disk.lookup(opened)
    if file is None and "O_CREAT" in told.text and opened.startswith(told.root):
        disk.put(opened, _File())
    elif file is not None and "O_TRUNC" in told.text:
        file.now = b""
    elif file is not None and "O_APPEND" in told.text:
        return len(file.now)
    return 0


def _name(disk: _Disk, call: str, told: _Arguments) -> None:
    """A name made, moved or taken away."""
    *_, source, target = [told.paths[0], *told.paths]
    if call.startswith("mkdir"):
        disk.put(target, None)
        disk.now.setdefault(target, {})
    elif call.startswith("unlink"):
        disk.drop(target)
    elif call.startswith("link"):
        disk.put(target, disk.lookup(source))
    else:
        one, other = disk.lookup(source), disk.lookup(target)
        disk.drop(source)
        disk.put(target, one)
        if "RENAME_EXCHANGE" in told.text:
            disk.put(source, other)


def _write(
    disk: _Disk,
    offsets: dict[tuple[str, str], int],
    process: str,
    call: str,
    told: _Arguments,
) -> None:
    file = disk.lookup(told.described)
    if file is None:
        return
    if call == "ftruncate":
        size = int(told.text.rpartition(",")[2])
        file.now = file.now[:size].ljust(size, b"\0")
        return
    data = told.strings[-1]
    at = offsets.get((process, told.descriptor), 0)
    if call == "pwrite64":
        at = int(told.text.rpartition(",")[2])
    else:
        offsets[process, told.descriptor] = at + len(data)
    file.now = file.now[:at].ljust(at, b"\0") + data + file.now[at + len(data) :]


def _sync(disk: _Disk, path: str) -> None:
    if path in disk.now:
        disk.synced[path] = dict(disk.now[path])
    elif (file := disk.lookup(path)) is not None:
        file.synced = file.now
