"""The client folder on disk: find it, read its settings, list and read its records.

No other module opens a record to read it; `atomic` writes them.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientfile.errors import DiskError, InvalidError, StateError, UsageError, reason_of
from clientfile.language import _, pgettext
from clientfile.records.settings import Settings, settings_from_table
from clientfile.store.safe_open import MOST_SETTINGS, read_of_folder

if TYPE_CHECKING:
    from clientfile.records.problems import Problem
    from clientfile.store.snapshot import Snapshot

SETTINGS_NAME = "clientfile.toml"
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
# A record a little too large is explained by its reader, with its size; a huge one is not read.
_LARGEST = 4
# Windows can't check such a file out, whatever its ending.
_DEVICES = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")


@dataclass(frozen=True)
class Folder:
    """A client folder: `root` holds `clientfile.toml`, `records` the record files.

    `past` is set for a folder as of a commit: it holds every file below `records`, and the disk is
    not read.
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
    """The file of one record; `id` is the file's stem, and the client's id."""

    id: str
    path: Path


@dataclass(frozen=True)
class Stray:
    """A file below the records folder that looks like a record and is none, and why."""

    path: Path
    code: str
    message: str


def is_client_id(text: str) -> bool:
    """Whether `text` can be a client's id."""
    return bool(_ID.fullmatch(text)) and not _DEVICES.fullmatch(text)


def find_folder(option: Path | None) -> Folder:
    """The folder a command works on: `option` (`-C`), else `$CLIENTFILE_FOLDER`, else the nearest
    directory upwards that has a `clientfile.toml`, else the current directory.

    Raises UsageError where the named folder does not exist, InvalidError for invalid settings.
    """
    root = option or _root_from_environment()
    if root is not None:
        if not _is_folder(root):
            raise UsageError(
                _("{folder} is no folder: make it with: clientfile init {folder}", folder=root)
            )
        return open_folder(root.resolve())
    here = current_directory()
    for directory in (here, *here.parents):
        # Whatever is there is read, or refused: what is no ordinary file hides no folder above.
        if os.path.lexists(directory / SETTINGS_NAME):
            return open_folder(directory)
    return open_folder(here)


def _is_folder(path: Path) -> bool:
    with contextlib.suppress(OSError):
        return path.is_dir()
    # No disk can hold a name that long.
    return False


def current_directory() -> Path:
    """The current directory. Raises StateError where it was removed meanwhile."""
    try:
        return Path.cwd()
    except OSError as error:
        raise StateError(
            _(
                "the current directory can't be read ({reason}): go to one that is there",
                reason=reason_of(error),
            )
        ) from error


def open_folder(root: Path) -> Folder:
    """The folder at `root`, under its own settings or the defaults."""
    return folder_layout(root, read_settings(root))


def folder_layout(root: Path, settings: Settings) -> Folder:
    """The folder at `root` on the disk under these settings.

    Raises InvalidError where the records folder is outside `root`.
    """
    name = records_name(settings, lambda name: (root / name).is_dir())
    records = root / (name or "records")
    # Also a link that leads to no folder is refused: it may be one tomorrow.
    if (name or records.is_symlink()) and not resolve_links(records).is_relative_to(root.resolve()):
        if settings.records is None:
            raise InvalidError(_("records/ leads outside the folder: make it a real folder"))
        raise InvalidError(
            _(
                "{file}: records is {name!r}, which leads outside the folder",
                file=SETTINGS_NAME,
                name=settings.records,
            )
        )
    return Folder(root, root / name, settings)


def records_name(settings: Settings, is_folder: Callable[[str], bool]) -> str:
    """Where the records are, from the client folder, today or in a commit: the setting, else
    `records` where that is a folder, else "", the client folder itself.

    `is_folder` looks at the disk or at a commit.
    """
    if settings.records is not None:
        return settings.records
    return "records" if is_folder("records") else ""


