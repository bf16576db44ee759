"""Values of a record by a loose path, as `--where` takes it: `headcount`, `people.email`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from clientfile.errors import UsageError
from clientfile.errors.suggest import did_you_mean, nearest
from clientfile.language import _
from clientfile.language.spellings import spellings
from clientfile.records.edits import Data
from clientfile.records.ids import people
from clientfile.records.paths import split_address
from clientfile.records.shape import ANY, Shape
from clientfile.records.typed.words import begins_with, form_of, only

FieldPath = tuple[str, ...]
"""The keys of a field from the record's top; lists on the way are gone through."""


def values_at(data: Data, path: FieldPath) -> Any:
    """The value at a path: a list where the path leads through a list and gives several; None for
    no value.
    """
    values: list[Any] = []
    _collect(data, path, values)
    return values if len(values) > 1 else (values[0] if values else None)


def values_of_people(data: Data, path: FieldPath, ids: Collection[str]) -> Any:
    """As `values_at`, of a path that leads to people: of those with these ids alone."""
    chosen = [person for person in people(data) if person.get("id") in ids]
    return values_at({"contacts": {"people": chosen}}, path)


def field_at(path: FieldPath, shape: Shape) -> Shape:
    """The shape of the values at a path."""
    for key in path:
        shape = (shape.item or shape).child(key)
    return shape.item or shape


def find_field(name: str, shape: Shape, option: str = "--where") -> FieldPath | None:
    """The path of `identity.address.city`, `size.headcount` or plain `headcount`; None where no
    record has a field of that key.

    Of several the outermost counts: `phone` is the company's, not a person's. Raises UsageError for
    a name that several outermost parts have.
    """
    if not _is_address(name):
        return None
    segments = split_address(name)
    if _is_path(segments, shape):
        return segments
    # `tag` names `tags`: any of them.
    plural = (*segments[:-1], f"{segments[-1]}s")
    paths = [path for path, __ in _titled_paths(shape)]
    fitting = [path for path in paths if path[-len(segments) :] == segments] or [
        path for path in paths if path[-len(segments) :] == plural
    ]
    return _outermost(name, fitting, option)


def paths_beginning(typed: str, shape: Shape) -> dict[str, str]:
    """The names of fields that begin with a text, each as short as it is typed, with its title."""
    names: dict[str, str] = {}
    for path, titles in _titled_paths(shape):
        for start in range(len(path) - 1, -1, -1):
            name = ".".join(path[start:])
            if name.startswith(typed):
                names.setdefault(name, titles[-1])
                break
    return names


def find_titled(name: str, shape: Shape, option: str = "--where") -> FieldPath | None:
    """As `find_field`, of keys and titles in any language, without case and accents; first words
    of a title may do.
    """
    forms = [form_of(segment) for segment in split_address(name)]
    plural = [*forms[:-1], f"{forms[-1]}s"]
    paths = [
        (path, [_forms(*pair) for pair in list(zip(path, titles, strict=True))[-len(forms) :]])
        for path, titles in _titled_paths(shape)
        if len(path) >= len(forms)
    ]
    for typed, in_part in ((forms, False), (plural, False), (forms, True)):
        if fitting := [path for path, names in paths if _fits(typed, names, in_part)]:
            return _outermost(name, fitting, option)
    return None


def unknown_field(option: str, name: str, shape: Shape, columns: Sequence[str]) -> UsageError:
    """The error for a name that is no column's and no field's, with the nearest; `option` is where
    it was typed.
    """
    hint = did_you_mean(
        name,
        _alike(split_address(name), [path for path, __ in _titled_paths(shape)], columns),
        _("known are {columns}", columns=", ".join(columns)),
    )
    return UsageError(
        _(
            "{option}: no column and no path of a record is named {name!r}: {hint}",
            option=option,
            name=name,
            hint=hint,
        )
    )


def _outermost(name: str, paths: Sequence[FieldPath], option: str) -> FieldPath | None:
    least = min(map(len, paths), default=0)
    outermost = {".".join(path): path for path in paths if len(path) == least}
    return outermost[only(name, list(outermost), option)] if outermost else None


def _alike(
    segments: FieldPath, paths: Sequence[FieldPath], columns: Sequence[str]
) -> Sequence[str]:
    """The candidates for an unknown name: columns and keys; for several segments, the paths whose
    last key is nearest.
    """
    ends = list(dict.fromkeys(path[-1] for path in paths))
    if len(segments) == 1:
        return [*columns, *ends]
    keys = nearest(segments[-1], ends)
    return [".".join(path) for path in paths if path[-1] in keys]


def _is_address(text: str) -> bool:
    """Whether a text can name a field: a heading such as `Réf.` can't."""
    try:
        split_address(text)
    except UsageError:
        return False
    return True


def _is_path(segments: FieldPath, shape: Shape) -> bool:
    for segment in segments:
        shape = shape.item or shape
        if segment.startswith("x-"):
            return True
        shape = shape.child(segment)
        if shape is ANY:
            return False
    return True


def _titled_paths(
    shape: Shape, above: FieldPath = (), titles: tuple[str, ...] = ()
) -> list[tuple[FieldPath, tuple[str, ...]]]:
    """The path of every field, with the titles of its keys."""
    paths = []
    for key, child in (shape.item or shape).fields.items():
        here = ((*above, key), (*titles, child.title))
        paths += [here, *_titled_paths(child, *here)]
    return paths


def _forms(key: str, title: str) -> frozenset[str]:
    """How a key may be typed."""
    return frozenset(form_of(word) for word in (key, *spellings(title)) if word)


def _fits(forms: Sequence[str], names: Sequence[frozenset[str]], in_part: bool) -> bool:
    return all(
        form in of_key or (in_part and any(begins_with(form, each) for each in of_key))
        for form, of_key in zip(forms, names, strict=True)
    )


def _collect(value: Any, segments: FieldPath, values: list[Any]) -> None:
    if isinstance(value, list):
        for item in value:
            _collect(item, segments, values)
    elif not segments:
        if value is not None:
            values.append(value)
    elif isinstance(value, dict):
        _collect(value.get(segments[0]), segments[1:], values)
