"""A record of thousands of people: each of them is looked at once, not once for each other."""

from __future__ import annotations

from datetime import date

from clientfile.checks.references import broken_reference_findings
from clientfile.reports import clients
from clientfile.schema.walk import walk_places

TODAY = date(2026, 11, 28)
MANY = 2000


class CountedId(str):
    """An id that counts how often it is compared."""

    compared = 0
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        CountedId.compared += 1
        return str.__eq__(self, other)


def chain_of_people() -> dict:
    everyone = [
        {
            "id": CountedId(f"p{number}"),
            "last_name": "N",
            "left": {"date": "2026-01-01", "successor": CountedId(f"p{number + 1}")},
        }
        for number in range(MANY)
    ]
    everyone.append({"id": CountedId(f"p{MANY}"), "last_name": "N"})
    visits = [
        {"id": f"k{number}", "date": "2025-01-01", "kind": "visit", "with": [f"p{number}"]}
        for number in range(MANY)
    ]
    return {"contacts": {"people": everyone, "interactions": visits}}


def test_references_are_looked_up():
    data = chain_of_people()
    CountedId.compared = 0
    assert list(broken_reference_findings(data, walk_places(data))) == []
    assert CountedId.compared < 10 * MANY


def test_the_list_of_people_reads_the_interactions_once(monkeypatch):
    data, read, reads = chain_of_people(), clients.interactions, []

    def counted(record):
        reads.append(record)
        return read(record)

    monkeypatch.setattr(clients, "interactions", counted)
    table = clients.list_people({"acme": data}, TODAY)
    assert len(table.rows) == MANY + 1
    assert table.rows[0]["last_contact"] == date(2025, 1, 1)
    assert len(reads) == 1
