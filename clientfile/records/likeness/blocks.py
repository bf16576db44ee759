"""Pairs that may be alike: those with something in common that few others have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clientfile.records.likeness.profile import Traits

_MOST_IN_BLOCK = 40
"""A key that more than so many have says nothing of two of them."""


def candidate_pairs(profiles: Sequence[Traits]) -> Iterator[tuple[int, int]]:
    """The places of two profiles that have a number or an address in common, or two other rare
    keys; each pair once.
    """
    blocks: dict[str, list[int]] = {}
    for place, profile in enumerate(profiles):
        for key in keys_of(profile):
            block = blocks.get(key)
            if block is None:
                blocks[key] = [place]
            elif block[-1] != place:
                block.append(place)
    size = len(profiles)
    once: set[int] = set()
    pairs: set[int] = set()
    for key, block in blocks.items():
        if 1 < len(block) <= _MOST_IN_BLOCK:
            for index, one in enumerate(block, 1):
                first = one * size
                found = {first + other for other in block[index:]}
                if key[0] != "=":
                    found, seen = found & once, found
                    once |= seen
                pairs |= found
    return (divmod(pair, size) for pair in pairs)


def keys_of(profile: Traits) -> Iterator[str]:
    """What a profile may have in common with that of the same client or person; that which alone
    is enough begins with `=`.
    """
    for text in (*profile.registers, *profile.lines, *profile.emails):
        yield "=" + text
    if profile.domain:
        yield "=@" + profile.domain
    yield from _name_keys(profile) if profile.company else _company_keys(profile)
    yield from _address_keys(profile)


def _company_keys(profile: Traits) -> Iterator[str]:
    """A company's name, and each word of it: where it is rare, and within its town."""
    yield "=n" + profile.last.replace(" ", "")[:14]
    city, postcode = profile.city[:4], profile.postcode
    for word in profile.last.split():
        if len(word) > 1:
            yield "w" + word[:6]
            yield f"c{word[:5]} {city}"
            yield f"p{word[:4]} {postcode}"


def _name_keys(profile: Traits) -> Iterator[str]:
    """Beginnings and ends of both names, whichever stands first."""
    first, last = profile.first, profile.last
    if first and last:
        one, other = first[:4], last[:4]
        yield f"=f{one} {other}" if one < other else f"=f{other} {one}"
    for name in (first, last):
        if name:
            start = name[:4]
            yield f"={start} {profile.company}"
            if profile.postcode:
                yield f"=p{start} {profile.postcode}"
            if profile.city:
                yield f"v{start} {profile.city[:4]}"
            if profile.street:
                yield f"s{start} {profile.street[:4]}"
            if profile.number:
                yield f"n{name[-4:]} {profile.number}"


def _address_keys(profile: Traits) -> Iterator[str]:
    street, place, city = profile.street, profile.place, profile.city[:4]
    number, postcode = profile.number, profile.postcode
    if street:
        yield f"=a{street[:6]} {number}"
        yield f"b{street[:5]} {postcode}"
        yield f"d{street[-6:]} {city}"
        yield f"h{street[:5]} {city}"
    if city and number:
        yield f"=e{city} {number} {postcode}"
    if place:
        yield f"l{place[:5]} {number}"
        yield f"m{place[:5]} {city}"
        yield f"o{place[:5]} {postcode}"
