"""The clients' names as the cache has them, for completion: no record is read, nothing written."""

from __future__ import annotations

import contextlib
from pathlib import Path

from clientfile.store.cache.codec import decode_card, fingerprint
from clientfile.store.cache.database import Database
from clientfile.store.cache.own_cache import cache_path
from clientfile.store.folder import Folder, records_prefix


def cached_client_names(folder: Folder) -> dict[str, str]:
    """Name by client id, of the usable records in the cache; they may be out of date."""
    path = cache_path(folder)
    if path is None or not path.is_file():
        return {}
    with contextlib.closing(Database(path)) as database:
        facts = database.cards(fingerprint(folder.settings))
        files = database.files()
    # Other folders of the repository share the cache.
    below = records_prefix(folder)
    blobs = {Path(path).stem: blob for path, (_, blob) in files.items() if path.startswith(below)}
    texts = ((client, facts.get(blob)) for client, blob in blobs.items())
    cards = ((client, decode_card(text)) for client, text in texts if text)
    return {client: card.name for client, card in cards if card}
