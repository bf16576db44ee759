"""The pairs of Febrl: the threshold is chosen on the first set and held to on the others."""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from itertools import combinations
from time import process_time

import pytest

from clientfile.records.likeness.blocks import candidate_pairs
from clientfile.records.likeness.profile import person_profile
from clientfile.records.likeness.score import LEAST, alike_pairs, likeness
from tests.support.paths import DATA

PARTS = [("given_name",), ("surname",), ("street_number",), ("address_1",), ("address_2",),
         ("suburb", "postcode", "state")]  # fmt: skip


def rows_of(number):
    text = (DATA / "febrl" / f"dataset{number}.csv").read_text()
    return [
        {key.strip(): value.strip() for key, value in row.items()}
        for row in csv.DictReader(text.splitlines())
    ]


def profile_of(row):
    street = f"{row['street_number']} {row['address_1']}".strip()
    address = {"street": street, "street2": row["address_2"], "city": row["suburb"],
               "postcode": row["postcode"], "region": row["state"]}  # fmt: skip
    names = {"first_name": row["given_name"], "last_name": row["surname"]}
    # Each at a company of their own: that says nothing.
    return person_profile(row["rec_id"], {"id": "x", **names, "address": address})


def true_pairs(profiles):
    groups = defaultdict(list)
    for profile in profiles:
        groups[profile.company.split("-")[1]].append(profile.name)
    return {frozenset(pair) for group in groups.values() for pair in combinations(group, 2)}


def measured(number, least=LEAST):
    """Recall and precision of a set."""
    profiles = [profile_of(row) for row in rows_of(number)]
    told = {frozenset((one.name, other.name)) for one, other, _ in alike_pairs(profiles, least)}
    right = len(told & true_pairs(profiles))
    return right / len(true_pairs(profiles)), right / len(told)


def test_the_threshold_is_the_highest_that_has_all_of_the_first_set():
    assert measured(1) == (1, 1)
    profiles = [profile_of(row) for row in rows_of(1)]
    pairs = ((profiles[one], profiles[other]) for one, other in candidate_pairs(profiles))
    scores = [
        likeness(one, other).score
        for one, other in pairs
        if one.company.split("-")[1] == other.company.split("-")[1]
    ]
    # The next tenth of the evidence would lose a pair, or a few hundredths of the score.
    assert LEAST <= min(scores) < LEAST + 0.09


@pytest.mark.parametrize("number", [2, pytest.param(3, marks=pytest.mark.stress)])
def test_the_other_sets(number):
    recall, precision = measured(number)
    assert recall >= 0.97
    assert precision >= 0.995


@pytest.mark.stress
def test_fifty_thousand_in_five_seconds():
    rng = random.Random(1)
    rows = rows_of(2) + rows_of(3)
    people = []
    for number in range(50_000):
        row = {key: rng.choice(rows)[key] for part in PARTS[:5] for key in part}
        row |= {key: value for key, value in rng.choice(rows).items() if key in PARTS[5]}
        people.append(profile_of({**row, "rec_id": f"r-{number}"}))
    start = process_time()
    assert len(list(alike_pairs(people))) < 5_000
    assert process_time() - start < 5
