"""vCards 2.1, 3.0 and 4.0, many in a file: bytes → people, and what of a card has no place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from clientfile.exchange.cards.content_lines import ContentLine, parse_content_lines
from clientfile.exchange.cards.numbers_and_places import (
    LeftOut,
    place_addresses,
    place_emails,
    place_numbers,
    place_profiles,
)
from clientfile.language import _
from clientfile.records.typed.person_names import split_name

# What only describes the card itself, or repeats another line of it.
_ABOUT_THE_CARD = frozenset(
    {"BEGIN", "END", "VERSION", "PRODID", "REV", "UID", "PROFILE", "KIND", "N", "FN", "LABEL"}
    | {"SORT-STRING", "X-ABLABEL", "X-ABADR", "X-ABUID", "X-ABSHOWAS", "X-GENERATOR", "NAME"}
    | {"MAILER", "SOURCE", "X-EVOLUTION-FILE-AS", "X-MS-OL-DEFAULT-POSTAL-ADDRESS"}
    | {"X-MS-OL-DESIGN", "CLASS"}
)
_PLACED = frozenset(
    {"ORG", "TITLE", "ROLE", "NOTE", "TEL", "X-MS-TEL", "EMAIL", "ADR", "NICKNAME"}
    | {"X-SOCIALPROFILE"}
)


@dataclass(frozen=True)
class AddressCard:
    """A card, beginning at `line` (from 1).

    `cells` are the person's values by the column of `CARD_COLUMNS`. `left_out` says which names,
    numbers and addresses have no place in a record, `others` which other lines the card has.
    `uid` is its own number, `is_company` true for a card of a company.
    """

    line: int
    cells: Mapping[str, str]
    companies: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    others: tuple[str, ...] = ()
    uid: str = ""
    is_company: bool = False

    @property
    def name(self) -> str:
        """What the card is called by: the person's name, else a company, an address, a number."""
        cells = self.cells
        whole = " ".join(filter(None, (cells.get("first_name"), cells.get("last_name"))))
        candidates = (whole, *self.companies, *self.emails, cells.get("mobile"), cells.get("phone"))
        return next(filter(None, candidates), "")


@dataclass(frozen=True)
class AddressBook:
    """The cards of a file; `cut_at` is the line of a card that the file does not end, else 0."""

    cards: tuple[AddressCard, ...]
    cut_at: int = 0


def parse_vcards(data: bytes) -> AddressBook:
    """The cards of a file. A card within another, such as an agent's, is one of those `others`."""
    cards: list[AddressCard] = []
    lines: list[ContentLine] = []
    depth = 0
    for line in parse_content_lines(data):
        is_card = line.value.strip().upper() == "VCARD"
        if line.name in ("BEGIN", "END") and is_card:
            depth += 1 if line.name == "BEGIN" else -1 if depth else 0
            lines = [] if line.name == "BEGIN" and depth == 1 else lines
        if depth == 1:
            lines.append(line)
        elif depth == 0 and lines:
            cards.append(_build_card(lines))
            lines = []
    return AddressBook(tuple(cards), lines[0].line if lines else 0)


def _build_card(lines: Sequence[ContentLine]) -> AddressCard:
    by_name: dict[str, list[ContentLine]] = {}
    for line in lines:
        if line.is_readable:
            by_name.setdefault(line.name, []).append(line)
    labels = {each.group: each.text for each in by_name.get("X-ABLABEL", []) if each.group}
    telephones = [*by_name.get("TEL", []), *by_name.get("X-MS-TEL", [])]
    placed = [
        _names(by_name),
        _posts(by_name),
        place_numbers(telephones, labels),
        place_emails(by_name.get("EMAIL", [])),
        place_addresses(by_name.get("ADR", [])),
        place_profiles(by_name.get("X-SOCIALPROFILE", [])),
    ]
    cells = {key: text for part, __ in placed for key, text in part.items() if text}
    units = [each.parts for each in by_name.get("ORG", [])]
    companies = tuple(each[0] for each in units if each and each[0])
    unread = [each for each in lines if not each.is_readable]
    left_out = [*chain.from_iterable(each for __, each in placed), *map(_unread, unread)]
    return AddressCard(
        line=lines[0].line,
        cells=cells,
        companies=companies,
        emails=tuple(filter(None, cells.get("email", "").split(", "))),
        left_out=tuple(left_out),
        others=tuple(_others(by_name)),
        uid=_first(by_name, "UID"),
        is_company=_is_company(by_name, companies),
    )


