"""Texts that end with a day, such as `send samples by friday`: split, or what of it is not read."""

from __future__ import annotations

import re
from datetime import date

from clientfile.errors.suggest import fold
from clientfile.records.fiscal_year import FiscalYearStart
from clientfile.records.typed.dates import find_day
from clientfile.records.typed.day_words import (
    AMBIGUOUS_WORDS,
    DAY_WORDS,
    MONTHS,
    NEAR_DAYS,
    SPANS,
    WEEKDAYS,
)
from clientfile.records.typed.deadlines import parse_deadline

# A word before a day; the articles "le" and "au" are one by themselves: "au 12/12".
_BEFORE = re.compile(
    r"(?:by|on|before|until|pour|avant|d'ici) |jusqu'(?=au? )|(?=(?:le|au) )",
)
# What may stand before a deadline, which is a day by its own words: "en semaine 50".
_LEADING = re.compile(r"(?:(?:en|vers|at|for|a|in) )?(?:(?:la|the) |l')?")
# A part of what stands before: "the invoice of end of March".
_OF = frozenset({"de", "du", "des", "of", "from", "since", "depuis"})
_MOST_WORDS, _LONGEST = 8, 60

_BARE = {*DAY_WORDS, *MONTHS, *SPANS} - AMBIGUOUS_WORDS - {"may"}
_LIKE_A_DAY = re.compile(
    "(?:(?:in|on|by|at|en|le|la|a|vers|courant|apres|after|from|the|mid) )?(?:"
    + "|".join(
        [
            *sorted(_BARE, key=len, reverse=True),
            "(?:in|by|of|until) may",
            r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?",
            r"\d{4}-\d{1,2}-\d{1,2}",
            r"(?:week|semaine) ?\d{1,2}",
            "(?:week|semaine|month|mois|quarter|trimestre|year|annee|ete|hiver) prochaine?",
            "(?:next|this|ce|cette|cet) "
            "(?:week|semaine|month|mois|quarter|trimestre|year|annee|spring|summer|autumn|winter)",
            "[qt][1-4]",
        ]
    )
    + r")(?: \d{4})?"
    r"(?: (?:a |at |vers )?(?:\d{1,2} ?[h:] ?\d{0,2}|noon|midi|matin|morning|apres-midi|afternoon"
    "|soir|evening))?"
)
_MOST_LIKE_A_DAY = 6


def split_text_and_day(
    text: str, today: date, fiscal_year_start: FiscalYearStart | None = None
) -> tuple[str, date | None]:
    """A text and the day at its end: "send samples by friday" → ("send samples", …).

    The day follows "by", "on", "before", "until", "le", "au", "pour", "avant", "d'ici" or
    "jusqu'à", or says so itself ("tomorrow", "in 10 days", "fin mars", "mardi prochain",
    "vendredi 4 décembre"). It is resolved toward the future, as in `parse_day`. Without a day the
    whole is text ("stand by me"); with a day alone the text is empty. Raises InvalidValueError for
    a tail formed like a date that is none (31/02/2026).
    """
    text = text.strip()
    starts = [match.start() for match in re.finditer(r"\S+", text)][-_MOST_WORDS:]
    for start in starts:
        before, tail = text[:start].rstrip(), text[start:]
        if len(tail) > _LONGEST:
            continue
        word_before = fold(before[-_LONGEST:]).rpartition(" ")[2]
        if (day := _parse_tail(fold(tail), word_before, today, fiscal_year_start)) is not None:
            return before, day
    return text, None


def _parse_tail(
    tail: str, word_before: str, today: date, fiscal_year_start: FiscalYearStart | None
) -> date | None:
    """The day that a folded tail is, behind a word like "by" or by its own words."""
    match = _BEFORE.match(tail)
    if match and (rest := tail[match.end() :]) not in AMBIGUOUS_WORDS:
        day = find_day(rest, today, toward="future", fiscal_year_start=fiscal_year_start)
        if day is not None:
            return day
    if word_before in _OF:
        return None
    if _is_day_by_itself(tail):
        return find_day(tail, today, toward="future", fiscal_year_start=fiscal_year_start)
    leading = _LEADING.match(tail)
    rest = tail[leading.end() :] if leading else tail
    return parse_deadline(tail, today, "future", fiscal_year_start) or parse_deadline(
        rest, today, "future", fiscal_year_start
    )


def _is_day_by_itself(text: str) -> bool:
    """Whether a folded text is `tomorrow`, or begins as `friday 4 December` does."""
    word, __, rest = text.partition(" ")
    return NEAR_DAYS.get(text, 0) > 0 or (word.rstrip(".,") in WEEKDAYS and rest[:1].isalnum())


def unread_day(text: str) -> str:
    """What looks like a day at the end of a text that has none, or "": `in may`, `friday noon`."""
    words = text.split()
    for count in range(min(len(words), _MOST_LIKE_A_DAY), 0, -1):
        tail = " ".join(words[-count:])
        if len(tail) <= _LONGEST and _LIKE_A_DAY.fullmatch(fold(tail)):
            return tail
    return ""
