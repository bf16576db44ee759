"""Setting fields of a record to what a person typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientfile.changes import Change
from clientfile.records.addresses import short_address
from clientfile.records.edits import Data, Path, Put, at
from clientfile.records.shape import Shape


def set_fields(client: str, data: Data, shape: Shape, wanted: Mapping[Path, Any]) -> Change:
    """Put values (typed as in the record) at their concrete paths, in one change."""
    told = "; ".join(
        f"{short_address(data, path, shape)} {shown(at(data, path))} → {shown(value)}"
        for path, value in wanted.items()
    )
    return Change(
        command="set",
        subject=f"{client}: {told or 'nothing set'}",
        records={client: [Put(path, value) for path, value in wanted.items()]},
        done=f"{client}: {told}",
    )


def shown(value: object, most: int = 40) -> str:
    """A value in a few words, for a commit's subject."""
    if value is None:
        return "(nothing)"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"
