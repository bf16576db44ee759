"""The settings of a new folder hold as they stand, and with every line that is commented out."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal

import pytest

from clientfile.language.catalogue import languages
from clientfile.records.settings import settings_from_table
from clientfile.store.new_settings import new_settings


@pytest.mark.parametrize("language", languages())
def test_every_setting_may_be_taken_in_where_it_stands(language):
    text = new_settings("records", language)
    settings_from_table(tomllib.loads(text, parse_float=Decimal))
    whole = re.sub(r"(?m)^# (?=[\w\[]+[\w.]*(?: =|\]))", "", text)
    assert whole.count("#") < text.count("#")
    settings = settings_from_table(tomllib.loads(whole, parse_float=Decimal))
    assert all((settings.payments_since, settings.terms, settings.vat, settings.rates))


@pytest.mark.parametrize("language", languages())
def test_comments_stand_apart_from_what_they_explain(language):
    lines = [line for line in new_settings("records", language).splitlines() if " = " in line]
    assert [line for line in lines if re.search(r"\S#", line)] == []
