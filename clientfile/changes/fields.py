"""Fields of a record: sets and unsets them, and shortens values for a commit's subject."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from clientfile.changes.order_currencies import currency_edits
from clientfile.errors import NothingThereError
from clientfile.language import Lines, _
from clientfile.records.change import Change
from clientfile.records.edits import Data, Drop, Edit, Path, Put, apply_edits, at
from clientfile.records.ids import MakeId, fresh_id, used_ids
from clientfile.records.paths import address_of, short_address
from clientfile.records.shape import Shape
from clientfile.records.statuses import STATUSES


def set_fields(
    client: str, data: Data, shape: Shape, values: Mapping[Path, Any], make_id: MakeId,
    orders_in: str = "",
) -> Change:  # fmt: skip
    """Put values (typed as in the record) at their concrete paths, in one change; None takes away
    what is there.

    A next action that is created by a value gets an id. `orders_in` is the currency that is written
    into orders without one; empty for none.
    """
    bare, stated = currency_edits(data, orders_in) if orders_in else ([], [])
    changes = Lines(
        [
            _describe_edit(data, shape, path, value)
            for path, value in values.items()
            if value != at(data, path)
        ],
        "; ",
    )
    return Change(
        command="set",
        subject=_of_client(client, changes or _("nothing set")),
        records={client: [*bare, *_new_ids(data, values, make_id), *_edits_of(data, values)]},
        done=_of_client(client, changes),
        details=stated,
        what=_describe_values(data, shape, values),
    )


def with_status_day(data: Data, values: Mapping[Path, Any], today: date) -> dict[Path, Any]:
    """The values, and the first day of a status that they set: today, unless they or the record
    say it.
    """
    status = values.get(("identity", "status"))
    since: Path = ("identity", f"{status}_since")
    if status in STATUSES and status != at(data, ("identity", "status")):
        has_day = since in values or at(data, since) is not None
        return {**values, **({} if has_day else {since: today.isoformat()})}
    return dict(values)


def _describe_values(data: Data, shape: Shape, values: Mapping[Path, Any]) -> str:
    """What fields become, whatever they were before."""
    return Lines(
        [
            _(
                "{field} → {value}",
                field=short_address(data, path, shape),
                value=shorten_value(value),
            )
            for path, value in values.items()
        ],
        "; ",
    )


def _edits_of(data: Data, values: Mapping[Path, Any]) -> Iterator[Edit]:
    """A put for each value that differs, a drop for each None that takes something away."""
    for path, value in values.items():
        if value == at(data, path):
            continue
        if value is not None:
            yield Put(path, value)
        else:
            drop = Drop(outermost_empty(data, path))
            yield drop
            data = apply_edits(data, [drop])


def _of_client(client: str, changes: str) -> str:
    return _("{client}: {changes}", client=client, changes=changes)


def _describe_edit(data: Data, shape: Shape, path: Path, value: Any) -> str:
    return describe_change(short_address(data, path, shape), at(data, path), value)


def describe_change(field: str, before: Any, after: Any) -> str:
    """What became of a field, in a commit's subject."""
    return _(
        "{field} {before} → {after}",
        field=field,
        before=shorten_value(before),
        after=shorten_value(after),
    )


def _new_ids(data: Data, values: Mapping[Path, Any], make_id: MakeId) -> list[Edit]:
    """Ids for the next actions that the values create without one."""
    used = used_ids(data)
    actions = {path[: path.index("next") + 1] for path in values if "next" in path[:-1]}
    with_id = {path[:-1] for path in values if path[-1] == "id"}
    return [
        Put((*path, "id"), fresh_id(used, make_id))
        for path in sorted(actions - with_id, key=str)
        if at(data, path) is None
    ]


def unset_field(client: str, data: Data, shape: Shape, path: Path) -> Change:
    """Remove the value at a concrete path. Raises NothingThereError where there is none."""
    if at(data, path) is None:
        raise NothingThereError(address_of(data, path, shape))
    summary = _of_client(client, _describe_edit(data, shape, path, None))
    drop = Drop(outermost_empty(data, path))
    return Change("unset", summary, {client: [drop]}, summary)


def outermost_empty(data: Data, path: Path) -> Path:
    """The path to drop with a value: mappings that the value leaves empty go too, items stay."""
    while len(path) > 1 and isinstance(path[-2], str) and len(at(data, path[:-1])) == 1:
        path = path[:-1]
    return path


def shorten_value(value: object, longest: int = 40) -> str:
    """A value in at most `longest` characters, for a commit's subject."""
    if value is None or isinstance(value, bool):
        return _format_value(value)
    text = " ".join(_format_value(value).split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _format_value(value: object) -> str:
    if value is None:
        return _("(nothing)")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        fields = ", ".join(f"{key} {_format_value(inner)}" for key, inner in value.items())
        return f"({fields})"
    return ", ".join(map(_format_value, value)) if isinstance(value, list) else str(value)
