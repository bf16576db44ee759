"""What a client was on a day, by the dates of its record: what `prospects` counts."""

from __future__ import annotations

from datetime import date

import pytest

from clientfile.figures.profile import PROFILE
from clientfile.reports.prospects import status_on, was_prospect


def profile(**identity: str):
    """The profile of a record with this identity."""
    data = {"identity": {"name": "Acme", **identity}}
    return PROFILE.decode(PROFILE.encode("acme", data, None), "acme", "EUR")


@pytest.mark.parametrize(
    ("identity", "states"),
    [
        # On 1 January of 2024, 2025, 2026 and 2027.
        ({"status": "prospect"}, "prospect prospect prospect prospect"),
        ({"status": "client"}, "client client client client"),
        ({"status": "prospect", "prospect_since": "2025-06-01"}, "- - prospect prospect"),
        ({"status": "client", "client_since": "2025-06-01"}, "- - client client"),
        ({"status": "client", "prospect_since": "2024-06-01", "client_since": "2025-06-01"},
         "- prospect client client"),
        ({"status": "client", "prospect_since": "2024-06-01"}, "- client client client"),
        ({"status": "former", "client_since": "2024-06-01", "former_since": "2026-06-01"},
         "- client client former"),
        ({"status": "former", "former_since": "2025-06-01"}, "client client former former"),
        ({"status": "lost", "lost_since": "2025-06-01"}, "prospect prospect lost lost"),
        ({"status": "lost", "prospect_since": "2024-06-01", "lost_since": "2025-06-01"},
         "- prospect lost lost"),
        ({"status": "client", "prospect_since": "2026-01-01", "client_since": "2026-01-01"},
         "- - client client"),
        ({"status": "former", "client_since": "2024-06-01"}, "- former former former"),
    ],
)  # fmt: skip
def test_what_it_was(identity, states):
    days = [date(year, 1, 1) for year in (2024, 2025, 2026, 2027)]
    assert [status_on(profile(**identity), day) or "-" for day in days] == states.split()


def test_what_it_is_now_is_what_the_record_says():
    for status in ("prospect", "client", "former", "lost"):
        assert status_on(profile(status=status, prospect_since="2020-01-01"), date.max) == status


@pytest.mark.parametrize(
    ("since", "was"),
    [
        ({"prospect_since": "2025-01-01", "client_since": "2025-06-01"}, True),
        ({"prospect_since": "2025-06-01", "client_since": "2025-06-01"}, True),
        ({"prospect_since": "2025-06-02", "client_since": "2025-06-01"}, False),
        ({"client_since": "2025-06-01"}, False),
    ],
)
def test_who_was_won(since, was):
    assert was_prospect(profile(status="client", **since)) is was
