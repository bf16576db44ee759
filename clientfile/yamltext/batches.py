"""Small edits of a text, made together as long as none is in the way of another.

What is written is read again, which takes long for a large record: so it is done once for all
edits that change parts of their own, and at once where one changes what another stands on.
"""

from __future__ import annotations

from bisect import bisect_left, insort

from clientfile.errors import EditRefusedError
from clientfile.records.edits import Append, Data, Drop, Edit, Path, Put, at
from clientfile.records.paths import address_of
from clientfile.records.shape import Shape
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.reader import read
from clientfile.yamltext.source import encode
from clientfile.yamltext.spans import TextDocument, open_text
from clientfile.yamltext.splices import Splice, apply_splices, plan_splices


class Batches:
    """A record's text while edits are made in it.

    `together` is whether edits may wait for one another; `literal` whether text of several lines
    may become a literal block.
    """

    def __init__(
        self, reading: ParsedRecord, shape: Shape, *, literal: bool, together: bool
    ) -> None:
        self.shape = shape
        self._literal = literal
        self._together = together
        self._begin(reading)

    def _begin(self, reading: ParsedRecord) -> None:
        self._reading = reading
        self._page: TextDocument = open_text(reading.text, reading.root, literal=self._literal)
        self._waiting: list[Splice] = []
        self._scopes: set[Path] = set()
        self._above: set[Path] = set()

    @property
    def data(self) -> Data:
        """The data as last read; what waits is not in them."""
        return self._reading.data or {}

    def settle(self, path: Path) -> None:
        """Make and read what waits, if what stands at a path could be another then."""
        if path in self._above or any(path[:n] in self._scopes for n in range(len(path) + 1)):
            self.settled()

    def settled(self) -> ParsedRecord:
        """Make and read what waits.

        Raises EditRefusedError where the text could not be read then.
        """
        if self._waiting:
            self._begin(self._read(apply_splices(self._reading.text, self._waiting)))
        return self._reading

    def add(self, small: Edit) -> None:
        """Make a small edit, now or with the next ones. Raises EditRefusedError."""
        scope = _scope(self.data, small)
        self.settle(scope)
        splices = self._splices(small)
        if any(self._touches(splice) for splice in splices):
            self.settled()
            scope, splices = _scope(self.data, small), self._splices(small)
        for splice in splices:
            insort(self._waiting, splice)
        self._scopes.add(scope)
        self._above.update(scope[:n] for n in range(len(scope)))
        if not self._together:
            self.settled()

    def _splices(self, small: Edit) -> list[Splice]:
        try:
            return plan_splices(self._page.around_path(small.path), small, self.shape)
        except EditRefusedError as error:
            address = address_of(self.data, small.path, self.shape)
            raise EditRefusedError(f"{address}: {error}") from error

    def _touches(self, splice: Splice) -> bool:
        """Whether a splice meets one that waits, were it only at its end."""
        start, end, _ = splice
        place = bisect_left(self._waiting, (start, -1, ""))
        before = self._waiting[place - 1][1] if place else -1
        after = self._waiting[place][0] if place < len(self._waiting) else end + 1
        return before >= start or after <= end

    def _read(self, text: str) -> ParsedRecord:
        was = self._reading
        source = encode(text, was.bom)
        after = read(source, self.shape, file=was.file, max_bytes=was.max_bytes)
        if after.data is None:
            wrong = after.errors[0].message
            raise EditRefusedError(
                f"{wrong}; nothing was changed: change this part of the file by hand"
            )
        return after


def _scope(data: Data, small: Edit) -> Path:
    """The path below which a small edit changes what is there, and above which nothing.

    A key put into a mapping that has others concerns that key alone; what is added to a list or
    dropped from anything, all that holds it.
    """
    path = small.path
    old = at(data, path)
    if isinstance(small, Put) and old is not None and _is_single(old) and _is_single(small.value):
        return path
    holder = path if isinstance(small, Append) else path[:-1]
    while holder and _is_single(at(data, holder)):
        holder = holder[:-1]
    has_others = isinstance(at(data, holder), dict) and at(data, holder)
    if has_others and not isinstance(small, Drop):
        return path[: len(holder) + 1]
    return holder


def _is_single(value: object) -> bool:
    return not isinstance(value, dict | list)
