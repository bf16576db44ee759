"""How likely two profiles are of one client or person, and why. The only user of rapidfuzz."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp

from rapidfuzz.fuzz import ratio

from clientfile.records.likeness.blocks import candidate_pairs
from clientfile.records.likeness.profile import Traits, are_set_apart

LEAST = 0.9
"""The score from which on two are shown; chosen on the first set of Febrl (see the tests)."""
_EVEN = 6.8
"""The evidence that speaks as much for as against; 9 is the score 0.9."""
_UNLIKE = 0.55
"""A likeness of two texts below which it speaks against."""
_ALIKE = 0.85
"""A likeness of two texts from which on it is told as a reason."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely two are one: `score` from 0 to 1, `reasons` in words of `REASONS`; `certain` where
    a register says so.
    """

    score: float
    reasons: tuple[str, ...]
    certain: bool = False


def alike_pairs(
    profiles: Sequence[Traits], least: float = LEAST
) -> Iterator[tuple[Traits, Traits, Likeness]]:
    """Each two profiles that are alike enough, and that no record says apart."""
    threshold = _evidence_of(least)
    for one, other in candidate_pairs(profiles):
        first, second = profiles[one], profiles[other]
        is_certain = not first.registers or not second.registers or _registers(first, second) > 0
        if (not first.company and first.registers and second.registers and is_certain) or (
            _evidence(first, second) >= threshold
        ):
            found = likeness(first, second)
            if (found.certain or found.score >= least) and not are_set_apart(first, second):
                yield first, second, found


def nearest(new: Traits, others: Iterable[Traits], least: float = LEAST) -> list[Traits]:
    """The profiles that are alike enough to a new one, the most alike first."""
    threshold = _evidence_of(least)
    found = [(_evidence(new, each), each) for each in others]
    return [
        each
        for evidence, each in sorted(found, key=lambda pair: -pair[0])
        if evidence >= threshold or (not new.company and _registers(new, each) > 0)
    ]


def likeness(one: Traits, other: Traits) -> Likeness:
    """How likely two profiles are of one."""
    certain = _registers(one, other) > 0
    reasons = tuple(_reasons(one, other))
    if certain:
        return Likeness(1.0, reasons, True)
    return Likeness(_score_of(_evidence(one, other)), reasons)


def _score_of(evidence: float) -> float:
    return 1 / (1 + exp(_EVEN - evidence))


def _evidence_of(score: float) -> float:
    from math import log

    return _EVEN - log(1 / min(max(score, 1e-9), 1 - 1e-9) - 1)


def _evidence(one: Traits, other: Traits) -> float:
    """The sum of what speaks for two being one, less what speaks against."""
    whole = _people(one, other) if one.company else _companies(one, other)
    street, place = one.street, one.place
    if street and place and other.street and other.place and street != other.street:
        crossed = ratio(street, other.place) + ratio(place, other.street)
        if crossed > ratio(street, other.street) + ratio(place, other.place) + 40:
            street, place = place, street
    whole += _compared(street, other.street, 5) + _compared(place, other.place, 4)
    whole += _compared(one.number, other.number, 2.5) + _compared(one.region, other.region, 1)
    return whole + _compared(one.city, other.city, 4.5) + _compared(one.postcode, other.postcode, 4)


def _people(one: Traits, other: Traits) -> float:
    first, last = one.first, one.last
    if first and last and last != other.last:
        crossed = ratio(first, other.last) + ratio(last, other.first)
        if crossed > ratio(first, other.first) + ratio(last, other.last) + 60:
            first, last = last, first
    whole = _compared(first, other.first, 3) + _compared(last, other.last, 4)
    whole += 3 if one.company == other.company else 0
    return whole + _shared(one.emails, other.emails, 9) + _shared(one.lines, other.lines, 5)


def _companies(one: Traits, other: Traits) -> float:
    alike = ratio(one.last, other.last) / 100
    tight = ratio(one.last.replace(" ", ""), other.last.replace(" ", "")) / 100
    alike = max(alike, tight)
    whole = 8 * (alike - 0.7) / 0.3 if alike > 0.7 else -6.0 * min(1.0, (0.7 - alike) / 0.3)
    whole += _shared(one.lines, other.lines, 6) + _shared(one.emails, other.emails, 4)
    whole += 5 if one.domain and one.domain == other.domain else 0
    return whole + _registers(one, other)


def _registers(one: Traits, other: Traits) -> float:
    """What register numbers say: sites of one company have each a SIRET of their own."""
    if not one.registers or not other.registers:
        return 0
    same = set(one.registers) & set(other.registers)
    sites = [each for each in (*one.registers, *other.registers) if each.startswith("siret")]
    if len(sites) > 1 and len(set(sites)) > 1:
        return -20
    if same:
        return 20
    kinds = {each.split()[0] for each in one.registers}
    return -6 if kinds & {each.split()[0] for each in other.registers} else 0


def _shared(one: tuple[str, ...], other: tuple[str, ...], weight: float) -> float:
    return weight if one and other and not set(one).isdisjoint(other) else 0


def _compared(one: str, other: str, weight: float) -> float:
    """What two texts say: up to `weight` for, up to half of it against; nothing where one lacks."""
    if not one or not other:
        return 0
    if one == other:
        return weight
    alike = ratio(one, other) / 100
    if alike > _UNLIKE:
        return weight * (alike - _UNLIKE) / (1 - _UNLIKE)
    return -weight * min(1.0, (_UNLIKE - alike) / 0.2) / 2


def _reasons(one: Traits, other: Traits) -> Iterator[str]:
    """What two profiles have in common, in words."""
    common = set(one.registers) & set(other.registers)
    yield from dict.fromkeys(each.split()[0] for each in one.registers if each in common)
    names = (f"{each.first} {each.last}".strip() for each in (one, other))
    if _are_alike(*names):
        yield "name"
    if _shared(one.lines, other.lines, 1):
        yield "phone"
    if _shared(one.emails, other.emails, 1):
        yield "email"
    if one.domain and one.domain == other.domain:
        yield "domain"
    if _are_alike(one.street, other.street) and _are_alike(one.city, other.city):
        yield "address"
    elif _are_alike(one.city, other.city):
        yield "city"
    if one.company and one.company == other.company:
        yield "client"


def _are_alike(one: str, other: str) -> bool:
    return bool(one and other) and (one == other or ratio(one, other) >= 100 * _ALIKE)
