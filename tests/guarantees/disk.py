"""A model of a file system: it plays the calls that strace has written down, and tells what a kill
or a power cut after any of them leaves; what was not synced is gone with the power.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SYSCALLS = (
    "openat", "read", "write", "pwrite64", "lseek", "rename", "renameat", "renameat2", "link",
    "linkat",
    "unlink", "unlinkat", "rmdir", "fsync", "fdatasync", "syncfs", "mkdir", "mkdirat", "ftruncate",
    "chdir", "clone", "clone3", "fork", "vfork",
)  # fmt: skip
TRACE = ["-y", "-xx", "-s", "4000000", "-e", f"trace={','.join(SYSCALLS)}", "-e", "raw=read"]
"""The options of strace by which it writes down what is played here; not what was read."""
_FORKS = ("clone", "clone3", "fork", "vfork")
_LINE = re.compile(r"^(\d+) +(\w+)\((.*)\) += (-?[\dxa-f]+)(?:<(.*?)>)?.*$", re.DOTALL)
_UNFINISHED = re.compile(r"^(\d+) +(.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>(.*)$")
# A name may stand behind the descriptor of its directory.
_NAME = re.compile(r'(?:<((?:\\x[0-9a-f]{2})*)>, )?"((?:\\x[0-9a-f]{2})*)"')
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_HEX = re.compile(r"\\x([0-9a-f]{2})")

State = dict[str, bytes | None]
"""The paths below a place, with their bytes (None: a folder)."""


@dataclass
class _File:
    """A file: its bytes now, and those that are on the disk (none before its first sync)."""

    now: bytes = b""
    synced: bytes | None = None


@dataclass
class Disk:
    """The folders of a tree, each with its names now and those that are on the disk.

    A name leads to a file, or to None for a folder.
    """

    root: str
    now: dict[str, dict[str, _File | None]] = field(default_factory=dict)
    synced: dict[str, dict[str, _File | None]] = field(default_factory=dict)

    @classmethod
    def of(cls, tree: Path, root: str) -> Disk:
        """The tree, all of it synced, as if it were at `root`."""
        disk = cls(root)
        for directory, folders, files in os.walk(tree):
            names: dict[str, _File | None] = dict.fromkeys(folders)
            for name in files:
                content = (Path(directory) / name).read_bytes()
                names[name] = _File(content, content)
            inner = os.path.relpath(directory, tree)
            place = os.path.normpath(f"{root}/{inner}")
            disk.now[place], disk.synced[place] = names, dict(names)
        return disk

    def state(self, root: str, manner: str) -> State:
        """What is left below `root`.

        After a power cut, `strict`: a name that its folder was not synced with is gone. `ordered`:
        names are kept in the order in which they were made, as journalling file systems do, and
        bytes that were not synced are gone. After a kill, `killed`: all that was written.
        """
        names = self.synced if manner == "strict" else self.now
        found: State = {}
        waiting = [root]
        while waiting:
            directory = waiting.pop()
            for name, file in names.get(directory, {}).items():
                path = f"{directory}/{name}"
                if file is None:
                    found[path] = None
                    waiting.append(path)
                else:
                    found[path] = file.now if manner == "killed" else file.synced or b""
        return found

    def lookup(self, path: str) -> _File | None:
        directory, name = os.path.split(path)
        return self.now.get(directory, {}).get(name)

    def put(self, path: str, file: _File | None) -> None:
        directory, name = os.path.split(path)
        self.now.setdefault(directory, {})[name] = file

    def drop(self, path: str) -> None:
        directory, name = os.path.split(path)
        self.now.get(directory, {}).pop(name, None)

    def sync(self, path: str) -> None:
        """Sync a folder's names, or a file's bytes."""
        if path in self.now:
            self.synced[path] = dict(self.now[path])
        elif (file := self.lookup(path)) is not None:
            file.synced = file.now

    def sync_all(self) -> None:
        """Sync every name and all bytes."""
        for path, names in self.now.items():
            self.synced[path] = dict(names)
            for file in filter(None, names.values()):
                file.synced = file.now


def play(log: str, disk: Disk, directory: str) -> Iterator[Disk]:
    """The disk, before a run and after each of its calls: one and the same object.

    The run's first process begins in `directory`.
    """
    calls = list(_calls(log))
    runner = _Runner(disk, directory, {call.result: call.process for call in calls if call.forks})
    yield disk
    for call in calls:
        if call.number >= 0:
            runner.run(call)
            yield disk


@dataclass(frozen=True)
class _Call:
    """A call as strace tells it; `opened` is the path of the descriptor that it returns."""

    process: str
    name: str
    arguments: str
    result: str
    opened: str

    @property
    def forks(self) -> bool:
        return self.name in _FORKS and self.number > 0

    @property
    def number(self) -> int:
        """What it returned."""
        return int(self.result, 0)

    @property
    def strings(self) -> list[bytes]:
        return [
            bytes.fromhex("".join(_HEX.findall(each))) for each in _STRING.findall(self.arguments)
        ]

    @property
    def descriptor(self) -> str:
        return self.arguments.partition("<")[0]

    @property
    def described(self) -> str:
        """The path that strace adds to the first descriptor."""
        return _text(self.arguments.partition("<")[2].partition(">")[0])

    @property
    def last_number(self) -> int:
        return int(self.arguments.rpartition(",")[2])

    def paths(self, directory: str) -> list[str]:
        """The paths that are named, of a process that works in a directory."""
        names = [(_text(place), _text(name)) for place, name in _NAME.findall(self.arguments)]
        return [os.path.normpath(Path(directory) / place / name) for place, name in names]


def _text(hexed: str) -> str:
    return os.fsdecode(_HEX.sub(lambda m: chr(int(m[1], 16)), hexed).encode("latin-1"))


def _calls(log: str) -> Iterator[_Call]:
    begun: dict[str, str] = {}
    for line in log.splitlines():
        if match := _UNFINISHED.match(line):
            begun[match[1]] = match[2]
            continue
        if match := _RESUMED.match(line):
            line = f"{match[1]} {begun.pop(match[1], '')}{match[3]}"
        if match := _LINE.match(line):
            yield _Call(match[1], match[2], match[3], match[4], _text(match[5] or ""))


@dataclass
class _Runner:
    """Plays calls that succeeded; `parents` are those of the processes."""

    disk: Disk
    start: str
    parents: dict[str, str]
    directories: dict[str, str] = field(default_factory=dict)
    offsets: dict[tuple[str, str], int] = field(default_factory=dict)

    def run(self, call: _Call) -> None:
        if call.name == "openat":
            self.offsets[call.process, call.result] = self._open(call)
        elif call.name in ("write", "pwrite64", "ftruncate"):
            self._write(call)
        elif call.name == "read":
            place = (call.process, str(int(call.arguments.partition(",")[0], 0)))
            self.offsets[place] = self.offsets.get(place, 0) + call.number
        elif call.name == "lseek":
            self.offsets[call.process, call.descriptor] = call.number
        elif call.name in ("fsync", "fdatasync"):
            self.disk.sync(call.described)
        elif call.name == "syncfs":
            self.disk.sync_all()
        elif call.name == "chdir":
            (self.directories[call.process],) = call.paths(self._directory(call.process))
        elif call.name not in _FORKS:
            self._name(call)

    def _directory(self, process: str) -> str:
        if process not in self.directories:
            parent = self.parents.get(process)
            self.directories[process] = self._directory(parent) if parent else self.start
        return self.directories[process]

    def _open(self, call: _Call) -> int:
        """A file opened, made or emptied; where its writes go on."""
        file = self.disk.lookup(call.opened)
        if file is None and "O_CREAT" in call.arguments and call.opened.startswith(self.disk.root):
            self.disk.put(call.opened, _File())
        elif file is not None and "O_TRUNC" in call.arguments:
            file.now = b""
        elif file is not None and "O_APPEND" in call.arguments:
            return len(file.now)
        return 0

    def _name(self, call: _Call) -> None:
        """A name made, moved or taken away."""
        paths = call.paths(self._directory(call.process))
        source, target = paths[0], paths[-1]
        if call.name.startswith("mkdir"):
            self.disk.put(target, None)
            self.disk.now.setdefault(target, {})
        elif call.name.startswith(("unlink", "rmdir")):
            self.disk.drop(target)
        elif call.name.startswith("link"):
            self.disk.put(target, self.disk.lookup(source))
        else:
            one, other = self.disk.lookup(source), self.disk.lookup(target)
            self.disk.drop(source)
            self.disk.put(target, one)
            if "RENAME_EXCHANGE" in call.arguments:
                self.disk.put(source, other)

    def _write(self, call: _Call) -> None:
        file = self.disk.lookup(call.described)
        if file is None:
            return
        if call.name == "ftruncate":
            file.now = file.now[: call.last_number].ljust(call.last_number, b"\0")
            return
        data = call.strings[-1]
        if call.name == "pwrite64":
            at = call.last_number
        else:
            at = self.offsets.get((call.process, call.descriptor), 0)
            self.offsets[call.process, call.descriptor] = at + len(data)
        file.now = file.now[:at].ljust(at, b"\0") + data + file.now[at + len(data) :]
