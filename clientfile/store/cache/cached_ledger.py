"""The folder as reports see it: who is in it, what is wrong in it, and every client's figures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from clientfile.figures.extracts import FIGURES, MISSING_RATES, Extract, ExtractRequest, T
from clientfile.figures.ledger import ClientInfo, MissingRate
from clientfile.figures.summary import Summary
from clientfile.records.edits import Data
from clientfile.records.problems import Problem
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import ALL, Period, cut, is_whole
from clientfile.store.cache.cached_cards import Cards
from clientfile.store.cache.codec import (
    decode_data,
    decode_problems,
    fingerprint,
    has_card,
    has_problems,
)
from clientfile.store.cache.database import Database
from clientfile.store.cache.refresh import CachedRecord, Progress, refresh
from clientfile.store.folder import Folder, RecordFile, files_named, read_bytes, twin_problem
from clientfile.store.git.gitdir import own_directory

if TYPE_CHECKING:
    from clientfile.records.search import SearchQuery

_AT_ONCE = 200


@dataclass(frozen=True)
class CachedLedger:
    """The usable clients' cards by id; `problems` of all records, `broken` those that can't be
    used. Figures and whole records come from the index when they are asked for.
    """

    cards: Cards
    problems: Sequence[Problem]
    broken: Sequence[RecordFile]
    settings: Settings
    today: date
    _blobs: Mapping[str, str]
    _store: Database
    _source: Callable[[str], bytes]

    def close(self) -> None:
        """Let go of the index's file."""
        self._store.close()

    def records(self) -> dict[str, Data]:
        """The data of every usable record, as it was read."""
        return dict(self._records_of(list(self.cards)))

    def record(self, client: str) -> Data:
        """The data of one usable record."""
        return dict(self._records_of([client]))[client]

    def records_with(self, wanted: SearchQuery, progress: Progress) -> Iterator[tuple[str, Data]]:
        """The data of all usable records that have what is wanted in one of their texts, by id,
        and of some others.
        """
        from clientfile.store.cache.fulltext import candidate_clients

        keys = {client: f"{self._mark}:{blob}" for client, blob in self._blobs.items()}
        held = candidate_clients(self._store, keys, wanted, self._records_of, progress)
        yield from self._records_of(sorted(held))

    def _records_of(self, clients: Sequence[str]) -> Iterator[tuple[str, Data]]:
        return ((client, decode_data(body)) for client, body in self._bodies(clients))

    def clients(self) -> Mapping[str, ClientInfo]:
        """Who there is, by id."""
        return self.cards.infos()

    def years(self) -> set[int]:
        """The fiscal years with orders or stated money, at least the newest of each client."""
        return self.cards.years(self.today, self.settings.fiscal_year_start)

    def figures(
        self, period: Period, *, strict: bool = False
    ) -> tuple[Mapping[str, Summary], Sequence[MissingRate]]:
        """Every client's figures in the part of `period` that is not after today, and the rates
        for want of which some have none.
        """
        return self.extracts(FIGURES, period, strict=strict)

    def extracts(
        self, extract: Extract[T], period: Period = ALL, *, strict: bool = False
    ) -> tuple[Mapping[str, T], Sequence[MissingRate]]:
        """The extract of every client's record, and the rates for want of which some have none."""
        found: dict[str, T] = {}
        missing: list[MissingRate] = []
        for client, text in self._told(extract, period, strict):
            if text.startswith(MISSING_RATES):
                missing += [(client, currency, year) for currency, year in json.loads(text[1:])]
            else:
                found[client] = extract.decode(text, client, self.settings.currency)
        return found, sorted(missing)

    def prepare(
        self, extract: Extract[T], periods: Sequence[Period], *, strict: bool = False
    ) -> None:
        """Work out an extract for several periods at once, where it is not known: a record is
        unpacked once for all of them.
        """
        wanted: dict[str, list[Period]] = {}
        for period in periods:
            unknown = set(self._blobs)
            for _ in self._known(extract, period, strict, unknown):
                pass
            for client in unknown:
                wanted.setdefault(client, []).append(period)
        for _ in self._made(extract, wanted, strict):
            pass

    def _span(self, extract: Extract[T], period: Period, strict: bool) -> str:
        """Under which name the index keeps an extract for a period."""
        span = f"{rules_digest(self.settings, strict)}:{extract.name}"
        if not extract.dated:
            return span
        if period.unit == "12-months" and period.end == self.today:
            return f"{span}:12-months"
        # Of days up to today, or up to where the year had got a year ago, the end moves on with
        # every day, and the figures seldom do.
        whole = is_whole(period, self.settings.fiscal_year_start)
        past = period.unit in ("days", "12-months") and period.end < self.today
        ends = period.end if whole or past else period.unit
        return f"{span}:{period.start}:{ends}"

    def _known(
        self, extract: Extract[T], period: Period, strict: bool, unknown: set[str]
    ) -> Iterator[tuple[str, str]]:
        """The extracts in the index that are those of the period, seen from today; their clients
        are `unknown` no more.
        """
        last, now = cut(period, self.today).end.isoformat(), self.today.isoformat()
        for blob, text in self._store.figures(self._mark, self._span(extract, period, strict)):
            end_from, end_until, today_from, today_until, told = text.split("|", 4)
            if end_from <= last <= end_until and today_from <= now <= today_until:
                for client in self._clients_of(blob):
                    unknown.discard(client)
                    yield client, told

    def _clients_of(self, blob: str) -> Sequence[str]:
        """The clients whose records have these bytes: one, or several, or none any more."""
        one, others = self._by_blob
        return [one[blob], *others.get(blob, ())] if blob in one else ()

    @cached_property
    def _by_blob(self) -> tuple[dict[str, str], dict[str, list[str]]]:
        """A client of each blob, and the others of those that several share."""
        one: dict[str, str] = {}
        others: dict[str, list[str]] = {}
        for client, blob in self._blobs.items():
            if one.setdefault(blob, client) != client:
                others.setdefault(blob, []).append(client)
        return one, others

    @cached_property
    def _mark(self) -> str:
        return fingerprint(self.settings)

    def _told(self, extract: Extract[T], period: Period, strict: bool) -> Iterator[tuple[str, str]]:
        """The extracts that the index has, then those that it has not and that are made now."""
        unknown = set(self._blobs)
        yield from self._known(extract, period, strict, unknown)
        yield from self._made(extract, {client: [period] for client in sorted(unknown)}, strict)

    def _made(
        self, extract: Extract[T], wanted: Mapping[str, Sequence[Period]], strict: bool
    ) -> Iterator[tuple[str, str]]:
        """Extracts worked out and remembered, of each client for the periods that are wanted."""
        if not wanted:
            return
        # The engine is imported only where it has something to do.
        from clientfile.store.cache.cached_extracts import compute_extracts
        from clientfile.store.cache.parallel import chunked, map_parallel

        work = partial(compute_extracts, extract=extract, wanted=wanted,
                       asked=ExtractRequest(ALL, self.settings, self.today, strict))  # fmt: skip
        chunks = (list(self._bodies(chunk)) for chunk in chunked(list(wanted)))
        for worked in map_parallel(work, chunks, len(wanted)):
            rows: dict[str, list[tuple[str, str]]] = {}
            for client, period, days, told in worked:
                row = (f"{self._mark}:{self._blobs[client]}", f"{days}|{told}")
                rows.setdefault(self._span(extract, period, strict), []).append(row)
            for span, some in rows.items():
                self._store.put_figures(span, some)
            yield from ((client, told) for client, _, _, told in worked)

    def _bodies(self, clients: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """The packed data of these clients; what the index has lost is read again."""
        mark = self._mark
        for start in range(0, len(clients), _AT_ONCE):
            chunk = clients[start : start + _AT_ONCE]
            bodies = self._store.bodies([f"{mark}:{self._blobs[client]}" for client in chunk])
            for client in chunk:
                body = bodies.get(f"{mark}:{self._blobs[client]}")
                if not body:
                    from clientfile.store.cache.facts import facts_of

                    _, body = facts_of(self._source(client), self.settings)
                yield client, body


def open_ledger(folder: Folder, today: date, progress: Progress) -> CachedLedger:
    """The folder's book, its index brought up to date."""
    store = Database(cache_path(folder))
    known = refresh(folder, store, progress)
    return build_ledger(folder, today, known, store)


def cache_path(folder: Folder) -> Path | None:
    """Where the folder's index is: in its git directory, else in the user's cache; None where
    neither can be written.
    """
    import os

    own = own_directory(folder.root)
    if own is not None and os.access(own if own.exists() else own.parent, os.W_OK):
        return own / "index.sqlite"
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    if not os.access(base if base.exists() else base.parent, os.W_OK):
        return None
    name = hashlib.sha1(os.fsencode(folder.root.resolve())).hexdigest()[:20]
    return base / "clientfile" / f"{name}.sqlite"


def build_ledger(
    folder: Folder, today: date, known: Sequence[CachedRecord], store: Database
) -> CachedLedger:
    """The book of all that a refreshed index knows of the folder's records."""
    texts: dict[str, str] = {}
    blobs: dict[str, str] = {}
    problems: list[Problem] = []
    broken: list[RecordFile] = []
    twins = _twins(known)
    for each in known:
        usable = not each.fault and has_card(each.card) and each.client not in twins
        if not usable or has_problems(each.card):
            problems += _problems(folder, each, twins)
        if usable:
            texts[each.client], blobs[each.client] = each.card, each.blob
        else:
            broken.append(_file(each))
    return CachedLedger(
        Cards(texts),
        problems,
        broken,
        folder.settings,
        today,
        blobs,
        store,
        partial(_bytes_of, folder),
    )


def _bytes_of(folder: Folder, client: str) -> bytes:
    """What a client's record says now."""
    paths = [file.path for file in files_named(folder, [client])]
    return read_bytes(folder, paths[0] if paths else folder.records / f"{client}.yaml")


def _problems(
    folder: Folder, known: CachedRecord, twins: Mapping[str, Sequence[RecordFile]]
) -> list[Problem]:
    name = folder.relative(Path(known.path))
    if known.client in twins:
        told = twin_problem(folder, _file(known), twins[known.client])
        return [Problem(name, 1, 1, "", told, "error", "duplicate-id")]
    if known.fault:
        return [Problem(name, 1, 1, "", known.fault, "error", "unreadable")]
    return decode_problems(known.card, name)


def _file(known: CachedRecord) -> RecordFile:
    return RecordFile(known.client, Path(known.path))


def _twins(known: Sequence[CachedRecord]) -> dict[str, list[RecordFile]]:
    """The ids that stand twice; the records are by id."""
    pairs = [(one, other) for one, other in pairwise(known) if one.client == other.client]
    names = {one.client for one, _ in pairs}
    found: dict[str, list[RecordFile]] = {name: [] for name in names}
    for each in known if names else ():
        if each.client in names:
            found[each.client].append(_file(each))
    return found


def rules_digest(settings: Settings, strict: bool) -> str:
    """What figures depend on beside the record, the period and the day, in a few characters."""
    rates = {year: dict(sorted(known.items())) for year, known in sorted(settings.rates.items())}
    told = (settings.currency, settings.fiscal_year_start, rates, strict)
    return hashlib.sha1(repr(told).encode()).hexdigest()[:10]
