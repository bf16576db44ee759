"""Which language a person reads: theirs, else the folder's, else English."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from clientfile.language.catalogue import has_language
from clientfile.language.message import ENGLISH

VARIABLE = "CLIENTFILE_LANG"
"""The environment variable that names the reader's language."""
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")


def choose_language(
    option: str,
    environment: Mapping[str, str],
    git_setting: Callable[[], str],
    folder_setting: Callable[[], str],
) -> str:
    """The reader's language: that of `--lang`, of the environment's CLIENTFILE_LANG, of git's
    clientfile.lang, of the locale, of the folder, and English, the first that the program has.

    The last two arguments are called where nothing before them decides.
    """
    for name in (option, environment.get(VARIABLE, "")):
        if name and has_language(base_language(name)):
            return base_language(name)
    for find in (git_setting, lambda: locale_language(environment), folder_setting):
        name = base_language(find())
        if name and has_language(name):
            return name
    return ENGLISH


def locale_language(environment: Mapping[str, str]) -> str:
    """The language of the locale for messages, such as `fr`; "" for none or that of C."""
    name = next((environment[key] for key in _LOCALE if environment.get(key)), "")
    base = base_language(name)
    return "" if base in ("c", "posix") else base


def base_language(name: str) -> str:
    """The language of a locale's name: `fr` of `fr_FR.UTF-8@euro`."""
    for mark in (".", "@", "_", "-"):
        name = name.partition(mark)[0]
    return name.casefold()
