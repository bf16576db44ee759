"""The data of earlier versions of records, by git's blob id: parsed once, then from the cache."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from clientfile.records.edits import Data
from clientfile.records.settings import Settings
from clientfile.store.cache.codec import FAULT_MARK, decode_data, decode_fault, fingerprint
from clientfile.store.cache.database import Database
from clientfile.store.cache.refresh import ProgressCallback

Contents = Callable[[Sequence[str]], Mapping[str, bytes]]
"""Reads the bytes of blobs from git, by blob id."""


@dataclass(frozen=True)
class UnreadableVersion:
    """A version that can't be parsed, and the reason."""

    why: str


class RecordVersions:
    """Versions of records by blob id; `contents` reads those that the cache lacks.

    The data have the types of today's schema. A version that breaks only a rule of that schema is
    read like any other: it was what the record said.
    """

    def __init__(
        self, database: Database, settings: Settings, contents: Contents, progress: ProgressCallback
    ) -> None:
        self._database, self._settings, self._contents = database, settings, contents
        self._progress = progress
        self._fingerprint = fingerprint(settings)
        self._encoded: dict[str, bytes] = {}
        self._decoded: dict[str, Data | UnreadableVersion] = {}

    def load(self, blob: str) -> Data | UnreadableVersion:
        """The data of one version."""
        if blob not in self._decoded:
            if blob not in self._encoded:
                self._fetch([blob])
            body = self._encoded[blob]
            self._decoded[blob] = (
                UnreadableVersion(decode_fault(body))
                if body.startswith(FAULT_MARK)
                else decode_data(body)
            )
        return self._decoded[blob]

    def prefetch(self, blobs: Iterable[str]) -> None:
        """Fetch all versions that are needed next at once; those from before are freed."""
        needed = list(dict.fromkeys(blobs))
        self._encoded = {blob: self._encoded[blob] for blob in needed if blob in self._encoded}
        self._decoded = {blob: self._decoded[blob] for blob in needed if blob in self._decoded}
        self._fetch(needed)

    def _fetch(self, blobs: Sequence[str]) -> None:
        if uncached := self._fetch_cached(blobs):
            self._parse(uncached)

    def _fetch_cached(self, blobs: Sequence[str]) -> list[str]:
        """Fetch what the cache has, of today's records and of earlier versions; return the rest."""
        left = [blob for blob in blobs if blob not in self._encoded]
        for fetch in (self._database.bodies, self._database.versions):
            bodies = fetch([f"{self._fingerprint}:{blob}" for blob in left])
            skip = len(self._fingerprint) + 1
            self._encoded |= {key[skip:]: body for key, body in bodies.items() if body}
            left = [blob for blob in left if blob not in self._encoded]
        return left

    def _parse(self, blobs: Sequence[str]) -> None:
        # The parser is imported only where there is something to parse, and before any fork.
        from clientfile.store.cache.parallel import chunked, map_parallel
        from clientfile.store.cache.version_facts import encode_versions

        chunks = (list(self._contents(chunk).items()) for chunk in chunked(blobs))
        encode = partial(encode_versions, max_bytes=self._settings.max_bytes)
        done = 0
        for versions in map_parallel(encode, chunks, len(blobs)):
            self._encoded |= dict(versions)
            self._database.put_versions(
                (f"{self._fingerprint}:{blob}", body) for blob, body in versions
            )
            done += len(versions)
            self._progress(done, len(blobs))
