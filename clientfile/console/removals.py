"""What `remove` and `unset` take away: its place, and the clients at the other end of a link."""

from __future__ import annotations

from clientfile.console.session import Session
from clientfile.console.writing import load_record_data
from clientfile.records.edits import Data, Path


def resolve_place(data: Data, item: str, path: str) -> Path:
    """The concrete path of what is removed: a part of the record, or of an item of it."""
    from clientfile.records.ids import find_item
    from clientfile.records.paths import resolve
    from clientfile.schema.shapes import record_shape

    base: Path = find_item(data, item) if item else ()
    return resolve(path, data, record_shape(), base) if path else base


def linked_clients(session: Session, client: str, item: str, path: str) -> list[str]:
    """The other clients whose records name a person of this one by a link that is removed."""
    from clientfile.changes.links import severed_links
    from clientfile.store.folder import files_named

    data = load_record_data(session, client)
    linked = severed_links(client, data, resolve_place(data, item, path))
    others = files_named(session.folder, [name.partition("/")[0] for __, name in linked])
    return [file.id for file in others]
