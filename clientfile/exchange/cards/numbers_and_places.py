"""Telephones, e-mail and postal addresses of a card: which field each belongs to, or none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from clientfile.exchange.cards.content_lines import ContentLine
from clientfile.language import Message, _
from clientfile.records.typed.words import form_of
from clientfile.schema.files import country_names

NETWORKS = ("linkedin", "xing", "facebook", "instagram", "mastodon", "bluesky", "twitter")
"""The social networks whose names a card may have."""
LeftOut = Message
"""What of a card has no place in a record, with its text."""
Placed = tuple[dict[str, str], list[LeftOut]]

_EXTENSION = re.compile(r";ext=(\w+).*|;.*", re.IGNORECASE)
_ASSISTANT = "assistant"


def place_numbers(lines: Sequence[ContentLine], labels: Mapping[str, str]) -> Placed:
    """Direct line, mobile and fax; `labels` are the names that the user gave to groups of lines.

    The direct line is that at work, else one of no place, else the one at home. Several are
    joined. A pager, and what is at home beside one at work, has no place.
    """
    by_kind: dict[str, list[str]] = {}
    for each in lines:
        if number := _number(each):
            kind = _kind(each.types, labels.get(each.group, "").lower())
            by_kind.setdefault(kind, []).append(number)
    work = [*by_kind.get("work", []), *by_kind.get("other", [])]
    home = by_kind.get("home", [])
    cells = {
        "phone": _join(work or home),
        "mobile": _join(by_kind.get("mobile", [])),
        "fax": _join(by_kind.get("fax", [])),
        "assistant_phone": _join(by_kind.get(_ASSISTANT, [])),
    }
    left_out = [_("the telephone at home {text}", text=each) for each in home if work]
    left_out += [_("the fax at home {text}", text=each) for each in by_kind.get("home_fax", [])]
    left_out += [_("the pager {text}", text=each) for each in by_kind.get("pager", [])]
    return cells, left_out


def _number(line: ContentLine) -> str:
    """The telephone number of a line, of a text or of a `tel:` address."""
    text = line.text
    if text[:4].lower() == "tel:":
        text = _EXTENSION.sub(
            lambda ext: f" ext. {ext[1]}" if ext[1] else "", text[4:]
        )  # no message
    return " ".join(text.split())


def _kind(types: frozenset[str], label: str) -> str:
    if _ASSISTANT in label:
        return _ASSISTANT
    if "fax" in types:
        return "home_fax" if "home" in types and "work" not in types else "fax"
    if types & {"cell", "iphone"}:
        return "mobile"
    if "pager" in types:
        return "pager"
    if "work" in types:
        return "work"
    return "home" if "home" in types else "other"


def place_emails(lines: Sequence[ContentLine]) -> Placed:
    """All e-mail addresses, the preferred one first."""
    ordered = sorted(lines, key=lambda each: "pref" not in each.types)
    texts = [re.sub(r"^mailto:", "", each.text, flags=re.IGNORECASE) for each in ordered]
    # The text of one without @ is a name of an older mail system.
    left_out = [_("the e-mail {text}", text=each) for each in texts if each and "@" not in each]
    return {"email": _join(["".join(each.split()) for each in texts if "@" in each])}, left_out


def place_addresses(lines: Sequence[ContentLine]) -> Placed:
    """The address at work, else the first one of no place. Others have no place."""
    filled = [each for each in lines if any(each.parts)]
    at_work = [each for each in filled if "work" in each.types]
    elsewhere = [each for each in filled if not each.types & {"work", "home"}]
    first = next(iter(at_work or elsewhere), None)
    left_out: list[LeftOut] = []
    for each in filled:
        text = ", ".join(filter(None, (_one_line(part) for part in each.parts)))
        if each is first:
            continue
        if "home" in each.types:
            left_out.append(_("the address at home {text}", text=text))
        else:
            left_out.append(_("the address {text}", text=text))
    if first is None:
        return {}, left_out
    cells, unplaced = _address(first)
    return cells, [*unplaced, *left_out]


def _address(line: ContentLine) -> Placed:
    """The parts of an address; a country is placed by its name or its code."""
    box, extended, street, city, region, code, country = (*line.parts, *[""] * 7)[:7]
    left_out: list[LeftOut] = []
    if "^n" in box or "\n" in box:
        # A label that was not quoted runs into the first field.
        left_out.append(_("the post-office box {text}", text=_one_line(box)))
        box = ""
    first, *more = [*street.splitlines(), *extended.splitlines(), *box.splitlines()] or [""]
    found = _country_code(country)
    if country and not found:
        left_out.append(_("the country {text}", text=country))
    cells = {
        "street": _one_line(first).rstrip(", "),
        "street2": _join([_one_line(each) for each in more]),
        "city": _one_line(city),
        "region": _one_line(region),
        "postcode": _one_line(code),
        "country": found,
    }
    return cells, left_out


def _country_code(text: str) -> str:
    """The code of a country that is written as its code, or by its name; empty for another text."""
    names = country_names()
    return text.upper() if text.upper() in names.values() else names.get(form_of(text), "")


def place_profiles(lines: Sequence[ContentLine]) -> Placed:
    """The names on social networks, by the network, which is the type of the line."""
    cells: dict[str, str] = {}
    left_out: list[LeftOut] = []
    for each in lines:
        network = next((network for network in NETWORKS if network in each.types), "")
        if each.text and network and network not in cells:
            cells[network] = each.text
        elif each.text:
            left_out.append(_("the profile {text}", text=each.text))
    return cells, left_out


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _join(texts: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(filter(None, texts)))
