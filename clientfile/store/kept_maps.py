"""The maps of `import` that a folder keeps in `maps/`."""

from __future__ import annotations

from itertools import chain, count

from clientfile.store.folder import Folder
from clientfile.store.safe_open import MOST_SETTINGS, UnfitFileError, read_ordinary

MAPS = "maps"
"""Where the maps of a folder are kept."""
_MOST = 1_000


def read_maps(folder: Folder) -> dict[str, str]:
    """The texts of the maps of a folder, by their names from there; those that can't be read are
    left out.
    """
    texts: dict[str, str] = {}
    for path in sorted((folder.root / MAPS).glob("*.toml"))[:_MOST]:
        try:
            content = read_ordinary(path, MOST_SETTINGS)
        except (OSError, UnfitFileError):
            continue
        texts[f"{MAPS}/{path.name}"] = content.decode(errors="replace")
    return texts


def new_map(folder: Folder, stem: str) -> str:
    """A name for a new map, from the folder, that no file has."""
    names = chain([f"{stem}.toml"], (f"{stem}-{number}.toml" for number in count(2)))
    return next(f"{MAPS}/{name}" for name in names if not (folder.root / MAPS / name).exists())
