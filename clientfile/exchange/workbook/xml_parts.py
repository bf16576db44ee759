"""Parts of a workbook that are XML, parsed as streams: no types, no entities, no endless tag."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from clientfile.exchange.tables.errors import TableError
from clientfile.exchange.workbook.archive import Archive, ArchivePart, too_large
from clientfile.language import Message, _

Start = Callable[[str, dict[str, str]], None]
Take = Callable[[str], None]
MOST_REPEATS = 6_000_000
_LONGEST_TAG = 8_000_000


class TooLargeError(Exception):
    """A sheet has more cells or more text than can be read; `why` says so."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class _EntityError(Exception):
    """The document declares a type or entities."""


def is_xml(name: str) -> bool:
    """Whether a part is one that a spreadsheet reads as XML."""
    return name.casefold().endswith((".xml", ".rels"))


def parse_part(
    archive: Archive,
    part: ArchivePart,
    start: Start,
    end: Take | None = None,
    text: Take | None = None,
) -> None:
    """Call the functions for each element and each piece of text of a part.

    They may raise TooLargeError, and ValueError for what no spreadsheet writes. Raises TableError.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse_entities
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    fed = 0
    try:
        for block in archive.blocks(part):
            parser.Parse(block, False)
            fed += len(block)
            if fed - parser.CurrentByteIndex > _LONGEST_TAG:
                raise TooLargeError(too_large())
        parser.Parse(b"", True)
    except TooLargeError as error:
        raise TableError(archive.name, error.why) from None
    except (expat.ExpatError, _EntityError, ValueError) as error:
        raise TableError(archive.name, unknown_content()) from error


def elements(archive: Archive, path: str, tag: str) -> list[dict[str, str]]:
    """The attributes of each element of this name in a part; none where the archive lacks it."""
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if local_name(name) == tag:
            found.append(attributes)

    if part := archive.parts.get(path):
        parse_part(archive, part, start)
    return found


def local_name(tag: str) -> str:
    """The name of an element without the prefix of its namespace."""
    return tag.rpartition(":")[2]


def check_counts(attributes: dict[str, str], *names: str) -> None:
    """Raise TooLargeError where an element tells how many follow it, for which room is made."""
    for name in names:
        if name in attributes and int(attributes[name]) > MOST_REPEATS:
            raise TooLargeError(too_large())


def unknown_content() -> Message:
    """What is said of a workbook that no spreadsheet has written."""
    return _("the workbook holds what no spreadsheet writes: save it again with a spreadsheet")


def _refuse_entities(*_args: object) -> None:
    raise _EntityError
