"""What is shown of a guessed map before it is used."""

from __future__ import annotations

from clientfile.exchange.guess.guess import guess_map
from clientfile.reports.map_guess import map_guess
from clientfile.schema.shapes import record_shape


def test_each_column_is_shown_with_three_values_and_why():
    header = ["Raison sociale", "Ville", "Couleur"]
    rows = [["Acme", "Lyon", "bleu"], ["Beta", "Lyon", "rouge"]]
    table = map_guess(guess_map(header, rows, record_shape()).columns)
    assert [(row["column"], row["role"], row["path"], row["samples"]) for row in table.rows] == [
        ("Raison sociale", "field", "identity.name", ["Acme", "Beta"]),
        ("Ville", "field", "identity.address.city", ["Lyon"]),
        ("Couleur", "unknown", None, ["bleu", "rouge"]),
    ]
    assert table.rows[2]["why"] == "the heading is not known"
