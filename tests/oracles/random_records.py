"""Random records in every style of writing, made of the schema: every value is another one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from clientfile.records.shape import Shape
from clientfile.schema.shapes import record_shape
from tests.oracles.written_records import Branch, Part, Scalar, WrittenRecord, styles_of

IDENTITIES = {
    "people": ("id",), "interactions": ("id",), "promises": ("id",), "questions": ("id",),
    "reminders": ("id",), "on_account": ("id",), "next": ("id",), "orders": ("ref",),
    "years": ("year",), "targets": ("year",), "purchases": ("year",), "competitors": ("name",),
    "products": ("product", "year"),
}  # fmt: skip
"""What makes two items of a list the same, as docs/record-format.md has it; others are whole."""

_CHAPTERS = {"contacts": 0.75, "business": 0.75, "results": 0.3}
_FIRST_DAY = date(2026, 1, 1)
# The lists that people write into most.
_OFTEN = {"people", "interactions", "orders", "promises", "lines", "payments", "tags", "next"}


class Maker:
    """Makes values that nobody else makes: `mark` is in all of them that are text."""

    def __init__(self, random: Random, mark: str, *, is_small: bool = False) -> None:
        self.random = random
        self._mark = mark
        self._count = 0
        self._most_items, self._most_fields = (2, 2) if is_small else (4, 3)

    def word(self) -> str:
        """A word that occurs once."""
        self._count += 1
        return f"{self._mark}{self._count}"

    def comment(self) -> str:
        """The words of a comment."""
        return f"note {self.word()}x"

    def number(self) -> int:
        """A number that occurs once among those of this mark."""
        self._count += 1
        return 1000 * (1 + sum(map(ord, self._mark)) % 7) + self._count

    def scalar(self, shape: Shape, key: str = "") -> Scalar:
        """A value of a shape, in one of its styles."""
        scalar = Scalar(self._scalar_value(shape, key))
        if self.random.random() < 0.35:
            scalar.style = self.random.choice(styles_of(scalar))
        elif isinstance(scalar.value, str) and "\n" in scalar.value:
            scalar.style = styles_of(scalar)[0]
        return scalar

    def _scalar_value(self, shape: Shape, key: str) -> Any:  # noqa: C901 - a case for each format
        random = self.random
        if shape.choices:
            return random.choice(shape.choices)
        if shape.kind == "boolean":
            return random.random() < 0.5
        if key in ("year", "rebate"):
            return 1950 + self.number() % 149
        if shape.format == "date":
            return (_FIRST_DAY + timedelta(days=self.number() % 700)).isoformat()
        if key in ("budget_month", "on_day"):
            return random.randint(1, 12)
        if shape.kind == "integer":
            return self.number()
        if shape.kind == "number":
            return Decimal(self.number()) / 100
        if shape.format == "percent":
            return f"{random.randint(0, 99)}.{random.randint(1, 9)}%"
        if shape.format == "interval":
            return f"{random.randint(1, 99)}d"
        if shape.format in ("client/person", "client/id"):
            return f"acme/{self.word()}"
        if shape.format:
            return self.word()
        ends = random.choice(["", "", "", "", " {}", " {}", "\n{}", " {}\n", "\n{}\n"])
        return self.word() + (ends.format(self.word()) if ends else "")

    def value(self, shape: Shape, key: str, depth: int = 0) -> Scalar | Branch:
        """A value of any shape that the schema allows, with some of its fields."""
        if shape.kind == "list":
            count = self.random.randint(1, self._most_items if depth < 2 else 2)
            item = shape.child(0)
            items = [Part("", self.value(item, key, depth + 1)) for _ in range(count)]
            return self._dressed(Branch(True, _distinct(items, key)), key)
        if shape.kind == "mapping":
            return self._dressed(Branch(False, self._fields(shape, key, depth)), key)
        return self.scalar(shape, key)

    def _fields(self, shape: Shape, key: str, depth: int) -> list[Part]:
        identity = IDENTITIES.get(key, ())
        chosen = [name for name in shape.fields if name in shape.required or name in identity]
        if shape.values:
            return [Part(self.word(), self.scalar(shape.values)) for _ in range(2)]
        others = [name for name in shape.fields if name not in chosen] or ["x-own"]
        often = [name for name in others if name in _OFTEN and self.random.random() < 0.7]
        some = self.random.sample(
            others, self.random.randint(1, min(len(others), self._most_fields))
        )
        names = [*chosen, *dict.fromkeys([*often, *some])]
        if self.random.random() < 0.7:
            names.sort(key=list(shape.fields).index)
        return [Part(name, self.value(shape.child(name), name, depth + 1)) for name in names]

    def _dressed(self, branch: Branch, key: str) -> Branch:
        """The same in one of its styles, with comments and blank lines here and there."""
        random = self.random
        if random.random() < 0.4:
            branch.style = random.choice(styles_of(branch))
        for place, part in enumerate(branch.parts):
            self.dress(part, is_first=place == 0)
        if branch.style != "flow" and random.random() < 0.06:
            branch.below.append(self.comment())
        return branch

    def dress(self, part: Part, *, is_first: bool) -> None:
        """Comments and blank lines for a part, seldom; the first one of an item has none."""
        chance = self.random.random()
        if chance < 0.06 and not is_first:
            part.above = [self.comment() for _ in range(self.random.randint(1, 2))]
        elif chance < 0.14:
            part.beside = self.comment()
        elif chance < 0.17 and not is_first:
            part.blanks = 1
        elif chance < 0.2:
            part.key_style = self.random.choice(["'", '"', "explicit", "apart"])


def _distinct(items: list[Part], key: str) -> list[Part]:
    """Items of which no two have one identity."""
    seen: set[Any] = set()
    result = []
    for item in items:
        name: Any = None
        if isinstance(item.value, Scalar):
            name = item.value.value
        elif identity := IDENTITIES.get(key):
            fields = {part.key: part.value for part in item.value.parts}
            name = tuple(str(getattr(fields[field], "value", "")) for field in identity)
        if name is None or name not in seen:
            seen.add(name)
            result.append(item)
    return result


def random_record(random: Random) -> WrittenRecord:
    """A record of some chapters, in one of the layouts of a file."""
    is_small = random.random() < 0.75
    maker = Maker(random, "b", is_small=is_small)
    shape = record_shape()
    chapters = {"contacts": 0.5, "business": 0.5, "results": 0.2} if is_small else _CHAPTERS
    names = ["identity", *(name for name in chapters if random.random() < chapters[name])]
    parts = [Part(name, maker.value(shape.child(name), name)) for name in names]
    for part in parts[1:]:
        part.blanks = random.choice([0, 1, 1])
        if random.random() < 0.1:
            part.above = [maker.comment()]
    root = Branch(False, parts)
    record = WrittenRecord(root, step=random.choice([2, 2, 2, 4]))
    if random.random() < 0.3:
        record.top = [maker.comment()]
    if random.random() < 0.2:
        root.below = [maker.comment()]
    record.newline = "\r\n" if random.random() < 0.12 else "\n"
    record.bom = random.random() < 0.06
    record.open_end = random.random() < 0.08
    record.markers = random.random() < 0.05
    return record
