"""The data of records as git has kept them, by blob id: each is read once, and then known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from clientfile.records.edits import Data
from clientfile.records.settings import Settings
from clientfile.store.cache.codec import FAULT_MARK, decode_data, fingerprint
from clientfile.store.cache.database import Database
from clientfile.store.cache.refresh import Progress

Contents = Callable[[Sequence[str]], Mapping[str, bytes]]


@dataclass(frozen=True)
class UnreadableVersion:
    """A version that no data can be made of, and why."""

    why: str


class RecordVersions:
    """Versions of records by blob id, `contents` their bytes from git where the index lacks them.

    Data are typed as the schema of today has it. What breaks only a rule of it is read like any
    other: it was what the record said.
    """

    def __init__(
        self, store: Database, settings: Settings, contents: Contents, progress: Progress
    ) -> None:
        self._store, self._settings, self._contents = store, settings, contents
        self._progress = progress
        self._mark = fingerprint(settings)
        self._packed: dict[str, bytes] = {}
        self._made: dict[str, Data | UnreadableVersion] = {}

    def load(self, blob: str) -> Data | UnreadableVersion:
        """The data of one version."""
        if blob not in self._made:
            if blob not in self._packed:
                self._get([blob])
            packed = self._packed[blob]
            unread = packed.startswith(FAULT_MARK)
            self._made[blob] = (
                UnreadableVersion(packed[1:].decode()) if unread else decode_data(packed)
            )
        return self._made[blob]

    def prefetch(self, blobs: Iterable[str]) -> None:
        """These are asked for next: they are all read at once, and what came before is let go."""
        wanted = list(dict.fromkeys(blobs))
        self._packed = {blob: self._packed[blob] for blob in wanted if blob in self._packed}
        self._made = {blob: self._made[blob] for blob in wanted if blob in self._made}
        self._get(wanted)

    def _get(self, wanted: Sequence[str]) -> None:
        if unknown := self._unknown(wanted):
            self._read(unknown)

    def _unknown(self, wanted: Sequence[str]) -> list[str]:
        left = [blob for blob in wanted if blob not in self._packed]
        for asked in (self._store.bodies, self._store.versions):
            found = asked([f"{self._mark}:{blob}" for blob in left])
            skip = len(self._mark) + 1
            self._packed |= {key[skip:]: body for key, body in found.items() if body}
            left = [blob for blob in left if blob not in self._packed]
        return left

    def _read(self, unknown: Sequence[str]) -> None:
        # What reads records is imported only where there is one to read, and before any fork.
        from clientfile.store.cache.parallel import chunked, map_parallel
        from clientfile.store.cache.version_facts import encode_versions

        chunks = (list(self._contents(chunk).items()) for chunk in chunked(unknown))
        work = partial(encode_versions, max_bytes=self._settings.max_bytes)
        done = 0
        for read in map_parallel(work, chunks, len(unknown)):
            self._packed |= dict(read)
            self._store.put_versions((f"{self._mark}:{blob}", body) for blob, body in read)
            done += len(read)
            self._progress(done, len(unknown))
