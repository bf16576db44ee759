"""The other clients that a record refers to."""

from __future__ import annotations

from clientfile.records.edits import Data, at
from clientfile.records.ids import people


def referenced_clients(data: Data) -> set[str]:
    """The ids of the clients that a record refers to: the group, and the clients that people went
    to or came from.
    """
    ids = {at(data, ("identity", "group"))}
    for person in people(data):
        ids.add(at(person, ("left", "to_client")))
        ids.add(str(person.get("came_from", "")).partition("/")[0])
    return {name for name in ids if isinstance(name, str) and name}
