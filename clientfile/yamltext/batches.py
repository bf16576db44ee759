"""Batches of small edits of a text, applied together as long as they are independent.

The text is parsed again after each batch, which takes long for a large record. Edits of separate
parts are one batch; a batch ends where an edit depends on one before it.
"""

from __future__ import annotations

from bisect import bisect_left, insort

from clientfile.errors import EditRefusedError
from clientfile.language import _
from clientfile.records.edits import Append, Data, Drop, Edit, Path, Put, at
from clientfile.records.paths import address_of
from clientfile.records.shape import Shape
from clientfile.yamltext.lazy_reader import read_lazily
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.source import encode
from clientfile.yamltext.spans import TextDocument, open_text
from clientfile.yamltext.splices import Splice, apply_splices, plan_splices


class Batches:
    """A record's text while edits are applied to it.

    `together` is whether edits may share a batch; `literal` whether text of several lines may be
    written as a literal block.
    """

    def __init__(
        self, record: ParsedRecord, shape: Shape, *, literal: bool, together: bool
    ) -> None:
        self.shape = shape
        self._literal = literal
        self._together = together
        self._start(record)

    def _start(self, record: ParsedRecord) -> None:
        self._record = record
        self._document: TextDocument | None = None
        self._pending: list[Splice] = []
        self._scopes: set[Path] = set()
        self._above: set[Path] = set()

    @property
    def data(self) -> Data:
        """The data as last parsed, without the pending edits."""
        return self._record.data or {}

    def flush_for(self, path: Path) -> None:
        """Apply the pending edits if one of them may change what stands at `path`."""
        if path in self._above or any(path[:n] in self._scopes for n in range(len(path) + 1)):
            self.flush()

    def flush(self) -> ParsedRecord:
        """Apply the pending edits, and return the record parsed again.

        Raises EditRefusedError where the new text can't be parsed.
        """
        if self._pending:
            text = apply_splices(self._record.text, self._pending)
            # The nodes of the old text are large, and gone before the new one is parsed.
            self._document = None
            self._start(self._read(text))
        return self._record

    def add(self, small: Edit) -> None:
        """Add a small edit to the batch, or apply it now. Raises EditRefusedError."""
        scope = _scope(self.data, small)
        self.flush_for(scope)
        splices = self._splices(small)
        if any(self._touches(splice) for splice in splices):
            self.flush()
            scope, splices = _scope(self.data, small), self._splices(small)
        for splice in splices:
            insort(self._pending, splice)
        self._scopes.add(scope)
        self._above.update(scope[:n] for n in range(len(scope)))
        if not self._together:
            self.flush()

    def _splices(self, small: Edit) -> list[Splice]:
        if self._document is None:
            record = self._record
            self._document = open_text(record.text, record.nodes(), literal=self._literal)
        try:
            return plan_splices(self._document.around_path(small.path), small, self.shape)
        except EditRefusedError as error:
            address = address_of(self.data, small.path, self.shape)
            raise EditRefusedError(
                _("{address}: {reason}", address=address, reason=str(error))
            ) from error

    def _touches(self, splice: Splice) -> bool:
        """Whether a splice overlaps or touches a pending one."""
        start, end, _ = splice
        place = bisect_left(self._pending, (start, -1, ""))
        before = self._pending[place - 1][1] if place else -1
        after = self._pending[place][0] if place < len(self._pending) else end + 1
        return before >= start or after <= end

    def _read(self, text: str) -> ParsedRecord:
        before = self._record
        source = encode(text, before.bom)
        after = read_lazily(source, self.shape, file=before.file, max_bytes=before.max_bytes)
        if after.data is None:
            message = after.errors[0].message
            raise EditRefusedError(
                _(
                    "{reason}; nothing was changed: change this part of the file by hand",
                    reason=message,
                )
            )
        return after


def _scope(data: Data, small: Edit) -> Path:
    """The path of the smallest part that contains everything a small edit changes.

    For a key put into a mapping that has others, that key alone; for an item added to a list or a
    dropped part, the collection that contains it.
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
