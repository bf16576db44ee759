"""The folder of records on disk: finds it, reads its settings, lists and reads records.

Nobody else opens a record; `files` writes them.
"""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from clientfile.errors import DiskError, InvalidError, UsageError
from clientfile.records.settings import Settings, settings_from_table

SETTINGS_NAME = "clientfile.toml"
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
# Windows can't check such a file out, whatever its ending.
_DEVICES = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")


class Snapshot(Mapping[Path, bytes]):
    """The files of a folder as a commit had them, each read when it is first asked for.

    `commit` is that one's id, `blobs` are git's ids of their contents, `load` reads contents by
    those ids.
    """

    def __init__(
        self,
        commit: str,
        blobs: Mapping[Path, str],
        load: Callable[[Sequence[str]], Mapping[str, bytes]],
    ) -> None:
        self.commit = commit
        self.blobs = blobs
        self._load = load
        self._contents: dict[str, bytes] = {}

    def prefetch(self, paths: Iterable[Path]) -> None:
        """Read the contents of these files all at once."""
        wanted = {self.blobs[path] for path in paths} - self._contents.keys()
        self._contents |= self._load(sorted(wanted))

    def __getitem__(self, path: Path) -> bytes:
        self.prefetch([path])
        return self._contents[self.blobs[path]]

    def __iter__(self) -> Iterator[Path]:
        return iter(self.blobs)

    def __len__(self) -> int:
        return len(self.blobs)


@dataclass(frozen=True)
class Folder:
    """A client folder: `root` holds `clientfile.toml`, `records` the record files.

    `past` is set where the folder is seen as a commit had it: every file below `records`, which
    then stands for the disk's.
    """

    root: Path
    records: Path
    settings: Settings
    past: Snapshot | None = None

    def relative(self, path: Path) -> str:
        """A path as messages and git name it: from the root, with `/`."""
        return path.relative_to(self.root).as_posix()


@dataclass(frozen=True)
class RecordFile:
    """One file of the records folder; `id` is its stem."""

    id: str
    path: Path


@dataclass(frozen=True)
class Stray:
    """A file below the records folder that is no record, and why."""

    path: Path
    code: str
    message: str


def is_client_id(text: str) -> bool:
    """Whether `text` can be a client's id."""
    return bool(_ID.fullmatch(text)) and not _DEVICES.fullmatch(text)


def find_folder(option: Path | None) -> Folder:
    """The folder a command works on: `-C`, `$CLIENTFILE_FOLDER`, else upwards, else here.

    Raises UsageError where the named folder is none, InvalidError for bad settings.
    """
    named = option or _from_environment()
    if named is not None:
        if not named.is_dir():
            raise UsageError(f"{named} is no folder: make it with: clientfile init {named}")
        return open_folder(named.resolve())
    here = Path.cwd()
    for directory in (here, *here.parents):
        if (directory / SETTINGS_NAME).is_file():
            return open_folder(directory)
    return open_folder(here)


def open_folder(root: Path) -> Folder:
    """The folder at `root`, with its settings or their defaults."""
    return folder_layout(root, read_settings(root))


def folder_layout(root: Path, settings: Settings) -> Folder:
    """The folder at `root` under these settings. Raises InvalidError where it leads outside."""
    if settings.records is not None:
        records = (root / settings.records).resolve()
        if not records.is_relative_to(root.resolve()):
            raise InvalidError(
                f"{SETTINGS_NAME}: records is {settings.records!r}, which leads outside the folder"
            )
        return Folder(root, root / settings.records, settings)
    below = root / "records"
    if below.is_symlink() and not below.resolve().is_relative_to(root.resolve()):
        raise InvalidError("records/ leads outside the folder: make it a real folder")
    return Folder(root, below if below.is_dir() else root, settings)


def read_settings(root: Path) -> Settings:
    """The settings of `clientfile.toml` at `root`, or the defaults where there is none."""
    try:
        return parse_settings((root / SETTINGS_NAME).read_bytes())
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise DiskError("read", SETTINGS_NAME, error) from error


