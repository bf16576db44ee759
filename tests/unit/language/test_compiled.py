"""The compiled catalogue finds what Python's gettext finds in it."""

from __future__ import annotations

import gettext
import io

import pytest

from clientfile.language.compiled import CompiledCatalogue
from docs.catalogues import LOCALE, read

PATHS = sorted(LOCALE.glob("*/LC_MESSAGES/clientfile.po"))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.parts[-3])
def test_it_finds_what_gettext_finds(path):
    source = path.with_suffix(".mo").read_bytes()
    ours, theirs = CompiledCatalogue(source), gettext.GNUTranslations(io.BytesIO(source))
    messages = [message for message in read(path) if message.id]
    assert len(messages) > 1000
    for message in messages:
        context = message.context or ""
        if isinstance(message.id, str):
            found = theirs.pgettext(context, message.id) if context else theirs.gettext(message.id)
            assert ours.find(message.id, context) == found
            continue
        one, several = message.id
        for count in (0, 1, 2, 5, 1000):
            found = (
                theirs.npgettext(context, one, several, count)
                if context
                else theirs.ngettext(one, several, count)
            )
            assert ours.find_plural(one, several, count, context) == found


def test_what_it_lacks_is_english():
    empty = CompiledCatalogue()
    assert empty.find("{client} is gone", "a context") == "{client} is gone"
    assert [empty.find_plural("a visit", "visits", count) for count in (0, 1, 2)] == [
        "visits",
        "a visit",
        "visits",
    ]


def test_what_is_no_catalogue_is_refused():
    with pytest.raises(ValueError, match="no catalogue"):
        CompiledCatalogue(b"PK\3\4" * 10)
