"""Asks on a terminal which side of a conflict stands, or for another value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import cast

from clientfile.console.prompt import Prompt, PromptEndedError, ask
from clientfile.console.session import Session
from clientfile.console.sync.conflict_words import part_title, shape_of, side_words, value_words
from clientfile.console.sync.sides import OTHER, SIDES, ask_for_side, letters, parse_side
from clientfile.console.writing import load_record_data
from clientfile.errors import ClientfileError, InvalidValueError, StateError
from clientfile.language import Translatable, _
from clientfile.output.terminal import pad, width
from clientfile.records.conflict import ABSENT, Choice, Decision
from clientfile.records.edits import Data, Path, Put, apply_edits
from clientfile.records.paths import resolve, split_address
from clientfile.records.typed.parse import currencies_of, parse_text
from clientfile.schema.shapes import record_shape
from clientfile.store.sync.outcome import FolderConflict, NamedDecisions

_SINGLE = ("text", "integer", "number", "boolean", "any")


def ask_conflicts(session: Session, conflicts: Sequence[FolderConflict]) -> NamedDecisions:
    """The decision of each conflict by its name, as the user answers one after the other.

    Raises StateError for ^D, KeyboardInterrupt for ^C.
    """
    try:
        return {
            each.name: _ask_one(session, each, number, len(conflicts))
            for number, each in enumerate(conflicts, 1)
        }
    except PromptEndedError:
        raise StateError(_("not all is decided: nothing was changed")) from None


def _ask_one(session: Session, conflict: FolderConflict, number: int, count: int) -> Decision:
    session.note(_heading(conflict, number, count))
    for line in _values(session, conflict):
        session.note(line)
    keys = _choices(conflict)
    label = _question(keys)
    words = [session.say(SIDES[key]) for key in keys if key in SIDES]
    while True:
        typed = ask(
            Prompt(
                label,
                session.say,
                suggest=lambda text: [(word, "") for word in words if word.startswith(text)],
                check=lambda text: parse_side(text, keys),
            )
        )
        if not typed:
            session.note(ask_for_side(keys))
            continue
        side = parse_side(typed, keys)
        if side != OTHER:
            return Decision(cast(Choice, side))
        if (value := _ask_value(session, conflict)) is not None:
            return Decision(None, value)


def _heading(conflict: FolderConflict, number: int, count: int) -> str:
    """Which conflict of how many it is, and where."""
    part = part_title(conflict)
    if not part:
        return _("{number} of {count}: {name}", number=number, count=count, name=conflict.name)
    return _(
        "{number} of {count}: {name} ({field})",
        number=number,
        count=count,
        name=conflict.name,
        field=part,
    )


def _values(session: Session, conflict: FolderConflict) -> list[str]:
    """A line for each side, with its value and who wrote it when; before them what was there."""
    shape, values = shape_of(conflict.address), conflict.conflict
    rows = [
        (SIDES["mine"], value_words(values.ours, shape, values.base), side_words(conflict.mine)),
        (
            SIDES["theirs"],
            value_words(values.theirs, shape, values.base),
            side_words(conflict.theirs),
        ),
    ]
    if values.base is not ABSENT and not isinstance(values.base, dict):
        rows.insert(0, (_("before"), value_words(values.base, shape), ""))
    cells = [[session.say(cell) for cell in row] for row in rows]
    wide = [max(width(row[column]) for row in cells) for column in (0, 1)]
    return [
        f"  {pad(name, wide[0])}  {pad(value, wide[1])}  {author}".rstrip()
        for name, value, author in cells
    ]


def _choices(conflict: FolderConflict) -> list[str]:
    """What may be answered: both where two items can stand, another value of a single one."""
    keys = ["mine", "theirs"]
    values = (conflict.conflict.ours, conflict.conflict.theirs)
    if conflict.conflict.kind == "item" and ABSENT not in values:
        keys.append("both")
    single = not any(isinstance(value, dict | list) for value in values)
    if conflict.conflict.kind == "value" and single:
        keys.append(OTHER)
    return keys


def _question(keys: Sequence[str]) -> Translatable:
    options = letters(keys)
    if "both" in keys:
        return _("Mine, theirs or both? [{letters}]", letters=options)
    if OTHER in keys:
        return _("Mine, theirs or another value? [{letters}]", letters=options)
    return _("Mine or theirs? [{letters}]", letters=options)


def _ask_value(session: Session, conflict: FolderConflict) -> object | None:
    """Another value, typed as for `set`; None where nothing is typed, which goes back."""
    parse = _parser(session, conflict)
    typed = ask(Prompt(_("Another value"), session.say, check=parse))
    return parse(typed) if typed else None


def _parser(session: Session, conflict: FolderConflict) -> Callable[[str], object]:
    """What reads a typed value under the shape of its field, and refuses one that is invalid."""
    shape, settings = shape_of(conflict.address), session.folder.settings
    data: Data = {}
    path: Path = ()
    with suppress(ClientfileError):
        data = load_record_data(session, conflict.client)
        path = resolve(conflict.address, data, record_shape())
    currencies = currencies_of(data, settings.currency, path)
    key = split_address(conflict.address)[-1]

    def parse(text: str) -> object:
        start = settings.fiscal_year_start
        value = parse_text(text, shape, session.today, currencies, key, start)
        if path:
            _refuse_invalid(apply_edits(data, [Put(path, value)]), path)
        return value

    return parse


def _refuse_invalid(data: Data, path: Path) -> None:
    """Raise InvalidValueError where the schema refuses what stands at a path."""
    from clientfile.schema.validate import structure_findings

    for finding in structure_findings(data):
        if finding.path[: len(path)] == path:
            raise InvalidValueError(finding.message)
