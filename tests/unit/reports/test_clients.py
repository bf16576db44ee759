"""The columns of `list`: every cell is filled, and words of the record are translated."""

from __future__ import annotations

from datetime import date

from clientfile.records.cards import card_of
from clientfile.records.settings import Settings
from clientfile.reports.clients import CLIENT_COLUMNS, list_clients
from clientfile.schema.shapes import record_shape
from clientfile.yamltext.reader import read
from tests.support.full_scan import RecordsLedger
from tests.support.paths import DATA

EVERY_KEY = DATA / "positive" / "every-key.yaml"
TODAY = date(2026, 11, 28)


def test_a_record_with_every_key_fills_every_column():
    data = read(EVERY_KEY.read_bytes(), record_shape(), file=EVERY_KEY.name).data
    assert data is not None
    ledger = RecordsLedger.of({"acme": data}, Settings(), TODAY)
    [row] = list_clients({"acme": card_of(data)}, ledger).rows
    # Figures of the last twelve months: the record's are older.
    figures = {"class", "revenue", "margin", "margin_known"}
    empty = [c.key for c in CLIENT_COLUMNS if row.get(c.key) in (None, "", [])]
    assert set(empty) <= figures, "no value: is it in card_of and in the row of list_clients?"


def test_a_column_of_words_of_the_record_says_of_which_field():
    identity = record_shape().fields["identity"]
    for column in CLIENT_COLUMNS:
        if identity.child(column.key).choices:
            assert column.field == f"identity.{column.key}", f"{column.key}: Column(field=…)"
