"""CachedLedger: the Ledger of a whole folder, answered from the cache."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from clientfile.errors import StateError
from clientfile.figures.extracts import FIGURES, MISSING_RATES, Extract, ExtractRequest, T
from clientfile.figures.ledger import ClientInfo, MissingRate
from clientfile.figures.summary import Summary
from clientfile.language import _
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
from clientfile.store.cache.own_cache import cache_path
from clientfile.store.cache.refresh import CachedRecord, ProgressCallback, refresh
from clientfile.store.folder import (
    Folder,
    RecordFile,
    file_problem,
    files_named,
    find_twins,
    read_bytes,
)

if TYPE_CHECKING:
    from clientfile.records.search import SearchQuery

_RECORDS_PER_QUERY = 200


@dataclass(frozen=True)
class CachedLedger:
    """The ledger of a folder; figures and whole records are fetched when a report needs them.

    `cards` are those of the usable clients by id, `problems` those of all records, `broken` the
    files of records that can't be used.
    """

    cards: Cards
    problems: Sequence[Problem]
    broken: Sequence[RecordFile]
    settings: Settings
    today: date
    _blobs: Mapping[str, str]
    _database: Database
    _folder: Folder

    def close(self) -> None:
        """Close the cache's file."""
        self._database.close()

    @property
    def whole(self) -> CachedLedger:
        """The ledger of all clients, which is this one."""
        return self

    def records(self) -> dict[str, Data]:
        """The data of every usable record, by client id."""
        return dict(self._decode_records(list(self.cards)))

    def clients_reached(self, query: str) -> dict[str, Data]:
        """The data by client id of all usable records that a telephone number, a part of one or an
        e-mail address reaches or names, of those where their people are too or went, and of some
        others: what the cache has tells which.
        """
        from clientfile.figures.reach import REACH
        from clientfile.records.contact_match import may_be_reached

        texts, __ = self.extracts(REACH)
        clients = {client for client, text in texts.items() if may_be_reached(query, text)}
        return self._with_linked(clients)

    def _with_linked(self, clients: Collection[str]) -> dict[str, Data]:
        """The data of these clients, and of all where people of theirs are too or went, by id."""
        from clientfile.records.ids import people
        from clientfile.records.references import clients_followed_to

        found: dict[str, Data] = {}
        while clients:
            added = dict(self._decode_records(sorted(clients)))
            found |= added
            linked = {
                other
                for data in added.values()
                for person in people(data)
                for other in clients_followed_to(person)
            }
            clients = (linked & self.cards.keys()) - found.keys()
        return dict(sorted(found.items()))

    def record(self, client: str) -> Data:
        """The data of one usable record."""
        return dict(self._decode_records([client]))[client]

    def first_days(self, clients: Collection[str]) -> Mapping[str, date]:
        """The days on which these clients' records first came into git, where that is known."""
        from clientfile.store.cache.first_commits import first_days

        return first_days(self._folder, self._database, clients)

    def records_with(
        self, query: SearchQuery, progress: ProgressCallback
    ) -> Iterator[tuple[str, Data]]:
        """Client id and data, by id, of all usable records with a text that matches the query, and
        of some that have none.
        """
        from clientfile.store.cache.fulltext import find_candidates

        keys = {client: self._key(client) for client in self._blobs}
        clients = find_candidates(self._database, keys, query, self._decode_records, progress)
        yield from self._decode_records(sorted(clients))

    def _decode_records(self, clients: Sequence[str]) -> Iterator[tuple[str, Data]]:
        return ((client, decode_data(body)) for client, body in self._bodies(clients))

    def clients(self) -> Mapping[str, ClientInfo]:
        """Every usable client's name, owner and years, by id."""
        return self.cards.infos()

    def years(self) -> set[int]:
        """The fiscal years with orders or stated money, at least the newest of each client."""
        return self.cards.years(self.today, self.settings.fiscal_year_start)

    def figures(
        self, period: Period, *, strict: bool = False
    ) -> tuple[Mapping[str, Summary], Sequence[MissingRate]]:
        """Every client's figures in the part of `period` that is not after today, by id, and the
        missing rates.
        """
        return self.extracts(FIGURES, period, strict=strict)

    def extracts(
        self, extract: Extract[T], period: Period = ALL, *, strict: bool = False
    ) -> tuple[Mapping[str, T], Sequence[MissingRate]]:
        """The extract of every client's record, by id, and the missing rates."""
        extracts: dict[str, T] = {}
        missing: list[MissingRate] = []
        for client, text in self._encoded_extracts(extract, period, strict):
            if text.startswith(MISSING_RATES):
                missing += [(client, currency, year) for currency, year in json.loads(text[1:])]
            else:
                extracts[client] = extract.decode(text, client, self.settings.currency)
        return extracts, sorted(missing)

    def prepare(
        self, extract: Extract[T], periods: Sequence[Period], *, strict: bool = False
    ) -> None:
        """Compute and store an extract for several periods at once, where the cache lacks it.

        Each record is decoded once for all of them.
        """
        periods_of: dict[str, list[Period]] = {}
        for period in periods:
            uncached = set(self._blobs)
            for __ in self._cached_extracts(extract, period, strict, uncached):
                pass
            for client in uncached:
                periods_of.setdefault(client, []).append(period)
        for __ in self._compute_extracts(extract, periods_of, strict):
            pass

    def _encoded_extracts(
        self, extract: Extract[T], period: Period, strict: bool
    ) -> Iterator[tuple[str, str]]:
        """Client id and encoded extract: first those in the cache, then the others, computed."""
        uncached = set(self._blobs)
        yield from self._cached_extracts(extract, period, strict, uncached)
        periods_of = {client: [period] for client in sorted(uncached)}
        yield from self._compute_extracts(extract, periods_of, strict)

    def _span(self, extract: Extract[T], period: Period, strict: bool) -> str:
        """The name under which the cache has an extract for a period.

        Periods whose end moves on with each day share one: most figures hold for many days, and
        each row says for which.
        """
        span = f"{rules_digest(self.settings, strict)}:{extract.name}"
        if not extract.dated:
            return span
        if period.unit == "12-months" and period.end == self.today:
            return f"{span}:12-months"
        # The end of days up to today, or up to the same day a year ago, moves on with every day.
        whole = is_whole(period, self.settings.fiscal_year_start)
        past = period.unit in ("days", "12-months") and period.end < self.today
        end = period.end if whole or past else period.unit
        return f"{span}:{period.start}:{end}"

    def _cached_extracts(
        self, extract: Extract[T], period: Period, strict: bool, uncached: set[str]
    ) -> Iterator[tuple[str, str]]:
        """Client id and encoded extract of those in the cache that hold for this period's end and
        for today. Their clients are taken out of `uncached`.
        """
        end, now = cut(period, self.today).end.isoformat(), self.today.isoformat()
        rows = self._database.figures(self._fingerprint, self._span(extract, period, strict))
        for blob, row in rows:
            end_from, end_until, today_from, today_until, text = row.split("|", 4)
            if end_from <= end <= end_until and today_from <= now <= today_until:
                for client in self._clients_of(blob):
                    uncached.discard(client)
                    yield client, text

    def _clients_of(self, blob: str) -> Sequence[str]:
        """The clients whose records have these bytes: one, or several, or none any more."""
        first, others = self._clients_by_blob
        return [first[blob], *others.get(blob, ())] if blob in first else ()

    @cached_property
    def _clients_by_blob(self) -> tuple[dict[str, str], dict[str, list[str]]]:
        """The first client of each blob, and the others of those blobs that several share."""
        first: dict[str, str] = {}
        others: dict[str, list[str]] = {}
        for client, blob in self._blobs.items():
            if first.setdefault(blob, client) != client:
                others.setdefault(blob, []).append(client)
        return first, others

    @cached_property
    def _fingerprint(self) -> str:
        return fingerprint(self.settings)

    def _key(self, client: str) -> str:
        """The key of a client's record in the cache."""
        return f"{self._fingerprint}:{self._blobs[client]}"

    def _compute_extracts(
        self, extract: Extract[T], periods_of: Mapping[str, Sequence[Period]], strict: bool
    ) -> Iterator[tuple[str, str]]:
        """Client id and encoded extract, computed and stored, for each period of each client."""
        if not periods_of:
            return
        # The engine is imported only where there is something to compute.
        from clientfile.store.cache.cached_extracts import compute_extracts
        from clientfile.store.cache.parallel import chunked, map_parallel

        request = ExtractRequest(ALL, self.settings, self.today, strict)
        compute = partial(compute_extracts, extract=extract, periods_of=periods_of, request=request)
        chunks = (list(self._bodies(chunk)) for chunk in chunked(list(periods_of)))
        for results in map_parallel(compute, chunks, len(periods_of)):
            rows: dict[str, list[tuple[str, str]]] = {}
            for client, period, days, text in results:
                row = (self._key(client), f"{days}|{text}")
                rows.setdefault(self._span(extract, period, strict), []).append(row)
            for span, span_rows in rows.items():
                self._database.put_figures(span, span_rows)
            yield from ((client, text) for client, _, _, text in results)

    def _bodies(self, clients: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """Client id and encoded data; a record whose data the cache has lost is read again."""
        for start in range(0, len(clients), _RECORDS_PER_QUERY):
            chunk = clients[start : start + _RECORDS_PER_QUERY]
            bodies = self._database.bodies([self._key(client) for client in chunk])
            for client in chunk:
                body = bodies.get(self._key(client))
                yield client, body or self._read_body(client)

    def _read_body(self, client: str) -> bytes:
        """The encoded data of a record as it was when the cache was brought up to date.

        Raises StateError where the record has changed since: its data would be taken for those of
        its former bytes.
        """
        from clientfile.store.cache.codec import blob_id
        from clientfile.store.cache.facts import facts_of

        source = _read_source(self._folder, client)
        if blob_id(source) != self._blobs[client]:
            raise StateError(
                _("{client} was changed while it was read: run the command again", client=client)
            )
        return facts_of(source, self.settings)[1]


def open_ledger(folder: Folder, today: date, progress: ProgressCallback) -> CachedLedger:
    """The folder's ledger, seen from `today`; the cache is brought up to date first."""
    database = Database(cache_path(folder))
    records = refresh(folder, database, progress)
    return build_ledger(folder, today, records, database)


def build_ledger(
    folder: Folder, today: date, records: Sequence[CachedRecord], database: Database
) -> CachedLedger:
    """The ledger of these records, which `refresh` returned."""
    cards: dict[str, str] = {}
    blobs: dict[str, str] = {}
    problems: list[Problem] = []
    broken: list[RecordFile] = []
    twins = find_twins([one.client for one in records], lambda place: _file(records[place]))
    for record in records:
        usable = not record.fault and has_card(record.facts) and record.client not in twins
        if not usable or has_problems(record.facts):
            problems += _problems(folder, record, twins)
        if usable:
            cards[record.client], blobs[record.client] = record.facts, record.blob
        else:
            broken.append(_file(record))
    return CachedLedger(
        Cards(cards),
        problems,
        broken,
        folder.settings,
        today,
        blobs,
        database,
        folder,
    )


def _read_source(folder: Folder, client: str) -> bytes:
    """The bytes of a client's record as it is now."""
    paths = [file.path for file in files_named(folder, [client])]
    return read_bytes(folder, paths[0] if paths else folder.records / f"{client}.yaml")


def _problems(
    folder: Folder, record: CachedRecord, twins: Mapping[str, Sequence[RecordFile]]
) -> list[Problem]:
    """A record's problems: one where its file can't be read or shares its id with another."""
    if problem := file_problem(folder, _file(record), twins, record.fault):
        return [problem]
    return decode_problems(record.facts, folder.relative(Path(record.path)))


def _file(record: CachedRecord) -> RecordFile:
    return RecordFile(record.client, Path(record.path))


def rules_digest(settings: Settings, strict: bool) -> str:
    """A digest of what figures depend on beside the record, the period and the day: ten hexadecimal
    digits.
    """
    rates = {year: dict(sorted(codes.items())) for year, codes in sorted(settings.rates.items())}
    owed = (settings.vat, sorted(settings.terms.items()))
    money = (settings.currency, settings.fiscal_year_start, rates, strict, owed)
    inputs = (*money, settings.country)
    return hashlib.sha1(repr(inputs).encode()).hexdigest()[:10]
