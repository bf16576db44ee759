"""Saves texts that are in no record in the git directory, where the user finds them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from clientfile.store.atomic import read_or_nothing, write_synced
from clientfile.store.drafts import free_name
from clientfile.store.git.repository import Repository

# More texts than these, of an import for example, are saved in one file.
_MOST_FILES = 20


def save_text(repo: Repository, name: str, text: bytes) -> Path:
    """Save a text that is in no record in our folder of the git directory. Raises OSError."""
    path = free_name(repo.own_dir / "kept", f"{time.strftime('%Y%m%d-%H%M%S')}-{name}")
    write_synced(path, text)
    return path


def save_texts(repo: Repository, texts: Sequence[tuple[str, bytes]]) -> list[Path]:
    """Save texts by the names of their files, many of them in one file. Raises OSError.

    A text that is saved already is not saved again.
    """
    if len(texts) > _MOST_FILES:
        parts = [b"# " + name.encode() + b"\n" + text + b"---\n" for name, text in texts]
        texts = [(f"{len(texts)}-records.yaml", b"".join(parts))]
    return [_saved_already(repo, name, text) or save_text(repo, name, text) for name, text in texts]


def saved_texts(repo: Repository) -> list[Path]:
    """The files with texts that are in no record, the oldest first."""
    return sorted(path for path in (repo.own_dir / "kept").glob("*") if path.is_file())


def _saved_already(repo: Repository, name: str, text: bytes) -> Path | None:
    """Where an earlier try of the same ending has saved a text."""
    for path in (repo.own_dir / "kept").glob(f"*-{name}"):
        if path.is_file() and path.stat().st_size == len(text) and read_or_nothing(path) == text:
            return path
    return None
