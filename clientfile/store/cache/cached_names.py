"""What the index remembers, as it is: nothing is read anew and nothing is written."""

from __future__ import annotations

import contextlib
from pathlib import Path

from clientfile.store.cache.cached_ledger import cache_path
from clientfile.store.cache.codec import decode_card, fingerprint
from clientfile.store.cache.database import Database
from clientfile.store.folder import Folder


def cached_client_names(folder: Folder) -> dict[str, str]:
    """The clients' names by id, as far as the index knows them."""
    path = cache_path(folder)
    if path is None or not path.is_file():
        return {}
    store = Database(path)
    with contextlib.closing(store):
        cards = store.cards(fingerprint(folder.settings))
        known = ((Path(name).stem, cards.get(blob)) for name, (_, blob) in store.files().items())
        told = ((client, decode_card(text)) for client, text in known if text)
        return {client: card.name for client, card in told if card}
