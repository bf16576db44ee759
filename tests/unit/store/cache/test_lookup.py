"""Which client is meant by what was typed."""

from __future__ import annotations

import pytest

from clientfile.errors import UsageError
from clientfile.store.cache.lookup import match_clients, split_target

RECORDS = {
    "boulangerie-martin": {
        "identity": {"name": "Boulangerie Martin", "phone": "+33 4 65 71 00 12"},
        "contacts": {
            "people": [{"id": "a", "last_name": "Roux", "email": "A.Roux@martin.example"}]
        },
    },
    "boulangerie-marchand": {"identity": {"name": "Boulangerie Marchand"}},
    "ete": {"identity": {"name": "Été", "email": "bonjour@ete.example"}},
    "ete-sud": {"identity": {"name": "Été Sud"}},
    "martin": {
        "identity": {"name": "Martin et fils"},
        "contacts": {
            "people": [
                {
                    "id": "b",
                    "last_name": "Petit",
                    "assistant": {"phone": "06 39 98 00 11"},
                    "left": {"email": "petit@globex.example"},
                }
            ]
        },
    },
}


@pytest.mark.parametrize(
    ("typed", "clients"),
    [
        ("boul martin", ["boulangerie-martin"]),
        ("BOULANGERIE", ["boulangerie-marchand", "boulangerie-martin"]),
        ("été", ["ete"]),
        ("ete", ["ete"]),
        ("martin", ["martin"]),
        ("a.roux@MARTIN.example", ["boulangerie-martin"]),
        ("petit@globex.example", ["martin"]),
        ("04 65 71 00 12", ["boulangerie-martin"]),
        ("0033465710012", ["boulangerie-martin"]),
        ("+33 6 39 98 00 11", ["martin"]),
        ("65 71", []),
        ("nobody@nowhere.example", []),
        ("globex", []),
    ],
)
def test_a_client_is_found_by_name_address_or_number(typed, clients):
    names = {client: data["identity"]["name"] for client, data in RECORDS.items()}
    assert match_clients(typed, names, lambda _typed: RECORDS) == clients


def test_a_target_is_a_client_and_maybe_an_item():
    assert split_target("acme") == ("acme", "")
    assert split_target("acme/2026/11") == ("acme", "2026/11")
    for wrong in ("", "/x", "acme/"):
        with pytest.raises(UsageError):
            split_target(wrong)
