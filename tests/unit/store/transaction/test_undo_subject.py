"""What the subject of an undo's commit says, whatever the language it was written in."""

from __future__ import annotations

import pytest

from clientfile.language import translate
from clientfile.language.catalogue import languages
from clientfile.store.transaction.undo_subject import UndoSubject, parse_undo

UNDOES = [
    UndoSubject("visit on 2026-11-20", "acme", restores=False),
    UndoSubject("visit on 2026-11-20", "acme", restores=True),
    UndoSubject("import customers from fair.csv: 2 created", "", restores=False),
    UndoSubject("import customers from fair.csv: 2 created", "", restores=True),
    UndoSubject('note "as before"', "acme", restores=False),
    UndoSubject("globex: note « comme avant »", "", restores=True),
]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("undo", UNDOES)
def test_an_undo_is_read_back_in_the_language_it_was_told_in(undo, language):
    said = translate(undo.message(), language)
    assert parse_undo(said) == undo
    # A commit's subject has plain blanks.
    assert parse_undo(" ".join(said.split())) == undo


@pytest.mark.parametrize(
    "subject", ["acme: visit on 2026-11-20", "took back", "annulation", 'Revert "acme: x"', ""]
)
def test_another_subject_is_that_of_no_undo(subject):
    assert parse_undo(subject) is None
