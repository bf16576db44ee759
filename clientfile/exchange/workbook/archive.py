"""The parts of a workbook, which is a zip archive: inflated in blocks, within bounds.

Two readers of one archive may see two archives: sizes that lie, names that stand twice, a second
directory at the end. What any program writes has none of it, and what has is refused.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from clientfile.exchange.tables.errors import TableError
from clientfile.language import Message, _

ZIP = b"PK\x03\x04"
_BLOCK = 1 << 16
_MOST_FILE, _MOST_BYTES, _MOST_RATIO, _RATIO_FROM = 100_000_000, 300_000_000, 100, 20_000_000
_MOST_PARTS, _MOST_DIRECTORY = 2000, 1_000_000
_END, _END_LENGTH, _LOCAL_LENGTH = b"PK\x05\x06", 22, 30
_ENCRYPTED = 1


@dataclass(frozen=True)
class ArchivePart:
    """A file within the archive, by its name; its bytes are read by `Archive.blocks`."""

    name: str
    start: int
    size: int
    packed: int
    method: int
    crc: int


class Archive:
    """A workbook's archive. `name` is the file's, for messages. Raises TableError."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self._data = data
        self.parts = {part.name: part for part in self._read_parts()}
        if sum(part.size for part in self.parts.values()) > self._most():
            raise TableError(name, too_large())
        self._left = self._most()

    def blocks(self, part: ArchivePart) -> Iterator[bytes]:
        """The bytes of a part, in blocks. Raises TableError where it is not what it says to be."""
        packed = memoryview(self._data)[part.start : part.start + part.packed]
        size, crc = 0, 0
        for block in _inflate(packed) if part.method == zipfile.ZIP_DEFLATED else _cut(packed):
            size, crc = size + len(block), zlib.crc32(block, crc)
            self._left -= len(block)
            if self._left < 0:
                raise TableError(self.name, too_large())
            yield block
        if (size, crc) != (part.size, part.crc):
            raise TableError(self.name, _damaged())

    def read_through(self, part: ArchivePart) -> None:
        """Read a part for its size alone. Raises TableError."""
        for __ in self.blocks(part):
            pass

    def read(self, name: str) -> bytes:
        """The bytes of a small part; none where the archive lacks it."""
        part = self.parts.get(name)
        return b"".join(self.blocks(part)) if part else b""

    def _most(self) -> int:
        """The most bytes of all parts together."""
        return min(_MOST_BYTES, max(_RATIO_FROM, _MOST_RATIO * len(self._data)))

    def _read_parts(self) -> Iterator[ArchivePart]:
        self._check_end()
        names: set[str] = set()
        try:
            infos = zipfile.ZipFile(io.BytesIO(self._data)).infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise TableError(self.name, _damaged()) from error
        if len(infos) > _MOST_PARTS:
            raise TableError(self.name, too_large())
        for info in infos:
            name = info.filename.replace("\\", "/")
            if name.casefold() in names or info.orig_filename != info.filename:
                raise TableError(self.name, _damaged())
            names.add(name.casefold())
            yield self._part(name, info)

    def _part(self, name: str, info: zipfile.ZipInfo) -> ArchivePart:
        if info.flag_bits & _ENCRYPTED:
            raise TableError(self.name, has_password())
        head = self._data[info.header_offset : info.header_offset + _LOCAL_LENGTH]
        is_known = info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        if len(head) < _LOCAL_LENGTH or not head.startswith(ZIP) or not is_known:
            raise TableError(self.name, _damaged())
        lengths = int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
        start = info.header_offset + _LOCAL_LENGTH + lengths
        return ArchivePart(
            name, start, info.file_size, info.compress_size, info.compress_type, info.CRC
        )

    def _check_end(self) -> None:
        """Raise TableError for an archive that is too large, or whose end is not the one end."""
        data = self._data
        if len(data) > _MOST_FILE:
            raise TableError(self.name, too_large())
        place = data.rfind(_END)
        end = data[place : place + _END_LENGTH] if place >= 0 else b""
        if len(end) < _END_LENGTH:
            raise TableError(self.name, _damaged())
        directory, start = (int.from_bytes(end[at : at + 4], "little") for at in (12, 16))
        comment = int.from_bytes(end[20:22], "little")
        if directory > _MOST_DIRECTORY:
            raise TableError(self.name, too_large())
        if start + directory != place or place + _END_LENGTH + comment != len(data):
            raise TableError(self.name, _damaged())


def _inflate(packed: memoryview) -> Iterator[bytes]:
    """The blocks of a deflated part, none much larger than 64 kB; the last may be cut short."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for place in range(0, len(packed), _BLOCK):
            left: bytes | memoryview = packed[place : place + _BLOCK]
            while len(left):
                if block := inflater.decompress(left, _BLOCK):
                    yield block
                elif inflater.eof:
                    return
                left = inflater.unconsumed_tail
        while block := inflater.decompress(inflater.unconsumed_tail, _BLOCK):
            yield block
    except zlib.error:
        return


def _cut(packed: memoryview) -> Iterator[bytes]:
    for place in range(0, len(packed), _BLOCK):
        yield bytes(packed[place : place + _BLOCK])


def _damaged() -> Message:
    return _("the workbook is damaged: open it in a spreadsheet and save it again")


def too_large() -> Message:
    """What is said of a workbook that would take too much memory."""
    return _("the workbook is too large to be read: save the sheet alone, as .csv")


def has_password() -> Message:
    """What is said of a workbook with a password, or in the format of before 2007."""
    return _("the workbook has a password, or is an old one (.xls): save it as .xlsx without one")