def _unread(line: ContentLine) -> LeftOut:
    if line.name:
        return _("{name} on line {line}, which can't be read", name=line.name, line=line.line)
    return _("line {line}, which can't be read", line=line.line)


def _others(by_name: Mapping[str, Iterable[ContentLine]]) -> list[str]:
    """The names of lines with a text, or a picture, that have no place in a record."""
    known = _ABOUT_THE_CARD | _PLACED
    return [
        name
        for name, lines in by_name.items()
        if name not in known and any(each.text or not each.value for each in lines)
    ]


def _first(by_name: Mapping[str, Sequence[ContentLine]], name: str) -> str:
    return next((each.text for each in by_name.get(name, ()) if each.text), "")


def _is_company(by_name: Mapping[str, Sequence[ContentLine]], companies: Sequence[str]) -> bool:
    if _first(by_name, "X-ABSHOWAS").upper() == "COMPANY":
        return True
    if _first(by_name, "KIND").lower() in ("org", "group", "location"):
        return True
    has_name = any(any(each.parts) for each in by_name.get("N", ()))
    return not has_name and _first(by_name, "FN") in companies


def _names(by_name: Mapping[str, Sequence[ContentLine]]) -> tuple[dict[str, str], list[LeftOut]]:
    """The name: of N, else of FN, split as names are typed."""
    parts = next((each.parts for each in by_name.get("N", ()) if any(each.parts)), ())
    if not parts:
        return {key: str(text) for key, text in split_name(_first(by_name, "FN")).items()}, []
    last, first, middle, title, suffix = (_in_one_line(each) for each in (*parts, *[""] * 5)[:5])
    left_out = [_("the suffix {text}", text=suffix)] if suffix else []
    nicknames = [each.text for each in by_name.get("NICKNAME", ()) if each.text]
    left_out += [_("the nickname {text}", text=_in_one_line(each)) for each in nicknames]
    names = {"title": title, "first_name": f"{first} {middle}".strip(), "last_name": last}
    return names, left_out


def _posts(by_name: Mapping[str, Sequence[ContentLine]]) -> tuple[dict[str, str], list[LeftOut]]:
    """Function, responsibility, department and notes; a second company has no place."""
    units = list(dict.fromkeys(each.parts for each in by_name.get("ORG", ()) if any(each.parts)))
    names = list(dict.fromkeys(each[0] for each in units if each[0]))
    titles = [_in_one_line(each.text) for each in by_name.get("TITLE", ()) if each.text]
    roles = [_in_one_line(each.text) for each in by_name.get("ROLE", ()) if each.text]
    departments = [each for each in (units[0][1:] if units else ()) if each]
    notes = [_clean(each.text) for each in by_name.get("NOTE", ()) if each.text]
    cells = {
        "company": names[0] if names else "",
        "function": ", ".join(titles),
        "responsibility": ", ".join(roles),
        "department": ", ".join(departments),
        "notes": "\n".join(dict.fromkeys(notes)),
    }
    left_out = [_("the company {text}", text=", ".join(filter(None, each))) for each in units[1:]]
    return cells, left_out


def _in_one_line(text: str) -> str:
    return " ".join(text.replace(",", ", ").split()) if "," in text else " ".join(text.split())


def _clean(text: str) -> str:
    """A text of several lines without tabs, and without blanks at the ends of lines."""
    return "\n".join(line.replace("\t", " ").rstrip() for line in text.splitlines()).strip()
