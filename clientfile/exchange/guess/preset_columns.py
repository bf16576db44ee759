"""Which column of a header is which one of a preset, also where a heading stands twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from clientfile.exchange.guess.fits import is_title
from clientfile.exchange.guess.headings import numbered_headings
from clientfile.exchange.guess.presets import Doubles, Preset

Columns = dict[int, str]
"""The canonical heading of a preset, by the place of a column in the header."""

_TITLE = "contacts.people.title"
_LEAST_BEFORE = 2
"""How many columns before an anchor show that the order is the system's own, at least."""


def find_columns(preset: Preset, header: Sequence[str], values: Sequence[Sequence[str]]) -> Columns:
    """The canonical heading of each column that the preset knows.

    `values` are those of each column. A column is left out where another one may be the same.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for place, (name, __) in enumerate(numbered_headings(header)):
        places[name].append(place)
    found: Columns = {}
    single = {_canonical(preset, name, 1): at[0] for name, at in places.items() if len(at) == 1}
    for name, at in places.items():
        first, second = _canonical(preset, name, 1), _canonical(preset, name, 2)
        if len(at) == 1 and not second:
            found |= {at[0]: first} if first else {}
        elif len(at) <= 2 and second:
            found |= _tell_apart(preset, (first, second), at, single, values)
    counts = Counter(found.values())
    return {place: name for place, name in found.items() if counts[name] == 1}


def _canonical(preset: Preset, name: str, number: int) -> str:
    """The canonical heading of the first or second column of that name; empty without one."""
    if number == 1:
        return preset.canonical.get(name, "")
    numbered = f"{name}#{number}"
    own = preset.canonical.get(numbered)
    if own:
        return own
    derived = f"{preset.canonical.get(name, '')}#{number}"
    return derived if derived in preset.columns else ""


def _tell_apart(
    preset: Preset,
    names: tuple[str, str],
    at: Sequence[int],
    single: Mapping[str, int],
    values: Sequence[Sequence[str]],
) -> Columns:
    """Which of the two canonical headings each column at the places `at` has, by its values where
    one of the two is a title, else by the order of the columns.
    """
    by_order = _by_order(preset.doubles, names, at, single)
    if _path_of(preset, names[0]) != _TITLE:
        return by_order
    by_values = {
        place: names[0] if all(map(is_title, values[place])) else names[1]
        for place in at
        if values[place]
    }
    rest = {place: name for place, name in by_order.items() if name not in by_values.values()}
    return {**rest, **by_values}


def _path_of(preset: Preset, name: str) -> str:
    """The field that a canonical heading fills; empty where it fills none."""
    return next(
        (
            path
            for path, sources in preset.fields.items()
            if any(name in source.columns for source in sources)
        ),
        "",
    )


def _by_order(
    doubles: Doubles | None,
    names: tuple[str, str],
    at: Sequence[int],
    single: Mapping[str, int],
) -> Columns:
    """The two by the order of the columns, where that is the one in which the system writes them;
    else nothing.
    """
    anchor = single.get(doubles.anchor) if doubles else None
    if doubles is None or anchor is None:
        return {}
    before = [single[name] for name in doubles.before if name in single]
    after = [single[name] for name in doubles.after if name in single]
    if len(before) < min(_LEAST_BEFORE, len(doubles.before)) or not after:
        return {}
    if any(place > anchor for place in before) or any(place < anchor for place in after):
        return {}
    found = [(place, names[0] if place < anchor else names[1]) for place in at]
    return dict(found) if len({name for __, name in found}) == len(found) else {}
