"""Writes a change of an interaction to all records of its visit, where several clients have one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from clientfile.console.options import CommitOptions
from clientfile.console.session import Session
from clientfile.console.writing import load_record_data, write_change
from clientfile.records.change import Change
from clientfile.records.edits import Data


def write_at_all_clients(
    session: Session,
    client: str,
    decide: Callable[[Mapping[str, Data]], Change],
    acting: CommitOptions,
    others: Sequence[str] = (),
) -> None:
    """Commit a change of a client's record, and the same at the clients that share the visit.

    `decide` is called twice: before the folder is locked, to know which records it is about, and
    for good. It gets the records of `others` too. Raises what `write_change` raises.
    """
    from clientfile.changes.shared_visits import at_all_clients, changed_visits

    data = load_record_data(session, client)
    visits = changed_visits(decide({client: data}), client, data)
    clients = [client, *others, *(_clients_of(session, visits) if visits else ())]

    def decide_all(records: Mapping[str, Data]) -> Change:
        return at_all_clients(decide(records), client, records)

    write_change(session, list(dict.fromkeys(clients)), decide_all, acting)


def _clients_of(session: Session, visits: Iterable[str]) -> list[str]:
    """The clients of the folder with a record of one of these visits (`client/id`)."""
    from clientfile.figures.shared_visits import SHARED_VISITS

    ledger = session.open_ledger()
    shared, __ = ledger.extracts(SHARED_VISITS)
    names = set(visits)
    first = {name.partition("/")[0] for name in names}
    ledger.close()
    return [client for client, theirs in shared.items() if client in first or theirs & names]