def read_settings(root: Path) -> Settings:
    """The settings in the `clientfile.toml` of `root`; the defaults where there is none."""
    try:
        return parse_settings(read_of_folder(root / SETTINGS_NAME, SETTINGS_NAME, MOST_SETTINGS))
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise DiskError(pgettext("can't ...", "read"), SETTINGS_NAME, error) from error


def parse_settings(source: bytes) -> Settings:
    """The settings in the bytes of a `clientfile.toml`. Raises InvalidError."""
    try:
        return settings_from_table(settings_table(source))
    except (ValueError, ArithmeticError):
        raise _far_too_long() from None


def settings_table(source: bytes) -> dict[str, Any]:
    """The table in the bytes of a `clientfile.toml`, whatever settings it has.

    Raises InvalidError for what is no TOML.
    """
    try:
        return tomllib.loads(source.decode("utf-8-sig"), parse_float=Decimal)
    except UnicodeDecodeError as error:
        raise InvalidError(
            _("{file} is not UTF-8 text: save it as UTF-8", file=SETTINGS_NAME)
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise InvalidError(_("{file}: {reason}", file=SETTINGS_NAME, reason=str(error))) from error
    except RecursionError:
        raise InvalidError(
            _("{file} is nested too deeply: write it flat", file=SETTINGS_NAME)
        ) from None
    except (ValueError, ArithmeticError):
        raise _far_too_long() from None


def _far_too_long() -> InvalidError:
    """Python refuses to read, or to show, a whole number of thousands of digits."""
    return InvalidError(_("{file}: a number is far too long: shorten it", file=SETTINGS_NAME))


def record_files(folder: Folder) -> list[RecordFile]:
    """The files of all records of the folder, sorted by id, then path."""
    files = (entry for entry in _walk(folder) if isinstance(entry, RecordFile))
    return sorted(files, key=lambda file: (file.id, file.path))


def client_ids(folder: Folder, prefix: str = "") -> set[str]:
    """The ids on disk that begin with `prefix`; faster than `record_files`, which sorts paths."""
    names = (entry.name for entry in _entries(folder))
    stems = (name[:-5] for name in names if name.startswith(prefix) and name.endswith(".yaml"))
    return {stem for stem in stems if is_client_id(stem)}


def stamped_files(folder: Folder) -> Iterator[tuple[str, str, str, int]]:
    """Every record on disk, in no order: its id, its path, a stamp that changes with its bytes
    (size, times and inode; "" where it can't be trusted), its last change in nanoseconds.
    """
    for entry in _entries(folder):
        stem, _, ending = entry.name.rpartition(".")
        if ending == "yaml" and is_client_id(stem):
            try:
                status = entry.stat()
            except OSError:
                yield stem, entry.path, "", 0
                continue
            changed = max(status.st_mtime_ns, status.st_ctime_ns)
            # The stamp of a link says nothing about its target: such a file is read each time.
            plain = stat.S_ISREG(status.st_mode) and not entry.is_symlink()
            stamp = f"{status.st_size}.{status.st_mtime_ns}.{status.st_ctime_ns}.{status.st_ino}"
            yield stem, entry.path, stamp if plain else "", changed


def records_prefix(folder: Folder) -> str:
    """What the path of each of the folder's records begins with."""
    return os.path.join(folder.records, "")  # noqa: PTH118


def files_named(folder: Folder, clients: Collection[str]) -> list[RecordFile]:
    """The files of the records with these ids, sorted by id, then path; faster than listing all."""
    if folder.past is not None:
        return [file for file in record_files(folder) if file.id in clients]
    ids = {f"{client}.yaml": client for client in clients if is_client_id(client)}
    files = [
        RecordFile(ids[entry.name], Path(entry.path))
        for entry in _entries(folder)
        if entry.name in ids
    ]
    return sorted(files, key=lambda file: (file.id, file.path))


def find_twins(
    ids: Sequence[str], file_at: Callable[[int], RecordFile]
) -> dict[str, list[RecordFile]]:
    """The files of each id that several files have, by id.

    `ids` are those of all records, sorted; `file_at` builds the file of one place in them, which
    happens for twins only.
    """
    twins: dict[str, list[RecordFile]] = {}
    for place, (one, other) in enumerate(pairwise(ids)):
        if one == other:
            if one not in twins:
                twins[one] = [file_at(place)]
            twins[one].append(file_at(place + 1))
    return twins


def file_problem(
    folder: Folder,
    file: RecordFile,
    twins: Mapping[str, Sequence[RecordFile]],
    fault: str = "",
) -> Problem | None:
    """The error that keeps a whole file from being used: its id has `twins`, or it can't be read
    because of `fault`; None for an ordinary file.
    """
    code, message = "unreadable", fault
    if file.id in twins:
        paths = (twin.path for twin in twins[file.id] if twin.path != file.path)
        others = ", ".join(map(folder.relative, paths))
        message = _(
            "the id {id!r} stands twice, also in {others}: rename one of the files",
            id=file.id,
            others=others,
        )
        code = "duplicate-id"
    if not message:
        return None
    # Every run imports this module, and few meet such a record.
    from clientfile.records.problems import Problem

    return Problem(folder.relative(file.path), 1, 1, "", message, "error", code)


def stray_files(folder: Folder) -> list[Stray]:
    """The files that look like records and are none: a wrong ending, a name that is no id."""
    strays = (entry for entry in _walk(folder) if isinstance(entry, Stray))
    return sorted(strays, key=lambda stray: stray.path)


def read_bytes(folder: Folder, path: Path) -> bytes:
    """A record's bytes.

    Raises InvalidError for a link out of the folder and for what is no ordinary file, StateError
    where the disk refuses.
    """
    if folder.past is not None:
        return folder.past[path]
    name, real = folder.relative(path), resolve_links(path)
    if not real.is_relative_to(folder.root.resolve()):
        raise InvalidError(_("{path} leads outside the folder: replace the link", path=name))
    try:
        return read_of_folder(real, name, _LARGEST * folder.settings.max_bytes, links=False)
    except OSError as error:
        raise DiskError(pgettext("can't ...", "read"), name, error) from error


def resolve_links(path: Path) -> Path:
    """The real path, links followed. Raises InvalidError for a link that leads in a circle."""
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:
        raise InvalidError(
            _("{path} is a link that leads nowhere: take it away", path=path)
        ) from error


def _root_from_environment() -> Path | None:
    text = os.environ.get("CLIENTFILE_FOLDER")
    return Path(text) if text else None


def _walk(folder: Folder) -> Iterator[RecordFile | Stray]:
    for path in _disk_paths(folder) if folder.past is None else _past_paths(folder, folder.past):
        if (entry := _classify(path.name, path)) is not None:
            yield entry


def _past_paths(folder: Folder, past: Mapping[Path, bytes]) -> Iterator[Path]:
    for path in past:
        if not any(_is_hidden(part) for part in path.relative_to(folder.records).parts):
            yield path


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "_"))


def _disk_paths(folder: Folder) -> Iterator[Path]:
    return (Path(entry.path) for entry in _entries(folder))


def _entries(folder: Folder) -> Iterator[os.DirEntry[str]]:
    """Everything below the records folder that is no directory, except hidden names."""
    pending = [folder.records]
    while pending:
        try:
            entries = list(os.scandir(pending.pop()))
        except FileNotFoundError:
            continue
        except NotADirectoryError as error:
            raise InvalidError(
                _(
                    "{file}: records is {name!r}, which is no folder",
                    file=SETTINGS_NAME,
                    name=folder.settings.records,
                )
            ) from error
        except OSError as error:
            raise DiskError(pgettext("can't ...", "read"), error.filename, error) from error
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
            _(
                "{name!r} is no client id (small letters, digits and -, at most 64; not a "
                "device name of Windows): rename the file",
                name=stem,
            ),
        )
    if ending.lower() in ("yml", "yaml"):
        return Stray(path, "wrong-ending", _("not read: a record's name ends in .yaml"))
    return None
