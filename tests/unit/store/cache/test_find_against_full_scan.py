"""find: the same as looking at every text of every record, whatever becomes of the index."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientfile.errors.suggest import fold
from clientfile.records.edits import at
from clientfile.records.paths import resolve
from clientfile.records.search import parse_query, snippet, tokenize
from clientfile.records.settings import Settings
from clientfile.records.typed.phones import has_number
from clientfile.reports.find import find, parse_search
from clientfile.schema.shapes import record_shape
from clientfile.store.cache.cached_ledger import open_ledger
from clientfile.store.cache.database import Lexicon
from clientfile.store.folder import Folder, folder_layout, open_folder
from clientfile.yamltext.emitter import emit
from tests.support.caches import cache_of
from tests.support.full_scan import load_all

STRESS = os.environ.get("HYPOTHESIS_PROFILE") == "stress"
TODAY = date(2026, 11, 20)
BITS = [
    "Dupont", "dupond", "Éloïse", "e\u0301te", "STRASSE", "straße", "œuvre", "OEUVRE", "æ", "ﬁn",
    "法国", "面包房", "パン", "한국", "хлеб", "Ωμέγα", "🎂", "👩‍🍳", "40×60", "CMD-1042", "l’huile",
    "a_b", "½", "㎏", "İstanbul", "ı", "x@y.example", "www.y.example", "04 72 11 22 33",
    "+33472112233", "0472112233", "1250.50", "2026-11-20", "du\u00adpont", "ไทย", "①", "«", "…",
    "\u202e", "OR", "NEAR", "*", "marks", "(", "a",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(BITS), min_size=1, max_size=6).map(" ".join)
RAW = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=9)
VALUES = st.one_of(TEXTS, TEXTS, RAW)
QUERIES = st.one_of(
    st.lists(st.sampled_from(BITS), min_size=1, max_size=3).map(" ".join),
    st.sampled_from(BITS).map(lambda bit: bit[: max(1, len(bit) - 1)]),
    TEXTS.map(lambda text: f'"{text}"'),
    RAW,
)
RECORDS = st.fixed_dictionaries(
    {"identity": st.fixed_dictionaries(
        {"name": VALUES, "status": st.just("client")},
        optional={"notes": VALUES, "tags": st.lists(VALUES, max_size=2, unique=True),
                  "phone": st.sampled_from(BITS), "x-own": VALUES})},
)  # fmt: skip


def naive_words(text: str) -> list[str]:
    """The words of a text, one character after another."""
    found, word = [], ""
    for c in fold(text):
        code = ord(c)
        alone = (
            0xE00 <= code <= 0xEFF or 0x1000 <= code <= 0x109F or 0x1780 <= code <= 0x17FF
            or 0x2E80 <= code <= 0x30FF or 0x3400 <= code <= 0x4DBF or 0x4E00 <= code <= 0x9FFF
            or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x3FFFF
            or 0x2190 <= code <= 0x23FF or 0x2500 <= code <= 0x2BFF or 0x1F000 <= code <= 0x1FAFF
        )  # fmt: skip
        if c.isalnum() and not alone:
            word += c
            continue
        found += [part for part in (word, c if alone else "") if part]
        word = ""
    return [*found, word] if word else found


def leaves(value: Any, own: str = "") -> list[str]:
    if isinstance(value, dict):
        return [
            text
            for name, inner in value.items()
            for text in leaves(inner, f"{own} {name}".strip() if name.startswith("x-") else own)
        ]
    if isinstance(value, list):
        return [text for inner in value for text in leaves(inner, own)]
    return [f"{own}: {value}" if own else str(value)]


def naive(folder: Folder, query: str) -> list[tuple[str, int]]:
    """How many texts of each client fit."""
    wanted = parse_query(query)
    found = []
    for client, data in sorted(load_all(folder).records.items()):
        count = 0
        for text in leaves(data):
            words = naive_words(text)
            fits = all(
                any(
                    words[at : at + len(phrase) - 1] == list(phrase[:-1])
                    and at + len(phrase) <= len(words)
                    and (
                        words[at + len(phrase) - 1].startswith(phrase[-1])
                        if wanted.prefix and phrase is wanted.phrases[-1]
                        else words[at + len(phrase) - 1] == phrase[-1]
                    )
                    for at in range(len(words))
                )
                for phrase in wanted.phrases
            )
            same = wanted.number is not None and has_number(fold(text), wanted.number)
            count += bool(fits or same)
        found += [(client, count)] if count else []
    return found


def rows_of(folder: Folder, query: str) -> list[dict[str, Any]]:
    wanted = parse_search(query)
    ledger = open_ledger(folder, TODAY, lambda *_: None)
    table = find(
        ledger.records_with(wanted, lambda *_: None), wanted, record_shape(), date(2026, 11, 20)
    )
    ledger.close()
    return list(table.rows)


def counted(rows: list[dict[str, Any]]) -> list[tuple[str, int]]:
    clients = [row["client"] for row in rows]
    return [(client, clients.count(client)) for client in sorted(set(clients))]


@settings(max_examples=800 if STRESS else 25)
@given(st.lists(RECORDS, min_size=1, max_size=3), st.lists(QUERIES, min_size=1, max_size=5),
       RECORDS)  # fmt: skip
def test_the_same_is_found_as_by_looking_at_every_text(records, queries, later):
    root = Path(tempfile.mkdtemp())
    try:
        (root / "records").mkdir()
        (root / ".git").mkdir()
        folder = folder_layout(root, Settings())
        for place, data in enumerate(records):
            (root / "records" / f"c{place}.yaml").write_text(emit(data, record_shape()))
        shape = record_shape()
        for query in [*queries, records[0]["identity"]["name"]]:
            if parse_query(query).empty:
                continue
            rows = rows_of(folder, query)
            assert counted(rows) == naive(folder, query), query
            whole = load_all(folder).records
            for row in rows:
                value = at(whole[row["client"]], resolve(row["path"], whole[row["client"]], shape))
                assert value is not None
            (root / "records" / "c0.yaml").write_text(emit(later, shape))
    finally:
        shutil.rmtree(root)


@settings(max_examples=800 if STRESS else 50)
@given(st.text(max_size=40))
def test_words_are_those_told_one_by_one(text):
    assert tokenize(text) == naive_words(text)


@given(st.lists(TEXTS, min_size=3, max_size=9).map(" ".join), st.sampled_from(BITS[:17]), TEXTS)
def test_a_snippet_is_one_line_with_what_was_looked_for(before, looked_for, after):
    wanted = parse_query(looked_for)
    told = snippet(wanted, f"{before}\n{looked_for}\n {after * 9}")
    assert "\n" not in told
    assert len(told) < 120
    assert all(word in "".join(naive_words(told)) for word in wanted.phrases[0])


@pytest.fixture
def cold(cold_folder) -> Folder:
    """The example folder, without a cache yet."""
    return open_folder(cold_folder.root)


ASKED = ("helene", "02 61 91 33 05", "four sole", "brasenfour", "zzz")


def test_any_byte_flipped_changes_no_answer(cold, record_property):
    wanted = [rows_of(cold, query) for query in ASKED]
    assert [bool(rows) for rows in wanted] == [True] * 4 + [False]
    index = cache_of(cold.root)
    connection = sqlite3.connect(index)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    whole = index.read_bytes()
    dice = random.Random(5)
    count = 3000 if STRESS else 60
    for place in dice.sample(range(len(whole)), count):
        hurt = bytearray(whole)
        hurt[place] ^= 1 << dice.randrange(8)
        index.write_bytes(hurt)
        which = place % len(ASKED)
        assert rows_of(cold, ASKED[which]) == wanted[which], place
    for length in (0, 1, 100, 4096, len(whole) // 2, len(whole) - 1):
        index.write_bytes(whole[:length])
        assert [rows_of(cold, query) for query in ASKED] == wanted
    index.unlink()
    assert [rows_of(cold, query) for query in ASKED] == wanted
    record_property("guarantee", f"find: {count} bytes of the index flipped, the same is found")


def test_every_part_of_the_full_text_may_be_damaged(cold):
    """Byte by byte within the images themselves, where the words stand."""
    wanted = rows_of(cold, "helene")
    index = cache_of(cold.root)
    dice = random.Random(7)
    for _ in range(12):
        with sqlite3.connect(index) as connection:
            for key, body in connection.execute("SELECT key, body FROM words").fetchall():
                hurt = bytearray(body)
                hurt[dice.randrange(len(hurt))] ^= 1 << dice.randrange(8)
                connection.execute("UPDATE words SET body = ? WHERE key = ?", (bytes(hurt), key))
        connection.close()
        assert rows_of(cold, "helene") == wanted


def test_without_full_text_every_record_is_looked_at(cold, monkeypatch):
    wanted = [rows_of(cold, query) for query in ASKED]
    monkeypatch.setattr(Lexicon, "open", classmethod(lambda cls, image: None))
    assert [rows_of(cold, query) for query in ASKED] == wanted


def test_the_full_text_is_filled_once_and_only_by_find(cold, monkeypatch):
    index = cache_of(cold.root)
    open_ledger(cold, TODAY, lambda *_: None).close()
    with sqlite3.connect(index) as connection:
        assert connection.execute("SELECT count(*) FROM words").fetchone() == (0,)
    connection.close()
    added: list[str] = []
    real = Lexicon.add

    def add(self, rows):
        known = list(rows)
        added.extend(key for key, _ in known)
        real(self, known)

    monkeypatch.setattr(Lexicon, "add", add)
    rows_of(cold, "helene")
    assert len(added) == 12
    rows_of(cold, "huile")
    assert len(added) == 12
    path = cold.records / "lumelle.yaml"
    path.write_text(path.read_text() + "# touched\n")
    rows_of(cold, "huile")
    assert len(added) == 13
