"""The map of an import without `--map`: one that the folder keeps, else a guess that is agreed."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from clientfile.console.session import Session
from clientfile.errors import UsageError
from clientfile.language import Lines, Message, _, translate

if TYPE_CHECKING:
    from clientfile.exchange.guess.map_choice import FolderMap
    from clientfile.exchange.guess.map_guess import MapGuess


@dataclass(frozen=True)
class ChosenMap:
    """The text of a map, the name by which messages call it, and the file in which the folder keeps
    it from now on; that is empty for a map that is there.
    """

    name: str
    text: str
    new_file: str = ""


def choose_map(session: Session, kind: str, file: Path, data: bytes, *, dry_run: bool) -> ChosenMap:
    """The map of the folder that is made for the header of a file, else the guess at one, which
    the user has agreed to; `kind` is what is imported, empty where it is not said.

    Raises UsageError where nothing can be guessed, several maps fit, or nobody can be asked.
    """
    from clientfile.exchange.guess.table_guess import guess_table
    from clientfile.schema.shapes import record_shape

    guess, table = guess_table(data, file.name, record_shape(), kind)
    there = _find_map(session, table.header, kind, file)
    if there is not None:
        return there
    _refuse_unclear(guess, file)
    if not dry_run:
        _ask(session, guess, file)
    else:
        session.note(_summary(guess, file))
    return _new_map(session, guess, table.header)


def _find_map(session: Session, header: Sequence[str], kind: str, file: Path) -> ChosenMap | None:
    from clientfile.exchange.guess.map_choice import choose_maps
    from clientfile.store.kept_maps import read_maps

    texts = read_maps(session.folder)
    maps = [each for name, text in texts.items() if (each := _folder_map(session, name, text))]
    fitting = choose_maps(header, maps, kind)
    if len(fitting) > 1:
        names = Lines([each.name for each in fitting], ", ")
        raise UsageError(
            _("{maps} are all for {file}: choose one by --map", maps=names, file=str(file))
        )
    if not fitting:
        return None
    [chosen] = fitting
    session.note(_("the map is {map}", map=chosen.name))
    return ChosenMap(chosen.name, texts[chosen.name])


def _folder_map(session: Session, name: str, text: str) -> FolderMap | None:
    """A map of the folder; one that is wrong is told and left out."""
    from clientfile.exchange.guess.map_choice import FolderMap
    from clientfile.exchange.tables.errors import MapError
    from clientfile.exchange.tables.mapping import parse_map
    from clientfile.schema.shapes import record_shape

    try:
        each = parse_map(text, record_shape(), name=name)
    except MapError as error:
        session.note(str(error))
        return None
    return FolderMap(name, each.kind, each.header, each.columns)


def _refuse_unclear(guess: MapGuess, file: Path) -> None:
    """Raise UsageError for a guess that imports nothing."""
    if not guess.kind and guess.system:
        raise UsageError(
            _("{file} is of {system}, and what it holds has no place in a record",
              file=str(file), system=guess.system)
        )  # fmt: skip
    if not guess.kind:
        raise UsageError(
            _(
                "the header of {file} does not say what its rows are: say it, as in: clientfile "
                "import customers {file}",
                file=shlex.quote(str(file)),
            )
        )
    if guess.lacking:
        raise UsageError(
            _(
                "no column of {file} is surely {fields}: write the map by hand, beginning with: "
                "clientfile import {kind} {file} --guess > {map}",
                fields=Lines(guess.lacking, ", "),
                **_printing(guess.kind, file),
            )
        )


def _printing(kind: str, file: Path) -> dict[str, str]:
    """The words of the command that writes a guess into a file."""
    names = {"file": file, "map": file.with_suffix(".toml")}
    return {"kind": kind, **{key: shlex.quote(str(path)) for key, path in names.items()}}


def _ask(session: Session, guess: MapGuess, file: Path) -> None:
    """Show the guess and ask whether it is right. Raises UsageError where nobody can be asked, and
    typer.Exit after a no.
    """
    if not session.can_ask:
        raise UsageError(
            _(
                "no map says which column of {file} goes where: print the guess, look at it, and "
                "import with --map: clientfile import {kind} {file} --guess > {map}",
                **_printing(guess.kind, file),
            )
        )
    from clientfile.console.confirm import confirm
    from clientfile.console.listing import print_table
    from clientfile.console.options import ListingOptions
    from clientfile.reports.map_guess import map_guess

    shown = [each for each in guess.columns if each.samples or each.role in ("client", "field")]
    print_table(session, map_guess(shown), ListingOptions(columns="column,path,samples,why"))
    session.flush()
    session.note(_summary(guess, file))
    if not confirm(session, _("Import it so? [Y/n]")):
        session.note(
            _(
                "nothing was changed; to mend the map: clientfile import {kind} {file} --guess > "
                "{map}",
                **_printing(guess.kind, file),
            )
        )
        raise typer.Exit


def _summary(guess: MapGuess, file: Path) -> Message:
    """How many of a file's columns are taken, and of which system it is."""
    from clientfile.exchange.tables.kinds import KIND_WORDS

    used = sum(each.role in ("field", "client", "key", "skip") for each in guess.columns)
    values = {
        "file": str(file),
        "kind": KIND_WORDS[guess.kind],
        "used": used,
        "count": len(guess.columns),
    }
    if guess.system:
        return _("{file} is of {system}: {kind} from {used} of {count} columns",
                 system=guess.system, **values)  # fmt: skip
    return _("{file}: {kind} from {used} of {count} columns", **values)


def _new_map(session: Session, guess: MapGuess, header: Sequence[str]) -> ChosenMap:
    """The guess as a map that the folder keeps, in its language, and without values of the file:
    whoever keeps the map of the same header writes the same.
    """
    from clientfile.exchange.guess.map_text import format_map
    from clientfile.exchange.guess.table_guess import headings_of
    from clientfile.records.names import slug
    from clientfile.store.kept_maps import new_map

    language = session.folder.settings.language
    guess = replace(guess, columns=tuple(replace(each, samples=()) for each in guess.columns))
    text = format_map(guess, headings_of(header), lambda text: translate(text, language))
    stem = f"{slug(guess.system)}-{guess.kind}" if guess.system else guess.kind
    name = new_map(session.folder, stem)
    return ChosenMap(name, text, name)
