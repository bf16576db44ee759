"""docs/team.md says of each message of sync, resolve and `init --from` what it means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from tests.support.paths import ROOT

PAGES = {"en": ROOT / "docs" / "team.md", "fr": ROOT / "docs" / "fr" / "team.md"}
CATALOGUE = ROOT / "clientfile" / "locale" / "fr" / "LC_MESSAGES" / "clientfile.po"
HEADING = {"en": "## What each message means\n", "fr": "## Ce que signifie chaque message\n"}
# Where sentences are that people meet there; questions and tables of conflicts explain themselves.
ROOMS = re.compile(
    r"clientfile/(store/(sync/|unsettled|merge_record|merge_driver|git/(transport|watch|landing|incoming|config_file))"
    r"|console/sync/(print_outcome|joining)|commands/resolve|records/merge/)"
)
OTHERS = {
    "what is under way": {
        "fetching what the others have sent", "merging", "writing the records", "sending yours",
        "receiving: {done:,} of {count:,}", "sending: {done:,} of {count:,}",
    },
    "parts of a line, of help or of a subject": {
        "  and {count} more", "  {change} ({author})", "{client}: {what}", "interrupted", "make",
        "remove", "write", "Merge records by clientfile", "a record has an error now",
        "conflicts to decide", "All where none is named.",
        "Show the diff or the conflicts, change nothing.",
    },
    "questions": {
        "which of the team are you? {names}; Enter for none", "write one of {words}",
        "your e-mail address", "your name, as your colleagues read it",
    },
    "of every command that is interrupted": {
        "the commit {commit} stands on {branch}: {reason}",
        "what it brought stands on {branch}, since another commit follows it",
    },
}  # fmt: skip
"""Messages without a row, by why they have none."""


@cache
def messages() -> list[Message]:
    """The messages of these rooms that are sentences by themselves."""
    with CATALOGUE.open("rb") as file:
        found = [message for message in read_po(file, locale="fr") if message.id]
    others = {text for texts in OTHERS.values() for text in texts}
    return [
        message
        for message in found
        if any(ROOMS.match(path) for path, _line in message.locations)
        and forms(message, "en")[0] not in others
        and not any(text.startswith(forms(message, "en")[0][:40]) for text in help_texts())
    ]


def help_texts() -> Iterator[str]:
    """The paragraphs of the help of `resolve`, in one line each."""
    from clientfile.commands.resolve import resolve

    for paragraph in (resolve.__doc__ or "").split("\n\n"):
        yield " ".join(paragraph.split())


def forms(message: Message, language: str) -> tuple[str, ...]:
    """The message of one and of many, as it is in a language."""
    text = message.id if language == "en" else message.string
    return (text,) if isinstance(text, str) else tuple(text)


def cells(language: str) -> list[str]:
    """The messages that the page explains: whole ones, and beginnings that end with `…`."""
    _, _, section = PAGES[language].read_text().partition(HEADING[language])
    rows = re.findall(r"^\| (.+?) \|.*\|.*\|$", section, re.MULTILINE)
    return [cell for column in rows if column != "message" for cell in column.split("<br>")]


def is_explained(text: str, cell: str) -> bool:
    """Whether a cell is this message, with `…` for each place and for an end that is left out."""
    shown = re.sub(r"\{[^}]*\}", "…", text)
    return shown == cell or (cell[-1] == "…" and shown.startswith(cell[:-1].rstrip()))


@pytest.mark.parametrize("language", PAGES)
def test_every_message_has_a_row(language):
    explained = cells(language)
    missing = [
        message.id
        for message in messages()
        if not any(
            is_explained(form, cell) for form in forms(message, language) for cell in explained
        )
    ]
    assert missing == []


@pytest.mark.parametrize("language", PAGES)
def test_every_row_is_of_a_message(language):
    shown = [form for message in messages() for form in forms(message, language)]
    assert [
        cell for cell in cells(language) if not any(is_explained(each, cell) for each in shown)
    ] == []
