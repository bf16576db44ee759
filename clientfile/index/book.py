"""The folder as reports see it: who is in it, what is wrong in it, and every client's figures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from itertools import chain, pairwise
from pathlib import Path

from clientfile.figures.summary import Summary, unpacked
from clientfile.folder import Folder, RecordFile, files_named, read_bytes, twin_problem
from clientfile.history.gitdir import own_directory
from clientfile.index.cards import Cards
from clientfile.index.packing import data_of, fingerprint, has_card, has_problems, problems_told
from clientfile.index.refresh import Known, Progress, refreshed
from clientfile.index.store import Store
from clientfile.records.edits import Data
from clientfile.records.periods import Period, cut
from clientfile.records.problems import Problem
from clientfile.records.settings import Settings
from clientfile.reports.ledger import Missing, Who

_AT_ONCE = 200


@dataclass(frozen=True)
class Book:
    """The usable clients' cards by id; `problems` of all records, `broken` those that can't be
    used. Figures and whole records come from the index when they are asked for.
    """

    cards: Cards
    problems: Sequence[Problem]
    broken: Sequence[RecordFile]
    settings: Settings
    today: date
    _blobs: Mapping[str, str]
    _store: Store
    _source: Callable[[str], bytes]

    def close(self) -> None:
        """Let go of the index's file."""
        self._store.close()

    def records(self) -> dict[str, Data]:
        """The data of every usable record, as it was read."""
        return {client: data_of(body) for client, body in self._bodies(list(self.cards))}

    def who(self) -> Mapping[str, Who]:
        """Who there is, by id."""
        return self.cards.who()

    def years(self) -> set[int]:
        """The fiscal years with orders or stated money, at least the newest of each client."""
        return self.cards.years(self.today, self.settings.fiscal_year_start)

    def figures(
        self, period: Period, *, strict: bool = False
    ) -> tuple[Mapping[str, Summary], Sequence[Missing]]:
        """Every client's figures in the part of `period` that is not after today, and the rates
        for want of which some have none.
        """
        end = cut(period, self.today).end
        span = f"{rules_of(self.settings, strict)}:{period.start}"
        found: dict[str, Summary] = {}
        missing: list[Missing] = []
        unknown = set(self._blobs)
        for client, text in chain(
            self._known(span, end, unknown),
            self._worked_out(unknown, period, span, end, strict),
        ):
            if text.startswith("["):
                missing += [(client, currency, year) for currency, year in json.loads(text)]
            else:
                found[client] = unpacked(text, client, self.settings.currency)
        return found, sorted(missing)

    def _known(self, span: str, end: date, unknown: set[str]) -> Iterator[tuple[str, str]]:
        """The figures in the index that are those of a period that ends then, seen from today;
        their clients are `unknown` no more.
        """
        last, now = end.isoformat(), self.today.isoformat()
        for blob, text in self._store.figures(self._mark, span):
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

    def _worked_out(
        self, unknown: Collection[str], period: Period, span: str, end: date, strict: bool
    ) -> Iterator[tuple[str, str]]:
        """The figures of clients for which the index has none that are true now."""
        clients = sorted(unknown)
        if not clients:
            return
        # The engine is imported only where it has something to do.
        from clientfile.index.several import done_by_several, in_chunks
        from clientfile.index.working import figures_of_chunk

        work = partial(figures_of_chunk, period=period, end=end, settings=self.settings,
                       today=self.today, strict=strict)  # fmt: skip
        chunks = (list(self._bodies(chunk)) for chunk in in_chunks(clients))
        for worked in done_by_several(work, chunks, len(clients)):
            self._store.put_figures(
                span,
                [
                    (f"{self._mark}:{self._blobs[client]}", f"{days}|{figures}")
                    for client, days, figures in worked
                ],
            )
            yield from ((client, figures) for client, _, figures in worked)

    def _bodies(self, clients: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """The packed data of these clients; what the index has lost is read again."""
        mark = self._mark
        for start in range(0, len(clients), _AT_ONCE):
            chunk = clients[start : start + _AT_ONCE]
            bodies = self._store.bodies([f"{mark}:{self._blobs[client]}" for client in chunk])
            for client in chunk:
                body = bodies.get(f"{mark}:{self._blobs[client]}")
                if not body:
                    from clientfile.index.facts import facts_of

                    _, body = facts_of(self._source(client), self.settings)
                yield client, body


def open_book(folder: Folder, today: date, progress: Progress) -> Book:
    """The folder's book, its index brought up to date."""
    store = Store(index_path(folder))
    known = refreshed(folder, store, progress)
    return book_of(folder, today, known, store)


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


def book_of(folder: Folder, today: date, known: Sequence[Known], store: Store) -> Book:
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
    return Book(
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


def rules_of(settings: Settings, strict: bool) -> str:
    """What figures depend on beside the record, the period and the day, in a few characters."""
    rates = {year: dict(sorted(known.items())) for year, known in sorted(settings.rates.items())}
    told = (settings.currency, settings.fiscal_year_start, rates, strict)
    return hashlib.sha1(repr(told).encode()).hexdigest()[:10]
