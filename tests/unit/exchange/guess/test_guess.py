"""What is guessed of tables that other systems export: nothing wrong, and nearly everything."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest

from clientfile.exchange.guess.guess import guess_map
from clientfile.exchange.guess.map_guess import MapGuess
from clientfile.exchange.guess.preset_columns import find_columns
from clientfile.exchange.guess.presets import find_preset
from clientfile.schema.shapes import record_shape
from tests.support.exported_tables import ExportedTable, exported_tables

# Headings of the user's own.
OWN = ("Mon champ", "Custom field 12", "Couleur préférée", "Réf. interne")


def guess(table: ExportedTable, *, filled: bool = True) -> MapGuess:
    return guess_map(table.header, table.rows(filled), record_shape())


def wrong_columns(table: ExportedTable, guessed: MapGuess) -> Iterator[str]:
    """The columns that are guessed to be what they are not."""
    for column, place in zip(guessed.columns, table.places, strict=True):
        is_field = column.role == "field" and column.path != place.lstrip("?")
        if is_field or (column.role == "key" and place != "key"):
            yield f"{table.name}: {column.column} is {place or 'nothing'}, not {column.path}"
        if column.role == "client" and place.lstrip("?") not in ("client", "identity.name", "key"):
            yield f"{table.name}: {column.column} is {place or 'nothing'}, and names no client"
        if column.role == "skip" and place != "skip":
            yield f"{table.name}: {column.column} is {place or 'nothing'}, and chooses no rows"


def count_placed(guesses: Iterable[tuple[ExportedTable, MapGuess]]) -> tuple[int, int]:
    """How many columns that have a place are guessed, and how many there are."""
    right = placed = 0
    for table, guessed in guesses:
        for column, place in zip(guessed.columns, table.places, strict=True):
            has_place = bool(place) and not place.startswith("?")
            placed += has_place
            right += has_place and column.role in ("field", "key", "client", "skip")
    return right, placed


@pytest.mark.parametrize("filled", [True, False], ids=["filled", "empty"])
def test_no_column_is_guessed_wrong(filled):
    tables = exported_tables()
    assert [w for t in tables for w in wrong_columns(t, guess(t, filled=filled))] == []


def test_nearly_all_columns_that_have_a_place_are_guessed():
    for filled in (True, False):
        right, placed = count_placed((t, guess(t, filled=filled)) for t in exported_tables())
        assert right >= 0.95 * placed, f"{right} of {placed}"


def changed_tables() -> Iterator[ExportedTable]:
    for number, table in enumerate(exported_tables()):
        for change in ("upper", "lower", "title"):
            yield table.in_case(change)
        for place in range(len(table.header)):
            yield table.without(place)
        for place, heading in enumerate(OWN):
            yield table.with_column(place * len(table.header) // len(OWN), heading)
        for seed in range(5):
            yield table.shuffled(100 * number + seed)


def test_a_column_more_or_fewer_and_another_order_make_no_guess_wrong_and_cost_few():
    guesses = [(table, guess(table)) for table in changed_tables()]
    assert [wrong for table, guessed in guesses for wrong in wrong_columns(table, guessed)] == []
    right, placed = count_placed(guesses)
    assert right >= 0.95 * placed, f"{right} of {placed}"


@pytest.mark.parametrize("rounds", [4, pytest.param(60, marks=pytest.mark.stress)])
def test_a_table_of_which_up_to_half_is_left_out_makes_no_guess_wrong(rounds):
    """Of what is left only what is still clear is guessed."""
    guesses = [
        (partial, guess(partial, filled=seed % 3 > 0))
        for seed in range(rounds)
        for partial in (table.in_part(seed) for table in exported_tables())
    ]
    assert [wrong for table, guessed in guesses for wrong in wrong_columns(table, guessed)] == []
    right, placed = count_placed(guesses)
    assert right >= 0.7 * placed, f"{right} of {placed}"


@pytest.mark.parametrize("change", ["upper", "lower", "title"])
def test_the_case_of_the_headings_makes_no_difference(change):
    right, placed = count_placed(
        (t, guess(t)) for t in [t.in_case(change) for t in exported_tables()]
    )
    assert right >= 0.95 * placed


def in_other_words(table: ExportedTable, number: int) -> ExportedTable:
    """The same table with the headings that its system writes in another language or version."""
    preset = find_preset(table.header)
    if preset is None:
        return table
    names: dict[str, list[str]] = {}
    for heading, canonical in preset.canonical.items():
        if "#" not in heading:
            names.setdefault(canonical, []).append(heading)
    columns = find_columns(preset, table.header, list(zip(*table.rows(), strict=True)))
    header = [
        names[columns[place]][number % len(names[columns[place]])]
        if "#" not in columns.get(place, "#")
        else heading
        for place, heading in enumerate(table.header)
    ]
    # A word that now stands twice would be another column's.
    clear = [each if header.count(each) == 1 else table.header[i] for i, each in enumerate(header)]
    return replace(table, name=f"{table.name} {number}", header=tuple(clear))


def test_another_language_of_the_same_system_is_guessed_as_well():
    tables = [in_other_words(table, number) for table in exported_tables() for number in range(4)]
    assert [w for t in tables for w in wrong_columns(t, guess(t))] == []
    right, placed = count_placed((t, guess(t)) for t in tables)
    assert right >= 0.95 * placed, f"{right} of {placed}"


SPEAKING = {
    "email": ["Jean Dupont", "12 rue X"],
    "phone": ["a@b.example", "oui"],
    "postcode": ["Lyon", "Nantes"],
    "siren": ["ACME", "12"],
    "siret": ["732829320", "x"],
    "vat": ["20,00", "5,5"],
    "date": ["en cours", "x"],
    "headcount": ["beaucoup", "-"],
    "title": ["Responsable achats", "Acheteur"],
    "last_name": ["12", "a@b.example"],
    "website": ["oui", "Jean Dupont"],
    "ape": ["Boulangerie", "BTP"],
}


@pytest.mark.parametrize("key", SPEAKING)
def test_values_that_can_not_be_are_stronger_than_a_heading(key):
    """A column with the values of something else fills nothing, in any table."""
    for table in exported_tables():
        for place, path in enumerate(table.places):
            if path.rpartition(".")[2] != key:
                continue
            rows = table.rows()
            for number, row in enumerate(rows):
                row[place] = SPEAKING[key][number % 2]
            column = guess_map(table.header, rows, record_shape()).columns[place]
            assert column.role != "field" or column.path != path, (table.name, column)
            if column.role == "refused":
                assert SPEAKING[key][0] in column.samples


def test_one_value_that_does_not_fit_is_no_veto():
    header = ["Raison sociale", "Ville", "Téléphone"]
    rows = [["Acme", "Lyon", "04 74 00 00 01"]] * 20 + [["Beta", "Paris", "sur liste rouge"]]
    assert guess_map(header, rows, record_shape()).fields["identity.phone"] == "Téléphone"


def test_two_columns_for_one_field_are_both_shown_and_none_is_taken():
    guess = guess_map(["Raison sociale", "Tel", "Téléphone"], [], record_shape(), "customers")
    assert guess.rivals == {"identity.phone": ("Tel", "Téléphone")}
    assert "identity.phone" not in guess.fields


OUTLOOK = ("Prénom", "Nom", "Société", "Téléphone (bureau)")


@pytest.mark.parametrize(
    ("header", "row", "roles"),
    [
        (("Titre", *OUTLOOK, "Titre"), ("Mme", "A", "B", "C", "", "Acheteuse"), (0, 5)),
        (("Titre", *OUTLOOK, "Titre"), ("Acheteuse", "A", "B", "C", "", "Mme"), (5, 0)),
        ((*OUTLOOK, "Titre", "Titre"), ("A", "B", "C", "", "Mme", "Acheteuse"), (4, 5)),
        ((*OUTLOOK, "Titre"), ("A", "B", "C", "", "Acheteuse"), (None, 4)),
        ((*OUTLOOK, "Titre"), ("A", "B", "C", "", "Mme"), (4, None)),
        (("Titre", *OUTLOOK), ("", "A", "B", "C", ""), (0, None)),
        ((*OUTLOOK, "Titre", "Titre"), ("A", "B", "C", "", "x", "y"), (None, None)),
        ((*OUTLOOK, "Titre", "Titre"), ("A", "B", "C", "", "", ""), (None, None)),
    ],
)
def test_which_titre_of_outlook_is_which(header, row, roles):
    guess = guess_map(header, [row], record_shape())
    places = {column.path: place for place, column in enumerate(guess.columns)
              if column.role == "field"}  # fmt: skip
    assert (places.get("contacts.people.title"), places.get("contacts.people.function")) == roles


def test_a_whole_name_is_taken_apart_less_the_first_name():
    header = ["Personne - ID", "Personne - Nom", "Personne - Prénom", "Personne - Organisation"]
    fields = guess_map(header, [], record_shape()).fields
    assert fields["contacts.people.last_name"] == {
        "column": "Personne - Nom",
        "without": "Personne - Prénom",
    }


def test_a_header_of_many_columns_takes_no_time():
    start = time.process_time()
    guess_map([f"Colonne {n}" for n in range(20_000)], [], record_shape())
    guess_map(["Raison sociale"] * 20_000, [], record_shape())
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("cells", "entry"),
    [
        (["12 %", "", "5%"], "Remise"),
        (["12", "0", "5,5"], {"column": "Remise", "as": "percent"}),
        (["0.15", "0", "0,05"], {"column": "Remise", "as": "fraction"}),
        (["0", "1"], "Remise"),
        ([], "Remise"),
    ],
)
def test_how_a_discount_is_written_is_said_where_its_numbers_prove_it(cells, entry):
    header = [
        "N° commande",
        "Date",
        "Code client",
        "Produit",
        "Quantité",
        "Prix unitaire",
        "Remise",
    ]
    rows = [["V-1", "05/01/2026", "C1", "Pelle", "1", "8,40", cell] for cell in cells]
    fields = guess_map(header, rows, record_shape()).fields
    assert fields["business.orders.lines.discount"] == entry
