"""Presets: what is known of the tables that a system exports, from TOML files of the package."""

from __future__ import annotations

import pkgutil
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from clientfile.exchange.guess.headings import normalize

NAMES = (
    "dolibarr-contacts",
    "dolibarr-thirdparties",
    "ebp-customers",
    "fec-entries",
    "google-contacts",
    "hubspot-companies",
    "hubspot-contacts",
    "linkedin-connections",
    "odoo-contacts",
    "outlook-contacts",
    "pipedrive-activities",
    "pipedrive-deals",
    "pipedrive-organizations",
    "pipedrive-people",
    "sage-100-customers",
    "salesforce-accounts",
    "salesforce-contacts",
    "salesforce-contacts-report",
    "zoho-contacts",
)
"""The presets, by the names of their files: a package's folder can't be listed everywhere."""


@dataclass(frozen=True)
class PresetSource:
    """Where a field comes from: `columns` are canonical headings, `options` the rest of its entry
    in a map.

    Several columns are joined by `joint`. Of two sources of a field the first one is taken of
    which the file has a column.
    """

    columns: tuple[str, ...]
    joint: str = ""
    without: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Doubles:
    """When the first of two columns with one heading may be told from the second one: the one
    before `anchor`, the other after it, and so with the columns of the lists.
    """

    anchor: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Preset:
    """What is known of one table that a system exports. All headings are normalized.

    `kind` is what is imported, empty where a record has no place for it. `canonical` is the heading
    by which `fields`, `skip`, `key` and `unplaced` call a column, for each heading of any language.
    `client` are the columns of which the first one that is there names the client; `client_code`
    those that are its id.
    """

    name: str
    system: str
    kind: str
    signatures: tuple[frozenset[str], ...]
    never: frozenset[str]
    canonical: Mapping[str, str]
    fields: Mapping[str, tuple[PresetSource, ...]]
    skip: Mapping[str, tuple[str, ...]]
    key: tuple[str, ...]
    client: tuple[str, ...]
    client_code: tuple[str, ...]
    unplaced: frozenset[str]
    doubles: Doubles | None

    @property
    def columns(self) -> frozenset[str]:
        """Every canonical heading that the preset knows."""
        return frozenset(self.canonical.values())

    def matched_signature(self, headings: Collection[str]) -> int:
        """How many headings the longest signature has that is there as a whole; 0 without one."""
        canonical = {self.canonical[each] for each in headings if each in self.canonical}
        if self.never & {*headings, *canonical}:
            return 0
        return max((len(each) for each in self.signatures if each <= canonical), default=0)


@cache
def load_presets() -> tuple[Preset, ...]:
    """All presets of the package."""
    return tuple(_load(name) for name in NAMES)


def find_preset(header: Collection[str]) -> Preset | None:
    """The preset of which a header has all headings of a signature; the longest signature wins.

    None without one, and where two presets of different tables are as likely.
    """
    headings = {normalize(each) for each in header}
    scored = [(_score(each, headings), each) for each in load_presets()]
    best = max(score for score, __ in scored)
    likely = [each for score, each in scored if score == best]
    return likely[0] if best[0] and len(likely) == 1 else None


def _score(preset: Preset, headings: Collection[str]) -> tuple[int, int]:
    """The length of the signature, then how many of the headings the preset knows."""
    return preset.matched_signature(headings), sum(each in preset.canonical for each in headings)


def _load(name: str) -> Preset:
    source = pkgutil.get_data("clientfile.exchange.guess", f"presets/{name}.toml")
    assert source is not None, name
    return parse_preset(name, source.decode())


def parse_preset(name: str, text: str) -> Preset:
    """The preset in the text of its file."""
    table = tomllib.loads(text)
    fields = {path: _sources(entry) for path, entry in table.get("fields", {}).items()}
    names = [column for each in fields.values() for source in each for column in source.columns]
    for key in ("key", "client", "client_code", "unplaced"):
        names += table.get(key, [])
    names += table.get("skip", {})
    same = table.get("same", {})
    canonical = {_numbered(each): _numbered(each) for each in names}
    canonical |= {_numbered(each): _numbered(to) for each, to in same.items()}
    return Preset(
        name=name,
        system=table["system"],
        kind=table["kind"],
        signatures=tuple(
            frozenset(canonical.get(name, name) for name in _headings(each))
            for each in table["signatures"]
        ),
        never=_headings(table.get("never", [])),
        canonical=canonical,
        fields=fields,
        skip={_numbered(each): tuple(values) for each, values in table.get("skip", {}).items()},
        key=tuple(map(_numbered, table.get("key", []))),
        client=tuple(map(_numbered, table.get("client", []))),
        client_code=tuple(map(_numbered, table.get("client_code", []))),
        unplaced=_headings(table.get("unplaced", [])),
        doubles=_doubles(table.get("doubles")),
    )


def _numbered(heading: str) -> str:
    """A heading of a preset, normalized: of a second one of that name the number stays."""
    name, hash_sign, number = heading.rpartition("#")
    return f"{normalize(name)}#{number}" if hash_sign and number.isdigit() else normalize(heading)


def _headings(names: Collection[str]) -> frozenset[str]:
    return frozenset(map(_numbered, names))


def _sources(entry: Any) -> tuple[PresetSource, ...]:
    return tuple(map(_source, entry if isinstance(entry, list) else [entry]))


def _source(entry: Mapping[str, Any]) -> PresetSource:
    columns = entry.get("join") or [entry["column"]]
    options = {k: v for k, v in entry.items() if k not in ("join", "column", "with", "without")}
    without = _numbered(entry["without"]) if "without" in entry else ""
    return PresetSource(tuple(map(_numbered, columns)), entry.get("with", ", "), without, options)


def _doubles(table: Mapping[str, Any] | None) -> Doubles | None:
    if table is None:
        return None
    before, after = (tuple(map(_numbered, table[key])) for key in ("before", "after"))
    return Doubles(_numbered(table["anchor"]), before, after)
