"""Folding, ids made from names, the nearest name, a name by part."""

from __future__ import annotations

import re
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.errors.suggest import fold, nearest
from clientfile.records.names import free_id, is_id, matches_name, numbered_ids, quoted, slug


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Boulangerie du Marché", "boulangerie du marche"),
        ("L’Œuvre", "l'oeuvre"),
        ("ÆSIR Straße", "aesir strasse"),
        ("SØRENSEN Łódź", "sorensen lodz"),
        ("  two\u00a0\u202f words ", "two words"),
        ("İstanbul ﬁn ½", "istanbul fin 1⁄2"),
        ("e\u0301te\u0301", "ete"),
        ("zero\u200bwidth soft\u00adhyphen", "zerowidth softhyphen"),
        ("D`Arcy", "d'arcy"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("name", "slugged"),
    [
        ("Boulangerie du Marché", "boulangerie-du-marche"),
        ("L'Oréal & Cie (Paris)", "l-oreal-cie-paris"),
        ("  --Œnologie 3000--  ", "oenologie-3000"),
        ("株式会社 ABC", "zhushihuishe-abc"),
        ("Хлебный Дом", "khlebnyi-dom"),
        ("Ольга Смирнова", "olga-smirnova"),
        ("Αρτοποιείο Ήλιος", "artopoieio-ilios"),
        ("한국제과", "hangugjegwa"),
        ("თბილისის პური", "tbilisis-puri"),
        ("مخبز النور", "mkhbz-lnwr"),
        ("!!! — ???", "client"),
        ("", "client"),
        ("CON", "client-con"),
        ("Com1", "client-com1"),
        ("a" * 63 + " b", "a" * 63),
        ("x" * 100, "x" * 64),
    ],
)
def test_ids_from_names(name: str, slugged: str) -> None:
    assert slug(name) == slugged


def test_a_fallback_of_ones_own() -> None:
    assert slug("—", fallback="person") == "person"


@given(st.text(max_size=90), st.integers(1, 30))
def test_every_name_has_a_free_id(name: str, others: int) -> None:
    stem = slug(name)
    used = set(islice(numbered_ids(stem), others))
    free = free_id(stem, used)
    assert len(used) == others
    assert is_id(free)
    assert free not in used


@pytest.mark.parametrize(
    ("text", "fits"),
    [("acme", True), ("3m", True), ("-a", False), ("Acme", False), ("nul", False), ("a\n", False)],
)
def test_what_is_an_id(text: str, fits: bool) -> None:
    assert is_id(text) is fits


@pytest.mark.parametrize(
    ("query", "text", "fits"),
    [
        ("boul mart", "Boulangerie Martin", True),
        ("BOUL MÂRT", "Boulangerie Martin", True),
        ("mart boul", "Boulangerie Martin", False),
        ("langerie", "Boulangerie Martin", True),
        ("martin martin", "Boulangerie Martin", False),
        ("dupont", "jean-dupont", True),
        ("", "anything", True),
        ("x", "", False),
    ],
)
def test_a_name_by_part(query: str, text: str, fits: bool) -> None:
    assert matches_name(query, text) is fits


@pytest.mark.parametrize(
    ("word", "candidates", "names"),
    [
        ("owenr", ["name", "owner", "city"], ["owner"]),
        ("dupond", ["marie-curie", "jean-dupont"], ["jean-dupont"]),
        ("acmé", ["globex", "acme"], ["acme"]),
        ("zzz", ["acme", "globex"], []),
        ("acm", ["acme", "acmes", "acmet", "acmeu"], ["acme"]),
    ],
)
def test_the_nearest(word: str, candidates: list[str], names: list[str]) -> None:
    assert nearest(word, candidates) == names


def test_a_long_text_is_cut_in_a_message() -> None:
    assert quoted("abc") == '"abc"'
    assert len(quoted("x" * 1000)) == 62


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folding_knows_no_case(text: str) -> None:
    assert fold(text.casefold()) == fold(text)


@given(st.text())
def test_what_slug_makes_is_an_id(text: str) -> None:
    assert is_id(slug(text))
    assert slug(slug(text)) == slug(text)


@given(st.text())
def test_a_text_fits_itself_and_its_beginnings(text: str) -> None:
    assert matches_name(text, text)
    words = re.findall(r"\S+", fold(text))
    assert matches_name(" ".join(word[:2] for word in words), text)