def parse_settings(source: bytes) -> Settings:
    """The settings that the bytes of a `clientfile.toml` say. Raises InvalidError."""
    try:
        return settings_from_table(tomllib.loads(source.decode("utf-8-sig"), parse_float=Decimal))
    except UnicodeDecodeError as error:
        raise InvalidError(f"{SETTINGS_NAME} is not UTF-8 text: save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise InvalidError(f"{SETTINGS_NAME}: {error}") from error


def record_files(folder: Folder) -> list[RecordFile]:
    """Every record of the folder, by id, then path."""
    found = (entry for entry in _walk(folder) if isinstance(entry, RecordFile))
    return sorted(found, key=lambda record: (record.id, record.path))


def client_ids(folder: Folder, begun: str = "") -> set[str]:
    """The ids of all records on disk that begin so, and nothing else of them: soonest of all."""
    names = (entry.name for entry in _entries(folder))
    stems = (name[:-5] for name in names if name.startswith(begun) and name.endswith(".yaml"))
    return {stem for stem in stems if is_client_id(stem)}


def stamped_files(folder: Folder) -> Iterator[tuple[str, str, str, int]]:
    """Every record of the folder on disk: its id and path, a stamp that changes when its bytes do
    (size, times and inode), and the time of its last change in nanoseconds; in no order.
    """
    for entry in _entries(folder):
        stem, _, ending = entry.name.rpartition(".")
        if ending == "yaml" and is_client_id(stem):
            try:
                told = entry.stat()
            except OSError:
                yield stem, entry.path, "", 0
                continue
            changed = max(told.st_mtime_ns, told.st_ctime_ns)
            # What is no ordinary file, or a link, is looked at each time.
            plain = stat.S_ISREG(told.st_mode) and not entry.is_symlink()
            stamp = f"{told.st_size}.{told.st_mtime_ns}.{told.st_ctime_ns}.{told.st_ino}"
            yield stem, entry.path, stamp if plain else "", changed


def files_named(folder: Folder, clients: Collection[str]) -> list[RecordFile]:
    """The records with these ids, by id, then path: sooner than by listing all of them."""
    if folder.past is not None:
        return [file for file in record_files(folder) if file.id in clients]
    wanted = {f"{client}.yaml": client for client in clients if is_client_id(client)}
    found = [
        RecordFile(wanted[entry.name], Path(entry.path))
        for entry in _entries(folder)
        if entry.name in wanted
    ]
    return sorted(found, key=lambda record: (record.id, record.path))


def twin_problem(folder: Folder, file: RecordFile, twins: Sequence[RecordFile]) -> str:
    """What is told of a file whose id others have too."""
    others = ", ".join(folder.relative(twin.path) for twin in twins if twin.path != file.path)
    return f"the id {file.id!r} stands twice, also in {others}: rename one of the files"


def stray_files(folder: Folder) -> list[Stray]:
    """Files that look like records but are none: a wrong ending, a name that is no id."""
    found = (entry for entry in _walk(folder) if isinstance(entry, Stray))
    return sorted(found, key=lambda stray: stray.path)


def read_bytes(folder: Folder, path: Path) -> bytes:
    """A record's bytes. Raises InvalidError where it leads outside or is no ordinary file."""
    if folder.past is not None:
        return folder.past[path]
    if not resolve_links(path).is_relative_to(folder.root.resolve()):
        raise InvalidError(f"{folder.relative(path)} leads outside the folder: replace the link")
    descriptor = _open(folder, path)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise InvalidError(f"{folder.relative(path)} is no ordinary file: move it away")
        return file.read()


def resolve_links(path: Path) -> Path:
    """Where a path leads, links followed. Raises InvalidError for a link that leads in a circle."""
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:
        raise InvalidError(f"{path} is a link that leads nowhere: take it away") from error


def _from_environment() -> Path | None:
    named = os.environ.get("CLIENTFILE_FOLDER")
    return Path(named) if named else None


def _walk(folder: Folder) -> Iterator[RecordFile | Stray]:
    for path in _on_disk(folder) if folder.past is None else _in_past(folder, folder.past):
        if (found := _classify(path.name, path)) is not None:
            yield found


def _in_past(folder: Folder, past: Mapping[Path, bytes]) -> Iterator[Path]:
    for path in past:
        if not any(_is_hidden(part) for part in path.relative_to(folder.records).parts):
            yield path


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "_"))


def _on_disk(folder: Folder) -> Iterator[Path]:
    return (Path(entry.path) for entry in _entries(folder))


def _entries(folder: Folder) -> Iterator[os.DirEntry[str]]:
    """All that is no folder below the records folder, hidden names left out."""
    pending = [folder.records]
    while pending:
        try:
            entries = list(os.scandir(pending.pop()))
        except FileNotFoundError:
            continue
        except NotADirectoryError as error:
            raise InvalidError(
                f"{SETTINGS_NAME}: records is {folder.settings.records!r}, which is no folder"
            ) from error
        except OSError as error:
            raise DiskError("read", error.filename, error) from error
        for entry in entries:
            if _is_hidden(entry.name):
                continue
            if entry.is_dir(follow_symlinks=False):
                pending.append(Path(entry.path))
            else:
                yield entry


def _classify(name: str, path: Path) -> RecordFile | Stray | None:
    stem, dot, ending = name.rpartition(".")
    if dot and ending == "yaml":
        if is_client_id(stem):
            return RecordFile(stem, path)
        return Stray(
            path,
            "name-no-id",
            f"{stem!r} is no client id (small letters, digits and -, at most 64; not a "
            "device name of Windows): rename the file",
        )
    if ending.lower() in ("yml", "yaml"):
        return Stray(path, "wrong-ending", "not read: a record's name ends in .yaml")
    return None


def _open(folder: Folder, path: Path) -> int:
    try:
        # Without O_NONBLOCK a named pipe would be waited for.
        return os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as error:
        raise DiskError("read", folder.relative(path), error) from error
