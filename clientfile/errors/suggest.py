"""Suggestions for a mistyped word: words compared without case and accents, the nearest of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

# Longer words are compared by so many characters.
_LONGEST = 64
# How like a word a candidate has to be, of 1, and by how much less than the likeliest.
_CLOSE, _AS_CLOSE = 0.6, 0.04
_SLIP = 0.9
FEW, _BESIDE = 24, 10
"""So many words can be listed in a message, and beside the one that was meant; more are no help."""

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
    """At most `n` of the candidates that `word` may have been meant for, the likeliest first.

    A candidate is compared whole and word by word, so that `dupond` finds `jean-dupont`. Those that
    are much less like it than the likeliest one are left out. Of a mapping the keys are compared,
    and what they stand for is told: `{"grossiste": "wholesaler"}`.
    """
    told = candidates if isinstance(candidates, Mapping) else {each: each for each in candidates}
    matcher: SequenceMatcher[str] = SequenceMatcher(autojunk=False)
    matcher.set_seq2(fold(word[:_LONGEST]))
    scored = [(_closeness(matcher, fold(each)), meant) for each, meant in told.items()]
    likeliest = max((score for score, _ in scored), default=0)
    least = max(_CLOSE, likeliest - _AS_CLOSE)
    close = sorted((pair for pair in scored if pair[0] >= least), key=lambda pair: -pair[0])
    return list(dict.fromkeys(meant for _, meant in close))[:n]


def slips(name: str, candidates: Mapping[str, str]) -> list[str]:
    """What those candidates stand for from which a whole name differs by a letter or two."""
    matcher: SequenceMatcher[str] = SequenceMatcher(autojunk=False)
    matcher.set_seq2(fold(name))
    return [told for each, told in candidates.items() if _ratio(matcher, fold(each)) >= _SLIP]


def did_you_mean(word: str, known: Iterable[str] | Mapping[str, str], otherwise: str = "") -> str:
    """What to write instead of a word that is none of `known`, for the end of a message.

    `did you mean X?` where one is near, with all there are behind it where these are few. Where
    none is near, `otherwise`, else what there is. A mapping is taken as by `nearest`.
    """
    known = known if isinstance(known, Mapping) else {each: each for each in known}
    near = nearest(word, known)
    words = list(dict.fromkeys(known.values()))
    if near:
        others = f" ({', '.join(words)})" if len(near) < len(words) <= _BESIDE else ""
        return f"did you mean {' or '.join(near)}?{others}"
    if otherwise or not words:
        return otherwise or "there are none"
    rest = f" and {len(words) - FEW} more" if len(words) > FEW else ""
    return f"write one of {', '.join(words[:FEW])}{rest}"


def _closeness(matcher: SequenceMatcher[str], folded: str) -> float:
    words = re.split(r"\W+", folded)
    whole = _ratio(matcher, folded)
    return max([whole, *(_ratio(matcher, each) * 0.95 for each in words if len(each) > 2)])


def _ratio(matcher: SequenceMatcher[str], form: str) -> float:
    matcher.set_seq1(form)
    # The two quick ones are upper bounds: most names of a large folder stop at them.
    if matcher.real_quick_ratio() < _CLOSE or matcher.quick_ratio() < _CLOSE:
        return 0.0
    return matcher.ratio()
