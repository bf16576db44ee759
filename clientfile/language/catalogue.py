"""Loads the compiled catalogue of a language, finds messages in it, and its way with numbers.

A language is one file, `locale/LANGUAGE/LC_MESSAGES/clientfile.po`, compiled when the package is
built. How the language writes numbers and dates stands there too, as samples that the translator
writes: `1,234.5` is `1 234,5` in one language and `1.234,5` in another.
"""

from __future__ import annotations

import pkgutil
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from clientfile.language.message import ENGLISH, pgettext

if TYPE_CHECKING:
    from clientfile.language.compiled import CompiledCatalogue

_DOMAIN = "clientfile"
NUMBER = pgettext("a number: its marks of thousands and decimals are taken from it", "1,234.5")
PERCENTAGE = pgettext("a percentage", "{number} %", number="1")
AMOUNT = pgettext("an amount of money", "{number} {currency}", number="1", currency="EUR")
DATE = pgettext("a day", "{year}-{month}-{day}", year="2026", month="11", day="28")
EURO = pgettext("currency", "EUR")


class Catalogue:
    """The messages of one language; those of English are the patterns themselves."""

    def __init__(self, language: str, translations: CompiledCatalogue) -> None:
        self.language, self._translations = language, translations

    def find(self, pattern: str, context: str = "") -> str:
        """The translation of a pattern, or the pattern where there is none."""
        # An empty pattern is the key of the catalogue's own header.
        return self._translations.find(pattern, context) if pattern else ""

    def find_plural(self, one: str, several: str, count: int, context: str = "") -> str:
        """The pattern for that number, by the language's rule of plurals."""
        return self._translations.find_plural(one, several, count, context)

    @cached_property
    def marks(self) -> tuple[str, str]:
        """The marks that this language puts between thousands and before decimals."""
        sample = self.find(NUMBER.pattern, NUMBER.context)
        return sample.partition("1")[2].partition("2")[0], sample.partition("4")[2][:-1]

    def mark(self, number: str) -> str:
        """A number in English notation, `1,234.5`, with this language's marks."""
        thousands, point = self.marks
        whole, dot, decimals = number.partition(".")
        return whole.replace(",", thousands) + (point if dot else "") + decimals

    def format_percentage(self, number: str) -> str:
        """A percentage whose number is marked already."""
        return self.find(PERCENTAGE.pattern, PERCENTAGE.context).format(number=number)

    def format_amount(self, number: str, currency: str) -> str:
        """An amount whose number is marked already, with its currency's code or sign."""
        pattern = self.find(AMOUNT.pattern, AMOUNT.context)
        return pattern.format(number=number, currency=self.currency_sign(currency))

    def currency_sign(self, currency: str) -> str:
        """The sign of a currency, or its code where the language has no sign for it."""
        return self.find(currency, EURO.context)

    def format_date(self, day: date) -> str:
        """A day as the language writes it in figures; English has it as `2026-11-28`."""
        pattern = self.find(DATE.pattern, DATE.context)
        return pattern.format(year=f"{day.year:04}", month=f"{day.month:02}", day=f"{day.day:02}")

    def group(self, number: int) -> int:
        """A number whose format with a comma, as in `{count:,}`, has this language's mark."""
        grouped = _GroupedInteger(number)
        grouped.catalogue = self
        return grouped


class _GroupedInteger(int):
    """An integer that a sentence writes with the marks of a catalogue."""

    catalogue: Catalogue

    def __format__(self, spec: str) -> str:
        return self.catalogue.mark(format(int(self), spec))


@cache
def load_catalogue(language: str) -> Catalogue:
    """The catalogue of a language; that of English where the language is not among `languages`."""
    from clientfile.language.compiled import CompiledCatalogue

    compiled = None if language == ENGLISH else _packaged(language)
    if compiled is None:
        return Catalogue(ENGLISH, CompiledCatalogue())
    return Catalogue(language, CompiledCatalogue(compiled))


def has_language(language: str) -> bool:
    """Whether the program has a language: English, or one with a folder of its own."""
    return language == ENGLISH or (language.isalnum() and (locale_folder() / language).is_dir())


@cache
def languages() -> tuple[str, ...]:
    """The codes of all languages that the program has, English first."""
    folder = locale_folder()
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    return (ENGLISH, *(name for name in names if name != ENGLISH and has_language(name)))


def locale_folder() -> Path:
    """The folder of the package that has one folder for each language."""
    import clientfile

    return Path(clientfile.__path__[0], "locale")


@cache
def _packaged(language: str) -> bytes | None:
    try:
        name = f"locale/{language}/LC_MESSAGES/{_DOMAIN}.mo"
        return pkgutil.get_data("clientfile", name)
    except OSError:
        return None
