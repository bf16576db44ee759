"""Who has a person's place today, where people have left and others came after them."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from clientfile.figures.activity import Activity, Contact

TODAY = date(2026, 11, 28)
_IDS = st.integers(0, 7).map(str)
_SUCCESSORS = st.dictionaries(_IDS, st.none() | _IDS, max_size=8)


def activity_of(successors: dict[str, str | None], there: set[str]) -> Activity:
    people = [
        Contact(id_, id_, None, None, id_ not in there, None, successor)
        for id_, successor in successors.items()
    ]
    return Activity((), tuple(people), None, None)


def walk(successors: dict[str, str | None], there: set[str], person: str) -> str:
    """The same, by going on from one to the next each time."""
    seen = set()
    while person in successors and person not in there and person not in seen:
        seen.add(person)
        person = successors[person] or person
    return person


@given(_SUCCESSORS, st.sets(_IDS), st.permutations("01234567"))
def test_the_last_successor_is_in_charge(successors, there, asked):
    activity = activity_of(successors, there)
    for person in asked:
        assert activity.now_in_charge(person, TODAY) == walk(successors, there, person)


def test_a_long_chain_is_walked_once(monkeypatch):
    looks, has_successor = [], Contact.has_successor

    def counted(contact, day):
        looks.append(contact)
        return has_successor(contact, day)

    monkeypatch.setattr(Contact, "has_successor", counted)
    chain = {str(number): str(number + 1) for number in range(3000)}
    activity = activity_of(chain, set())
    for person in chain:
        assert activity.now_in_charge(person, TODAY) == "3000"
    assert len(looks) <= 2 * len(chain)
