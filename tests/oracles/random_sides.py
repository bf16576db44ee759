"""What somebody makes of a record: edits of every kind, by hand and as commands write them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from clientfile.records.shape import Shape
from clientfile.schema.shapes import record_shape
from tests.oracles.random_records import IDENTITIES, Maker, random_record
from tests.oracles.written_records import (
    Branch,
    Part,
    Scalar,
    WrittenRecord,
    copy_of,
    copy_record,
    data_of,
    styles_of,
)


class Spot(NamedTuple):
    """A part of a record and where it stands. `name` is its key, or that of the list that has it;
    `is_inline` is whether it stands within a line, where no comment is.
    """

    holder: Branch
    place: int
    shape: Shape
    name: str
    is_inline: bool

    @property
    def part(self) -> Part:
        return self.holder.parts[self.place]

    @property
    def is_first_of_item(self) -> bool:
        """Whether nothing can stand above it."""
        return self.place == 0 and not self.holder.is_list


@dataclass
class Triple:
    """A record, and what each side made of it; `steps` is ours after each of its changes."""

    base: WrittenRecord
    ours: WrittenRecord
    theirs: WrittenRecord
    is_laid_out_anew: bool
    steps: list[WrittenRecord]


def random_triple(seed: int) -> Triple:
    """The triple of a seed; some of what ours did, theirs did too, alike or with other values."""
    random = Random(seed)
    base = random_record(random)
    focus = _random_focus(base, random)
    sides, changes = [], [_random_changes(random, mark, focus) for mark in ("o", "t")]
    if random.random() < 0.4:
        change = random.choice(changes[0])
        changes[1].append(change._replace(mark=random.choice(["o", "t"])))
    for own in changes:
        steps = [base]
        for change in own:
            steps.append(copy_record(steps[-1]))
            change.apply(steps[-1])
        sides.append(steps)
    is_laid_out_anew = any(change.is_layout for own in changes for change in own)
    ours, theirs = sides
    return Triple(base, ours[-1], theirs[-1], is_laid_out_anew, ours[1:])


class RandomChange(NamedTuple):
    """One change; the same seed changes two copies of a record alike."""

    kind: str
    seed: int
    mark: str
    focus: str

    @property
    def is_layout(self) -> bool:
        return self.kind in _LAYOUTS

    def apply(self, record: WrittenRecord) -> None:
        """Change the record; where it has no such part, nothing is done."""
        random = Random(self.seed)
        maker = Maker(random, f"{self.mark}{self.seed % 99991}q", is_small=True)
        _CHANGES[self.kind](_Page(record, self.focus), maker, random)


def _random_focus(record: WrittenRecord, random: Random) -> str:
    """The key or the id of a part in which both sides change most; "" for the whole record."""
    names = [spot.name for spot in spots(record) if isinstance(spot.part.value, Branch)]
    ids = [str(spot.part.value.value) for spot in spots(record)
           if isinstance(spot.part.value, Scalar) and spot.part.key in ("id", "ref")]  # fmt: skip
    return random.choice(["", random.choice(names or [""]), random.choice(ids or [""])])


def _random_changes(random: Random, mark: str, focus: str) -> list[RandomChange]:
    kinds = random.choices(list(_CHANGES), [_WEIGHTS.get(kind, 2) for kind in _CHANGES], k=4)
    count = random.randint(1, 4)
    return [
        RandomChange(kind, random.randrange(1 << 30), mark, focus if random.random() < 0.8 else "")
        for kind in kinds[:count]
    ]


def spots(record: WrittenRecord) -> list[Spot]:
    """Every part of a record."""
    return list(_spots(record.root, record_shape(), "", is_inline=False))


class _Page:
    """A record that is changed, or the part of it in the focus of a change."""

    def __init__(self, record: WrittenRecord, focus: str) -> None:
        self.record = record
        top = Spot(Branch(False, [Part("", record.root)]), 0, record_shape(), "", False)
        every = [top, *spots(record)]
        self._spots = [spot for spot in every if focus and _is_focus(spot, focus)][:1] or every[:1]

    def spots(self) -> list[Spot]:
        """The parts below the focus."""
        spot = self._spots[0]
        value = spot.part.value
        if not isinstance(value, Branch):
            return []
        return list(
            _spots(value, spot.shape, spot.name, is_inline=spot.is_inline or _is_flow(value))
        )

    def branches(self) -> Iterator[tuple[Branch, Shape, str, bool]]:
        """The mappings and lists in the focus, with shape, name, and whether they are in a line."""
        for spot in (self._spots[0], *self.spots()):
            value = spot.part.value
            if isinstance(value, Branch):
                yield value, spot.shape, spot.name, spot.is_inline or _is_flow(value)

    def pick(self, random: Random, test: Callable[[Spot], bool]) -> Spot | None:
        """One of the parts that pass a test."""
        fitting = [spot for spot in self.spots() if test(spot)]
        return random.choice(fitting) if fitting else None


def _is_focus(spot: Spot, focus: str) -> bool:
    value = spot.part.value
    if not isinstance(value, Branch):
        return False
    ids = [part.value.value for part in value.parts
           if isinstance(part.value, Scalar) and part.key in ("id", "ref")]  # fmt: skip
    return spot.name == focus or focus in ids


def _is_flow(branch: Branch) -> bool:
    return branch.style in ("flow", "flow-lines", "flow-open")


def _spots(branch: Branch, shape: Shape, name: str, *, is_inline: bool) -> Iterator[Spot]:
    inline = is_inline or _is_flow(branch)
    for place, part in enumerate(branch.parts):
        inner = shape.child(0 if branch.is_list else part.key)
        key = name if branch.is_list else part.key
        yield Spot(branch, place, inner, key, inline)
        if isinstance(part.value, Branch):
            yield from _spots(part.value, inner, key, is_inline=inline)


def _is_fixed(spot: Spot) -> bool:
    """Whether a key is that of an item's identity, or one of a whole item's."""
    return not spot.holder.is_list and any(
        spot.part.key in fields and set(fields) <= {part.key for part in spot.holder.parts}
        for fields in IDENTITIES.values()
    )


def _is_scalar(spot: Spot) -> bool:
    return isinstance(spot.part.value, Scalar) and not spot.holder.is_list


def _set(page: _Page, maker: Maker, random: Random) -> None:
    often = random.random() < 0.25
    spot = page.pick(random, lambda each: _is_scalar(each) and not _is_fixed(each)
                     and (not often or bool(each.shape.merging)))  # fmt: skip
    if spot is None:
        return
    new = maker.scalar(spot.shape, spot.name)
    old = spot.part.value
    assert isinstance(old, Scalar)
    if old.style in styles_of(new):
        new.style = old.style
    spot.part.value = new


def _unset(page: _Page, maker: Maker, random: Random) -> None:
    del maker
    required = {id(part) for branch, shape, name, _ in page.branches() if not branch.is_list
                for part in branch.parts
                if part.key in shape.required or part.key in IDENTITIES.get(name, ())}  # fmt: skip
    spot = page.pick(random, lambda each: not each.holder.is_list and id(each.part) not in required)
    if spot is not None:
        _remove(page.record, spot)


def _remove(record: WrittenRecord, spot: Spot) -> None:
    """Take a part away, and what would be empty without it."""
    spot.holder.parts.pop(spot.place)
    if spot.is_first_of_item and spot.holder.parts:
        spot.holder.parts[0].above, spot.holder.parts[0].blanks = [], 0
    if not spot.holder.parts:
        outer = [each for each in spots(record) if each.part.value is spot.holder]
        if outer:
            _remove(record, outer[0])


def _add_field(page: _Page, maker: Maker, random: Random) -> None:
    open_ = [
        (branch, shape, name)
        for branch, shape, name, _ in page.branches()
        if not branch.is_list and set(shape.fields) - {part.key for part in branch.parts}
    ]
    if not open_:
        return
    branch, shape, name = random.choice(open_)
    present = [part.key for part in branch.parts]
    key = random.choice([key for key in shape.fields if key not in present])
    if key in IDENTITIES.get(name, ()):
        return
    if random.random() < 0.1:
        key = "x-own"
        new = Part(key, Scalar(maker.word()))
    else:
        new = Part(key, maker.value(shape.child(key), key, 1))
    if key not in present:
        branch.parts.insert(random.choice([len(present), random.randint(1, len(present))]), new)


def _add_item(page: _Page, maker: Maker, random: Random) -> None:
    lists = [each for each in page.branches() if each[0].is_list]
    if not lists:
        return
    branch, shape, name, __ = random.choice(lists)
    for __ in range(random.choice([1, 1, 1, 2])):
        new = Part("", maker.value(shape.child(0), name, 2))
        maker.dress(new, is_first=False)
        if isinstance(new.value, Branch) and isinstance(branch.parts[-1].value, Branch):
            new.value.style = branch.parts[-1].value.style
        place = random.choice([len(branch.parts)] * 3 + [random.randint(0, len(branch.parts))])
        if _name_of(new, name) not in [_name_of(part, name) for part in branch.parts]:
            branch.parts.insert(place, new)


def _name_of(part: Part, list_: str) -> object:
    data = data_of(part.value)
    fields = IDENTITIES.get(list_)
    return [data.get(key) for key in fields] if fields and isinstance(data, dict) else data


def _add_chapter(page: _Page, maker: Maker, random: Random) -> None:
    shape = record_shape()
    absent = [
        key for key in shape.fields if key not in {part.key for part in page.record.root.parts}
    ]
    if absent:
        key = random.choice(absent)
        new = Part(key, maker.value(shape.child(key), key), blanks=1)
        page.record.root.parts.insert(random.randint(1, len(page.record.root.parts)), new)


def _remove_item(page: _Page, maker: Maker, random: Random) -> None:
    del maker
    spot = page.pick(random, lambda each: each.holder.is_list)
    if spot is not None:
        _remove(page.record, spot)


def _move(page: _Page, maker: Maker, random: Random) -> None:
    """Move an item, or a key among those of its mapping but the first."""
    del maker
    spot = page.pick(random,
                 lambda each: len(each.holder.parts) > (1 if each.holder.is_list else 2)
                 and (each.holder.is_list or each.place > 0))  # fmt: skip
    if spot is not None:
        part = spot.holder.parts.pop(spot.place)
        first = 0 if spot.holder.is_list else 1
        spot.holder.parts.insert(random.randint(first, len(spot.holder.parts)), part)


def _rename(page: _Page, maker: Maker, random: Random) -> None:
    """Give an item another id, and all that has the old one in its fields."""
    spot = page.pick(random, lambda each: _is_scalar(each) and each.part.key in ("id", "ref"))
    if spot is None:
        return
    assert isinstance(spot.part.value, Scalar)
    old, new = spot.part.value.value, maker.word()
    for each in page.spots():
        value = each.part.value
        if isinstance(value, Scalar) and value.value == old:
            value.value = new


def _comment(page: _Page, maker: Maker, random: Random) -> None:
    where = random.choice(["above", "above", "beside", "beside", "below", "top", "end"])
    text = maker.comment()
    if where in ("top", "end"):
        (page.record.top if where == "top" else page.record.root.below).append(text)
        return
    if where == "below":
        open_ = [branch for branch, __, __, is_inline in page.branches() if not is_inline]
        if open_:
            random.choice(open_).below.append(text)
        return
    spot = page.pick(random,
                 lambda each: not each.is_inline
                 and (where == "beside" or not each.is_first_of_item))  # fmt: skip
    if spot is None:
        return
    if where == "beside":
        spot.part.beside = text
    else:
        spot.part.above.insert(random.randint(0, len(spot.part.above)), text)


def _uncomment(page: _Page, maker: Maker, random: Random) -> None:
    """Take a comment away, or write another one in its place."""
    new = [maker.comment()] if random.random() < 0.5 else []
    lists = [page.record.top, *(branch.below for branch, *__ in page.branches()),
             *(spot.part.above for spot in page.spots())]  # fmt: skip
    beside = [spot for spot in page.spots() if spot.part.beside]
    lists = [each for each in lists if each]
    if beside and random.random() < 0.5:
        random.choice(beside).part.beside = new[0] if new else ""
    elif lists:
        comments = random.choice(lists)
        place = random.randrange(len(comments))
        comments[place : place + 1] = new


def _style(page: _Page, maker: Maker, random: Random) -> None:
    """Write a part in another style, with a blank line more or less, or its key otherwise."""
    del maker
    spot = page.pick(random, lambda each: not each.is_inline)
    if spot is None:
        return
    part = spot.part
    chance = random.random()
    if chance < 0.2 and not spot.is_first_of_item:
        part.blanks = 1 - min(part.blanks, 1)
    elif chance < 0.3 and not spot.holder.is_list:
        part.key_style = random.choice(["", "'", '"', "apart"])
    elif chance < 0.9 or isinstance(part.value, Scalar):
        style = random.choice(styles_of(part.value))
        if not (style.startswith("flow") and _has_comments(part.value)):
            part.value.style = style


def _has_comments(value: Scalar | Branch) -> bool:
    return isinstance(value, Branch) and (
        bool(value.below)
        or any(part.above or part.beside or _has_comments(part.value) for part in value.parts)
    )


def _file(page: _Page, maker: Maker, random: Random) -> None:
    del maker
    way = random.choice(["newline", "bom", "open_end", "markers", "step"])
    record = page.record
    if way == "newline":
        record.newline = "\r\n" if record.newline == "\n" else "\n"
    elif way == "step":
        record.step = 6 - record.step
    else:
        setattr(record, way, not getattr(record, way))


def _copy_item(page: _Page, maker: Maker, random: Random) -> None:
    """Add an item like another one that is the same as a whole, with one field changed."""
    spot = page.pick(random, lambda each: each.holder.is_list and isinstance(
        each.part.value, Branch) and each.name not in IDENTITIES)  # fmt: skip
    if spot is None:
        return
    new = copy_of(spot.part.value)
    scalars = [part for part in new.parts if isinstance(part.value, Scalar)]
    if scalars:
        part = random.choice(scalars)
        part.value = maker.scalar(spot.shape.child(part.key), part.key)
        spot.holder.parts.insert(spot.place + 1, Part("", new))


_CHANGES: dict[str, Callable[[_Page, Maker, Random], None]] = {
    "set": _set,
    "unset": _unset,
    "add field": _add_field,
    "add item": _add_item,
    "add chapter": _add_chapter,
    "remove item": _remove_item,
    "move": _move,
    "rename": _rename,
    "comment": _comment,
    "uncomment": _uncomment,
    "copy item": _copy_item,
    "style": _style,
    "file": _file,
}
_WEIGHTS = {"set": 6, "add item": 6, "comment": 4, "uncomment": 3, "add field": 4, "unset": 3,
            "remove item": 3, "style": 2, "file": 1, "add chapter": 1, "rename": 1}  # fmt: skip
_LAYOUTS = ("style", "file", "move")
