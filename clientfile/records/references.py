"""What a record says of other clients."""

from __future__ import annotations

from clientfile.records.edits import Data, at
from clientfile.records.ids import people


def referenced_clients(data: Data) -> set[str]:
    """The ids of the other clients that a record refers to: its group, where people went or
    came from.
    """
    named = {at(data, ("identity", "group"))}
    for person in people(data):
        named.add(at(person, ("left", "to_client")))
        named.add(str(person.get("came_from", "")).partition("/")[0])
    return {name for name in named if isinstance(name, str) and name}
