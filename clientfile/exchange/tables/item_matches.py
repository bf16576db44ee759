"""Items without a name that match between file and record: the edits that they need."""

from __future__ import annotations

from dataclasses import dataclass

from clientfile.exchange.tables.missing_edits import MissingEdits
from clientfile.records.edits import Append, Data, Edit, Path, Put


@dataclass
class ItemMatches:
    """How a list of the record, such as an order's lines, is to follow that of the file.

    `pairs` holds, for each matched item, its place in the record and the edits that it needs
    there, with paths from the item on. `added` are the items that the record lacks, `count` is the
    number of the record's.
    """

    pairs: list[tuple[int, MissingEdits]]
    added: list[Data]
    count: int

    def edits_at(self, path: Path, address: str) -> MissingEdits:
        """The edits of the record, whose items stand at `path`, which a message calls `address`."""
        missing = MissingEdits()
        for place, item in self.pairs:
            for edit, name in zip(item.edits, item.fields, strict=True):
                missing.edits.append(_moved(edit, (*path, place)))
                missing.fields.append(f"{address}.#{place + 1}.{name}")
        if self.added:
            missing.edits.append(Append(path, tuple(self.added)))
            places = range(self.count, self.count + len(self.added))
            missing.fields += [f"{address}.#{place + 1}" for place in places]
        return missing


def _moved(edit: Edit, base: Path) -> Edit:
    if isinstance(edit, Append):
        return Append((*base, *edit.path), edit.values)
    return Put((*base, *edit.path), getattr(edit, "value", None))
