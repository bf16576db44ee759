"""Guesses the map of a table from its headings, and lets the values of its columns veto it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from clientfile.exchange.guess.alias_columns import claim_fields
from clientfile.exchange.guess.aliases import CLIENT_CODE, CLIENT_NAME, WHOLE_NAME, find_kind
from clientfile.exchange.guess.fits import unfit_values
from clientfile.exchange.guess.headings import normalize, numbered_headings
from clientfile.exchange.guess.map_guess import ColumnGuess, MapGuess, SourceEntry
from clientfile.exchange.guess.percentages import percentage_unit
from clientfile.exchange.guess.preset_columns import Columns, find_columns
from clientfile.exchange.guess.presets import Preset, PresetSource, find_preset
from clientfile.exchange.tables.header import column_names
from clientfile.language import Lines, Message, _, pgettext
from clientfile.records.names import quoted
from clientfile.records.paths import split_address
from clientfile.records.shape import Shape

_SAMPLES = 3
_PARTS = ("title", "first_name", "last_name")
_LONGEST_SAMPLE = 40
_REQUIRED = {
    "customers": ("identity.name",),
    "contacts": ("contacts.people.last_name",),
    "orders": ("business.orders.ref", "business.orders.date", "business.orders.lines.product",
               "business.orders.lines.quantity", "business.orders.lines.unit_price"),
    "payments": ("business.orders.payments.date", "business.orders.payments.amount"),
    "results": ("results.years.year",),
    "interactions": ("contacts.interactions.date", "contacts.interactions.kind"),
}  # fmt: skip
"""The fields without which a map of a kind imports nothing."""


def guess_map(
    header: Sequence[str], rows: Iterable[Sequence[str]], shape: Shape, kind: str = ""
) -> MapGuess:
    """The map that the headings mean, as far as nothing speaks against it.

    `rows` are the cells of the rows to judge by, in the order of the header; `kind` is what is to
    be imported, where that is known.
    """
    table = _SampledTable(header, rows, shape)
    preset = find_preset(header)
    if preset is not None and (not kind or preset.kind == kind):
        return _Guesser(table, preset, preset.kind).guess()
    headings = {normalize(each) for each in header}
    return _Guesser(table, None, kind or find_kind(headings)).guess()


class _SampledTable:
    """The header of a table, with a name and the values of each column, empty ones left out."""

    def __init__(self, header: Sequence[str], rows: Iterable[Sequence[str]], shape: Shape) -> None:
        self.header = header
        self.names = column_names(header)
        self.numbered = tuple(numbered_headings(header))
        self.twice = {name for name, number in self.numbered if number == 2}
        columns: list[list[str]] = [[] for __ in header]
        for row in rows:
            for values, cell in zip(columns, row, strict=False):
                if cell.strip():
                    values.append(cell.strip())
        self.values = columns
        self._shape = shape

    def samples(self, place: int) -> tuple[str, ...]:
        """The first different values of a column."""
        different = list(dict.fromkeys(self.values[place]))[:_SAMPLES]
        return tuple(_shorten(value) for value in different)

    def why_unfit(self, place: int, path: str) -> str:
        """Why a column can't fill a field; empty where it can."""
        unfit = unfit_values(path, self._shape_of(path), self.values[place])
        if not unfit:
            return ""
        return _("its values do not fit {path}: {value}", path=path, value=quoted(unfit[0]))

    def percentage_unit(self, place: int, path: str) -> str:
        """What a map has to say of a column of percentages; empty for any other column."""
        is_percentage = self._shape_of(path).format == "percent"
        return percentage_unit(self.values[place]) if is_percentage else ""

    def _shape_of(self, path: str) -> Shape:
        here = self._shape
        for key in split_address(path):
            here = (here.item or here).child(key)
        return here


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_SAMPLE else line[: _LONGEST_SAMPLE - 1] + "…"


