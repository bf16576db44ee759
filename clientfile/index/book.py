"""The folder as reports see it: who is in it, what is wrong in it, and every client's figures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from clientfile.figures.summary import Summary, unpacked
from clientfile.folder import Folder, RecordFile, read_bytes, twin_problem
from clientfile.history.gitdir import own_directory
from clientfile.index.packing import card_told, data_of, fingerprint, has_problems, problems_told
from clientfile.index.refresh import Known, Progress, refreshed
from clientfile.index.store import Store
from clientfile.records.cards import Card, newest
from clientfile.records.edits import Data
from clientfile.records.periods import Period, cut, fiscal_year
from clientfile.records.problems import Problem
from clientfile.records.settings import Settings
from clientfile.reports.ledger import Missing, Who

if TYPE_CHECKING:
    from clientfile.records.words import Wanted

_AT_ONCE = 200


@dataclass(frozen=True)
class Book:
    """The usable clients' cards by id; `problems` of all records, `broken` those that can't be
    used. Figures and whole records come from the index when they are asked for.
    """

    cards: Mapping[str, Card]
    problems: Sequence[Problem]
    broken: Sequence[RecordFile]
    settings: Settings
    today: date
    _keys: Mapping[str, str]
    _store: Store
    _source: Callable[[str], bytes]

    def close(self) -> None:
        """Let go of the index's file."""
        self._store.close()

    def records(self) -> dict[str, Data]:
        """The data of every usable record, as it was read."""
        return self._data(list(self.cards))

    def records_with(self, wanted: Wanted, progress: Progress) -> Iterator[tuple[str, Data]]:
        """The data of all usable records that have what is wanted in one of their texts, by id,
        and of some others.
        """
        from clientfile.index.words import may_hold

        clients = sorted(
            may_hold(self._store, self._keys, wanted, lambda some: self._data(some).items(),
                     progress)
        )  # fmt: skip
        for start in range(0, len(clients), _AT_ONCE):
            yield from self._data(clients[start : start + _AT_ONCE]).items()

    def who(self) -> Mapping[str, Who]:
        """Who there is, by id."""
        return {c: Who(card.name, card.owner, card.years) for c, card in self.cards.items()}

    def years(self) -> set[int]:
        """The fiscal years with orders or stated money, at least the newest of each client."""
        month = self.settings.fiscal_year_start
        days = {newest(card.ordered, self.today) for card in self.cards.values()}
        found = {fiscal_year(day, month) for day in days if day is not None}
        return found | {year for card in self.cards.values() for year in card.stated}

    def figures(
        self, period: Period, *, strict: bool = False
    ) -> tuple[Mapping[str, Summary], Sequence[Missing]]:
        """Every client's figures in the part of `period` that is not after today, and the rates
        for want of which some have none.
        """
        end = cut(period, self.today).end
        span = f"{_rules(self.settings, strict)}:{period.start}"
        told = self._still_true(span, end)
        unknown = [client for client in self._keys if client not in told]
        told |= self._worked_out(unknown, period, span, end, strict)
        found: dict[str, Summary] = {}
        missing: list[Missing] = []
        for client in self._keys:
            if told[client].startswith("["):
                missing += _unrated(told[client], client)
            else:
                found[client] = unpacked(told[client], client, self.settings.currency)
        return found, missing

    def _still_true(self, span: str, end: date) -> dict[str, str]:
        """The figures in the index that are those of a period that ends then, seen from today."""
        known = self._store.figures(span)
        last, now = end.isoformat(), self.today.isoformat()
        found = {}
        for client, key in self._keys.items():
            if text := known.get(key, ""):
                end_from, end_until, today_from, today_until, told = text.split("|", 4)
                if end_from <= last <= end_until and today_from <= now <= today_until:
                    found[client] = told
        return found

    def _worked_out(
        self, clients: Sequence[str], period: Period, span: str, end: date, strict: bool
    ) -> dict[str, str]:
        """The figures of clients for which the index has none that are true now."""
        if not clients:
            return {}
        # The engine is imported only where it has something to do.
        from clientfile.index.working import figures_told

        told, rows = {}, []
        for client, data in self._data(clients).items():
            days, figures = figures_told(
                client, data, period, end, self.settings, self.today, strict=strict
            )
            told[client] = figures
            rows.append((self._keys[client], f"{days}|{figures}"))
        self._store.put_figures(span, rows)
        return told

    def _data(self, clients: Sequence[str]) -> dict[str, Data]:
        """The data of these clients; what the index has lost is read again."""
        bodies = self._store.bodies([self._keys[client] for client in clients])
        found = {}
        for client in clients:
            body = bodies.get(self._keys[client])
            if not body:
                from clientfile.index.facts import facts_of

                _, body = facts_of(self._source(client), self.settings)
            found[client] = data_of(body)
        return found


def open_book(folder: Folder, today: date, progress: Progress) -> Book:
    """The folder's book, its index brought up to date."""
    store = Store(index_path(folder))
    known = refreshed(folder, store, progress)
    return _book(folder, today, known, store)


def index_path(folder: Folder) -> Path | None:
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


def _book(folder: Folder, today: date, known: Sequence[Known], store: Store) -> Book:
    cards: dict[str, Card] = {}
    keys: dict[str, str] = {}
    paths: dict[str, str] = {}
    problems: list[Problem] = []
    broken: list[RecordFile] = []
    mark = fingerprint(folder.settings)
    twins = _twins(known)
    for each in known:
        card = None if each.client in twins else card_told(each.card)
        if card is None or each.fault or has_problems(each.card):
            problems += _problems(folder, each, twins)
        if card is None or each.fault:
            broken.append(_file(each))
        else:
            cards[each.client], paths[each.client] = card, each.path
            keys[each.client] = f"{mark}:{each.blob}"
    return Book(
        cards,
        problems,
        broken,
        folder.settings,
        today,
        keys,
        store,
        lambda client: read_bytes(folder, Path(paths[client])),
    )


def _problems(
    folder: Folder, known: Known, twins: Mapping[str, Sequence[RecordFile]]
) -> list[Problem]:
    name = folder.relative(Path(known.path))
    if known.client in twins:
        told = twin_problem(folder, _file(known), twins[known.client])
        return [Problem(name, 1, 1, "", told, "error", "duplicate-id")]
    if known.fault:
        return [Problem(name, 1, 1, "", known.fault, "error", "unreadable")]
    return problems_told(known.card, name)


def _file(known: Known) -> RecordFile:
    return RecordFile(known.client, Path(known.path))


def _twins(known: Sequence[Known]) -> dict[str, list[RecordFile]]:
    """The ids that stand twice; the records are by id."""
    pairs = [(one, other) for one, other in pairwise(known) if one.client == other.client]
    names = {one.client for one, _ in pairs}
    found: dict[str, list[RecordFile]] = {name: [] for name in names}
    for each in known if names else ():
        if each.client in names:
            found[each.client].append(_file(each))
    return found


def _rules(settings: Settings, strict: bool) -> str:
    """What figures depend on beside the record, the period and the day, in a few characters."""
    rates = {year: dict(sorted(known.items())) for year, known in sorted(settings.rates.items())}
    told = (settings.currency, settings.fiscal_year_start, rates, strict)
    return hashlib.sha1(repr(told).encode()).hexdigest()[:10]


def _unrated(told: str, client: str) -> list[tuple[str, str, int]]:
    return [(client, currency, year) for currency, year in json.loads(told)]
