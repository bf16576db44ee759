"""Suggestions for a mistyped word: the nearest of the candidates, without case and accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from clientfile.language import Lines, _, ngettext

# So many first characters of a word are compared.
_LONGEST = 64
# The least likeness of a suggestion (1 is equal), and its largest distance from the best one's.
_CLOSE, _AS_CLOSE = 0.6, 0.04
# The least likeness of two names that differ by a letter or two.
_SLIP = 0.9
FEW, _BESIDE = 24, 10
"""The most words that a message lists, and that it lists beside a suggestion."""

_APOSTROPHES = "’‘ʼʹ′´`＇‛"
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
    | dict.fromkeys(_APOSTROPHES, "'")
)
_DROPPED = frozenset({"Mn", "Me", "Cf"})


def fold(text: str) -> str:
    """`text` for comparing: no case, no accents, no ligatures, plain apostrophes, single spaces.

    Characters that are not seen (zero-width, soft hyphens) go too. Folding twice changes nothing.
    """
    if not text.isascii():
        text = _compatible(_compatible(text))
        text = "".join(c for c in text if unicodedata.category(c) not in _DROPPED)
    return " ".join(text.lower().replace("`", "'").split())


def _compatible(text: str) -> str:
    # Decomposing can yield new capitals, and lower-casing new accents: hence the order, and twice.
    text = unicodedata.normalize("NFD", text).translate(_LETTERS).casefold().translate(_LETTERS)
    return unicodedata.normalize("NFKD", text)


def nearest(word: str, candidates: Iterable[str] | Mapping[str, str], n: int = 3) -> list[str]:
    """The at most `n` candidates nearest to `word`, the nearest first.

    A candidate is compared whole and word by word, so that `dupond` finds `jean-dupont`. Candidates
    much less like it than the best one are left out. Of a mapping the keys are compared and the
    values returned: `{"grossiste": "wholesaler"}`.
    """
    values = candidates if isinstance(candidates, Mapping) else {each: each for each in candidates}
    matcher: SequenceMatcher[str] = SequenceMatcher(autojunk=False)
    matcher.set_seq2(fold(word[:_LONGEST]))
    scored = [(_closeness(matcher, fold(key)), value) for key, value in values.items()]
    best = max((score for score, _ in scored), default=0)
    least = max(_CLOSE, best - _AS_CLOSE)
    close = sorted((pair for pair in scored if pair[0] >= least), key=lambda pair: -pair[0])
    return list(dict.fromkeys(value for _, value in close))[:n]


def slips(name: str, candidates: Mapping[str, str]) -> list[str]:
    """The values of the candidates from which a whole name differs by a letter or two."""
    matcher: SequenceMatcher[str] = SequenceMatcher(autojunk=False)
    matcher.set_seq2(fold(name))
    return [value for key, value in candidates.items() if _ratio(matcher, fold(key)) >= _SLIP]


def did_you_mean(
    word: str, candidates: Iterable[str] | Mapping[str, str], otherwise: str = ""
) -> str:
    """The end of a message about a word that is none of the candidates: what to write instead.

    `did you mean X?` where one is near, followed by all candidates if these are few. Where none is
    near, `otherwise`; without it, the candidates. A mapping is compared as by `nearest`.
    """
    values = candidates if isinstance(candidates, Mapping) else {each: each for each in candidates}
    near = nearest(word, values)
    words = list(dict.fromkeys(values.values()))
    if near and len(near) < len(words) <= _BESIDE:
        return _(
            "did you mean {near}? ({words})", near=alternatives(near), words=Lines(words, ", ")
        )
    if near:
        return _("did you mean {words}?", words=alternatives(near))
    if otherwise or not words:
        return otherwise or _("there are none")
    return _("write one of {words}", words=list_some(words, FEW))


def alternatives(words: Sequence[str]) -> str:
    """The words with `or` between them."""
    *others, last = words
    return _("{words} or {last}", words=alternatives(others), last=last) if others else last


def enumeration(words: Sequence[str]) -> str:
    """The words with `and` between them."""
    *others, last = words
    return _("{words} and {last}", words=enumeration(others), last=last) if others else last


def list_some(words: Sequence[str], most: int = 8) -> str:
    """At most so many of the words, and how many more there are."""
    listed, rest = Lines(words[:most], ", "), len(words) - most
    if rest <= 0:
        return listed
    return ngettext("{words} and {count} more", "{words} and {count} more", rest, words=listed)


def _closeness(matcher: SequenceMatcher[str], folded: str) -> float:
    words = re.split(r"\W+", folded)
    whole = _ratio(matcher, folded)
    return max([whole, *(_ratio(matcher, each) * 0.95 for each in words if len(each) > 2)])


def _ratio(matcher: SequenceMatcher[str], form: str) -> float:
    matcher.set_seq1(form)
    # The two quick ratios are upper bounds: most names of a large folder are ruled out by them.
    if matcher.real_quick_ratio() < _CLOSE or matcher.quick_ratio() < _CLOSE:
        return 0.0
    return matcher.ratio()
