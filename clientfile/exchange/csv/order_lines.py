"""The lines of an order, in a file and in a record: which belong together, and what is missing."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clientfile.exchange.csv.expressions import UnmappableError
from clientfile.exchange.csv.missing_edits import MissingEdits, build_item, find_missing_edits
from clientfile.exchange.csv.rows import Values
from clientfile.records.edits import Append, Data, Edit, Path, Put
from clientfile.records.names import quoted
from clientfile.records.shape import Shape


@dataclass
class LineMatches:
    """How the lines of an order in the file and in the record belong together."""

    pairs: list[tuple[int, MissingEdits]]
    added: list[Data]
    left: int
    count: int

    def placed(self, path: Path, address: str) -> MissingEdits:
        """The edits, for lines that stand at `path`."""
        step = MissingEdits()
        for place, found in self.pairs:
            for edit, name in zip(found.edits, found.fields, strict=True):
                step.edits.append(_moved(edit, (*path, place)))
                step.fields.append(f"{address}.#{place + 1}.{name}")
        if self.added:
            step.edits.append(Append(path, tuple(self.added)))
            places = range(self.count, self.count + len(self.added))
            step.fields += [f"{address}.#{place + 1}" for place in places]
        return step

    def note(self, ref: str) -> str:
        """What is to be told of lines that only the record has."""
        if not self.left:
            return ""
        stay = "line that the file has not stays"
        lines = stay if self.left == 1 else "lines that the file has not stay"
        return f"order {ref}: {self.left} {lines} in the record"


def _moved(edit: Edit, base: Path) -> Edit:
    if isinstance(edit, Append):
        return Append((*base, *edit.path), edit.values)
    return Put((*base, *edit.path), getattr(edit, "value", None))


def match_lines(
    old: Sequence[Data], new: Sequence[Values], shape: Shape, constants: Collection[tuple[str, ...]]
) -> LineMatches:
    """Lines have no name of their own: those alike in product, quantity and price are the same,
    then those alike in product, in their order. Raises UnmappableError where both sides keep
    others, since adding to them would count the same goods twice."""
    pairs: dict[int, int] = {}
    for keys in (("product", "quantity", "unit_price"), ("product",)):
        _pair(old, new, keys, pairs)
    rest = [line for place, line in enumerate(new) if place not in pairs]
    left = len(old) - len(pairs)
    if new and rest and left:
        taken = set(pairs.values())
        stays = next(line for place, line in enumerate(old) if place not in taken)
        raise UnmappableError(
            f"its line of {quoted(str(rest[0][('product',)]))} is not in the record, whose line of "
            f"{quoted(str(stays.get('product')))} is not in the file: change the record by hand"
        )
    steps = [
        (there, find_missing_edits(old[there], new[place], (), "", constants))
        for there, place in sorted((there, place) for place, there in pairs.items())
    ]
    return LineMatches(
        steps, [build_item(line, shape) for line in rest], left if new else 0, len(old)
    )


def _pair(
    old: Sequence[Data], new: Sequence[Values], keys: tuple[str, ...], pairs: dict[int, int]
) -> None:
    """Add to `pairs` the lines alike in `keys`: their place in the file and in the record."""
    taken = set(pairs.values())
    free: Mapping[tuple[Any, ...], deque[int]] = defaultdict(deque)
    for place, line in enumerate(old):
        if place not in taken:
            free[tuple(line.get(key) for key in keys)].append(place)
    for place, values in enumerate(new):
        name = tuple(values[(key,)] for key in keys)
        if place not in pairs and free[name]:
            pairs[place] = free[name].popleft()
