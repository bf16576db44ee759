"""The text of a new `clientfile.toml`: every setting with what it is for."""

from __future__ import annotations

from clientfile.language import _, translate
from clientfile.language.catalogue import languages

_COMMENTS_FROM = 29


def new_settings(records: str, language: str) -> str:
    """The settings of a new folder, explained in its language; `records` names the records
    folder.
    """
    others = ", ".join(f'"{each}"' for each in languages() if each != language)
    lines = [
        ("", _("The settings of this client folder; every line may be left out.")),
        ('format = "1.0"', ""),
        (f'records = "{records}"', _("where the records are, relative to this file")),
        ('currency = "EUR"', _("of every client that names no other")),
        ('# country = "FR"', _("of telephone numbers without a country's code")),
        ("fiscal_year_start = 1", _('the month in which a fiscal year begins, or a day: "04-06"')),
        (
            f'language = "{language}"',
            _("or {others}: headings, titles and words of a record", others=others),
        ),
        ("# payments_since = 2026-01-01", _("then invoices are open until paid")),
        ("", ""),
        ("[cadence]", _("days between two contacts, by class or status")),
        ("A = 30", ""),
        ("B = 60", ""),
        ("C = 120", ""),
        ("prospect = 45", ""),
        ("relationship = 90", _("between two that are not about selling")),
        ("promise = 14", _("until what was promised without a day falls due")),
        ("", ""),
        ("# [rates.2026]", _("one unit of a currency in the folder's")),
        ("# USD = 0.92", ""),
        ("", ""),
        ("# [terms]", _("of payment, where a client has none of its own")),
        ("# days = 30", ""),
        ("", ""),
        ("# [[vat]]", _("a rate of VAT, from a day on, for clients of a country")),
        ("# from = 2014-01-01", ""),
        ('# rate = "20%"', ""),
        ('# country = "FR"', ""),
        ("", ""),
        ("# [team]", _("who is who in git")),
        ('# claire = "claire@example.com"', ""),
    ]
    return "".join(_write_line(setting, translate(text, language)) for setting, text in lines)


def _write_line(setting: str, comment: str) -> str:
    """A line of the file; a comment by itself where it sets nothing."""
    if setting and comment:
        setting = f"{setting:<{_COMMENTS_FROM - 1}} "
    return f"{setting}# {comment}\n" if comment else f"{setting}\n"
