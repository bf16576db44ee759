"""The files of a folder as a commit had them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path


class Snapshot(Mapping[Path, bytes]):
    """The files of a folder as a commit had them; a file's bytes are read when they are used.

    `commit` is the commit's id, `blobs` holds the blob id of each path, `load` reads the bytes of
    blobs by their ids.
    """

    def __init__(
        self,
        commit: str,
        blobs: Mapping[Path, str],
        load: Callable[[Sequence[str]], Mapping[str, bytes]],
    ) -> None:
        self.commit = commit
        self.blobs = blobs
        self._load = load
        self._contents: dict[str, bytes] = {}

    def prefetch(self, paths: Iterable[Path]) -> None:
        """Read the bytes of these files by one call of `load`."""
        missing = {self.blobs[path] for path in paths} - self._contents.keys()
        self._contents |= self._load(sorted(missing))

    def __getitem__(self, path: Path) -> bytes:
        self.prefetch([path])
        return self._contents[self.blobs[path]]

    def __iter__(self) -> Iterator[Path]:
        return iter(self.blobs)

    def __len__(self) -> int:
        return len(self.blobs)