class _Guesser:
    """One guess: which column is taken for what, with the reason."""

    def __init__(self, table: _SampledTable, preset: Preset | None, kind: str) -> None:
        self._table = table
        self._preset = preset
        self._kind = kind
        self._columns: dict[int, ColumnGuess] = {}
        self._fields: dict[str, SourceEntry] = {}
        self._skip: dict[str, tuple[str, ...]] = {}
        self._rivals: dict[str, tuple[str, ...]] = {}
        self._client: SourceEntry = ""
        self._key: tuple[str, ...] = ()

    def guess(self) -> MapGuess:
        """The whole guess."""
        if self._preset is not None:
            self._take_preset(self._preset)
        if self._kind:
            self._take_aliases()
        self._set_client()
        columns = tuple(self._column(place) for place in range(len(self._table.header)))
        return MapGuess(
            system=self._preset.system if self._preset else "",
            kind=self._kind,
            columns=columns,
            fields=self._fields,
            client=self._client,
            key=self._key,
            skip=self._skip,
            rivals=self._rivals,
            lacking=tuple(self._lacking()),
        )

    def _take_preset(self, preset: Preset) -> None:
        columns = find_columns(preset, self._table.header, self._table.values)
        places = {name: place for place, name in columns.items()}
        why = _("a heading of {system}", system=preset.system)
        for path, sources in preset.fields.items():
            self._take_sources(path, sources, places, why)
        for name in preset.key:
            if name in places:
                self._key = (*self._key, self._table.names[places[name]])
                self._note(places[name], "key", _("tells the rows of {system} apart",
                                                  system=preset.system))  # fmt: skip
        for name, values in preset.skip.items():
            if name in places:
                self._skip[self._table.names[places[name]]] = values
                self._note(places[name], "skip", _("says which rows are left out"))
        self._note_unplaced(preset, columns)
        self._note_unclear(preset, columns)
        self._set_preset_client(preset, places)

    def _take_sources(
        self,
        path: str,
        sources: Sequence[PresetSource],
        places: Mapping[str, int],
        why: Message,
    ) -> None:
        """Fill a field from the first of its sources that has a column here."""
        for source in sources:
            there = [places[name] for name in source.columns if name in places]
            fitting = [place for place in there if self._fits(place, path)]
            if not fitting or path in self._fields:
                continue
            self._fields[path] = self._entry(source, fitting, places)
            for place in fitting:
                self._note(place, "field", why, path)

    def _fits(self, place: int, path: str) -> bool:
        why = self._table.why_unfit(place, path)
        if why:
            self._note(place, "refused", why, path)
        return not why

    def _entry(
        self, source: PresetSource, places: Sequence[int], columns: Mapping[str, int]
    ) -> SourceEntry:
        names = [self._table.names[place] for place in places]
        if len(names) > 1:
            joint = {"with": source.joint} if source.joint != ", " else {}
            return {"join": names, **joint, **source.options}
        entry: dict[str, object] = {"column": names[0], **source.options}
        if source.without in columns:
            entry["without"] = self._table.names[columns[source.without]]
        return entry if len(entry) > 1 else names[0]

    def _note_unplaced(self, preset: Preset, columns: Columns) -> None:
        for place, name in columns.items():
            if name in preset.unplaced:
                self._note(place, "unplaced", _("a record has no place for it"))
            elif place not in self._columns and name not in (*preset.client, *preset.client_code):
                self._note(place, "unplaced", _("another column says it already"))

    def _note_unclear(self, preset: Preset, columns: Columns) -> None:
        """Note the columns that may be either of two: no other rule is better than the preset's."""
        for place, (name, __) in enumerate(self._table.numbered):
            if name in preset.canonical and place not in columns:
                self._note(place, "refused", _("it may be either of two columns of {system}",
                                               system=preset.system))  # fmt: skip

    def _set_preset_client(self, preset: Preset, places: Mapping[str, int]) -> None:
        for name in (*preset.client_code, *preset.client):
            if name in places:
                self._set_client_column(places[name])
                return

    def _set_client_column(self, place: int) -> None:
        self._client = {"column": self._table.names[place], "slug": True}
        self._note(place, "client", _("names the client of a row"))

    def _take_aliases(self) -> None:
        """Fill the fields that are still free from columns that no preset knows."""
        free = [place for place in range(len(self._table.header)) if place not in self._columns]
        filled = {place: each.path for place, each in self._columns.items() if each.path}
        claims: dict[str, list[int]] = {}
        for claim in claim_fields(self._table.numbered, self._kind, free, filled):
            if not claim.proved or self._table.values[claim.place]:
                claims.setdefault(claim.path, []).append(claim.place)
        for path, at in claims.items():
            self._take_claim(path, at)

    def _take_claim(self, path: str, at: Sequence[int]) -> None:
        if path in (CLIENT_CODE, CLIENT_NAME):
            if not self._client or path == CLIENT_CODE:
                self._set_client_column(at[0])
        elif path not in self._fields:
            self._take_columns(path, [place for place in at if self._fits(place, path)])

    def _take_columns(self, path: str, places: Sequence[int]) -> None:
        names = [self._table.names[place] for place in places]
        if len(names) > 1:
            self._rivals[path] = tuple(names)
            for place in places:
                why = _("{columns} are all {path}", columns=Lines(names, ", "), path=path)
                self._note(place, "refused", why, path)
        elif path == WHOLE_NAME and names:
            self._take_whole_name(places[0])
        elif names:
            unit = self._table.percentage_unit(places[0], path)
            self._fields[path] = {"column": names[0], "as": unit} if unit else names[0]
            self._note(places[0], "field", pgettext("why a column fills a field", "its heading"),
                       path)  # fmt: skip

    def _take_whole_name(self, place: int) -> None:
        """Fill the parts of a person's name from the column that has the whole of it."""
        why = _("a whole name, of which each part is taken")
        for part in _PARTS:
            path = f"contacts.people.{part}"
            if path not in self._fields:
                self._fields[path] = {"column": self._table.names[place], "part": part}
        self._note(place, "field", why, "contacts.people.last_name")

    def _set_client(self) -> None:
        """The client by the company's name, where no other column says it."""
        name = self._fields.get("identity.name")
        if not self._client and isinstance(name, str):
            self._client = {"column": name, "slug": True}

    def _lacking(self) -> Iterator[str]:
        for path in _REQUIRED.get(self._kind, ()):
            if path not in self._fields:
                yield path
        # People may be found by their e-mail address, payments by the order.
        if self._kind not in ("", "contacts", "payments") and not self._client:
            yield "client"

    def _note(self, place: int, role: str, why: str, path: str = "") -> None:
        """Note what a column is; what fills a field stays that, whatever else it is."""
        before = self._columns.get(place)
        if before is None or before.role == "refused" or role == "field":
            samples = self._table.samples(place)
            self._columns[place] = ColumnGuess(self._table.names[place], role, why, path, samples)

    def _column(self, place: int) -> ColumnGuess:
        if place in self._columns:
            return self._columns[place]
        name, __ = self._table.numbered[place]
        twice = name and name in self._table.twice
        why = _("the heading stands twice") if twice else _("the heading is not known")
        samples = self._table.samples(place)
        return ColumnGuess(self._table.names[place], "unknown", why, "", samples)
