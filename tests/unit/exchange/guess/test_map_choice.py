"""Which of a folder's maps a table is for."""

from __future__ import annotations

from clientfile.exchange.guess.map_choice import FolderMap, choose_maps

HEADER = tuple(f"Colonne {number}" for number in range(10))
CUSTOMERS = FolderMap("clients.toml", "customers", HEADER, HEADER[:3])
OTHER = FolderMap("autres.toml", "customers", ("Nom", "Ville", "CP"), ("Nom",))


def test_a_map_is_for_the_table_that_it_was_made_for():
    assert choose_maps(HEADER, [OTHER, CUSTOMERS]) == (CUSTOMERS,)
    assert choose_maps([*reversed(HEADER)], [OTHER, CUSTOMERS]) == (CUSTOMERS,)
    assert choose_maps(HEADER, [CUSTOMERS], "contacts") == ()
    assert choose_maps([], [CUSTOMERS, OTHER]) == ()


def test_a_column_more_or_fewer_makes_no_difference_unless_the_map_uses_it():
    assert choose_maps(HEADER[:9], [CUSTOMERS]) == (CUSTOMERS,)
    assert choose_maps([*HEADER, "Neuf"], [CUSTOMERS]) == (CUSTOMERS,)
    assert choose_maps(HEADER[1:], [CUSTOMERS]) == ()
    assert choose_maps(HEADER[:7], [CUSTOMERS]) == ()


def test_of_two_the_one_for_just_this_header_wins_else_a_person_chooses():
    longer = FolderMap("plus.toml", "customers", (*HEADER, "Neuf"), HEADER[:2])
    assert choose_maps(HEADER, [CUSTOMERS, longer]) == (CUSTOMERS,)
    assert choose_maps([*HEADER, "x"], [CUSTOMERS, longer]) == (CUSTOMERS, longer)


def test_a_map_that_names_no_header_is_for_none():
    assert choose_maps(HEADER, [FolderMap("vieux.toml", "customers", (), HEADER[:2])]) == ()
