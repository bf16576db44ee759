"""Completion of arguments and options, by their metavars and the command table."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from typer.core import CompletionItem, TyperArgument, TyperCommand  # type: ignore[attr-defined]

from clientfile.console.candidates import (
    Candidate,
    client_candidates,
    column_candidates,
    field_candidates,
    item_candidates,
    order_candidates,
    part_candidates,
    person_candidates,
    shell_safe,
)
from clientfile.console.command_table import Command
from clientfile.language import ENGLISH, translate
from clientfile.store.folder import Folder, find_folder

_ITEM_METAVARS = {
    "CLIENT[/ITEM]", "CLIENT[/PERSON]", "CLIENT/PERSON", "CLIENT/ID", "CLIENT/REF", "CLIENT[/REF]",
    "[CLIENT[/ITEM]]",
}  # fmt: skip
_CLIENT_METAVARS = {"CLIENT", "[CLIENT]", "OLD", "ID", "[CLIENT|FILE]..."}
_PAIRS = "[FIELD VALUE]..."
"""Fields and values by turns: only the fields are known."""
_FIELD_METAVARS = {"FIELD", "[FIELD]", "PATH", "LIST"}

# So many characters of a meaning are shown.
_LONGEST = 60

Source = Callable[[Folder, Any, str], list[Candidate]]
"""What a parameter offers in a folder, in typer's context, for the beginning of a word."""


class BareCommand(TyperCommand):
    """A command of which only the name is typed yet: it offers clients and items at once.

    Its module is imported only when the shell asks for its options.
    """

    def __init__(
        self, name: str, entry: Command, load: Callable[[str], Any], *, language: str
    ) -> None:
        # What is offered depends on the metavar and the table alone.
        target = TyperArgument(param_decls=["target"], type=str, metavar="CLIENT[/ITEM]")
        super().__init__(name, params=[target], rich_markup_mode=None)
        self._load = load
        add_completion(self, entry, language=language)

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """The options of the whole command."""
        command = self._load(str(self.name))
        with command.make_context(self.name, [], parent=ctx.parent, resilient_parsing=True) as own:
            return command.shell_complete(own, incomplete)


def completed_command(
    name: str, entry: Command, rest: Sequence[str], load: Callable[[str], Any], *, language: str
) -> Any:
    """The command `name` with completion.

    `rest` are the words between its name and the word under the cursor. `language` is that of the
    words' meanings, "" where the shell shows none.
    """
    if not rest and entry.takes:
        return BareCommand(name, entry, load, language=language)
    return add_completion(load(name), entry, language=language)


def add_completion(command: Any, entry: Command, *, language: str) -> Any:
    """The command, with completion added to those of its parameters that name a part of a record.

    Options that take one of a few words bring their completion with them: see options.choice.
    """
    for param in command.params:
        source = _source_of(param, entry, language=language)
        if source is not None:
            param.shell_complete = _shell_complete(source, language)
    return command


def _shell_complete(source: Source, language: str) -> Callable[[Any, str], list[CompletionItem]]:
    def shell_complete(ctx: Any, incomplete: str) -> list[CompletionItem]:
        # Whatever is wrong with the folder, a message would land in the middle of a typed line.
        with contextlib.suppress(Exception):
            option = ctx.find_root().params.get("folder")
            folder = find_folder(Path(option) if option else None)
            said = [
                (word, translate(meaning, language or ENGLISH)[:_LONGEST])
                for word, meaning in source(folder, ctx, incomplete)
            ]
            candidates = list(shell_safe(said))
            return [CompletionItem(word, help=meaning or None) for word, meaning in candidates]
        return []

    return shell_complete


def _source_of(param: Any, entry: Command, *, language: str) -> Source | None:
    """What a parameter offers, None where that is nothing, or is declared with the option."""
    metavar = getattr(param, "metavar", None) or ""
    if metavar in _CLIENT_METAVARS or (param.name, metavar) == ("group", ""):
        return lambda folder, _, typed: client_candidates(folder, typed, meanings=bool(language))
    if metavar == "CLIENT/ITEM.FIELD=SIDE":
        return lambda folder, ctx, typed: (
            part_candidates(folder, typed, _today(ctx))
            if "/" in typed
            else client_candidates(folder, typed, meanings=bool(language))
        )
    if metavar in _ITEM_METAVARS:
        return lambda folder, ctx, typed: (
            item_candidates(folder, typed, entry.item_kind, _today(ctx))
            if "/" in typed
            else client_candidates(folder, typed, meanings=bool(language))
        )
    if metavar == "PERSON":
        return lambda folder, ctx, typed: person_candidates(
            folder, _client(ctx), typed, _today(ctx)
        )
    if metavar == _PAIRS:
        return lambda folder, ctx, typed: (
            field_candidates(folder, _target(ctx), typed, entry.field_kind)
            if len(ctx.params.get(param.name) or ()) % 2 == 0
            else []
        )
    if metavar in _FIELD_METAVARS:
        return lambda folder, ctx, typed: field_candidates(
            folder, _target(ctx), typed, entry.field_kind
        )
    if metavar == "A,B,C":
        return lambda _, ctx, typed: column_candidates(str(ctx.info_name), typed)
    if metavar == "REF" and param.name in ("order", "like", "credit_of"):
        return lambda folder, ctx, typed: order_candidates(folder, _client(ctx), typed)
    return None


def _today(ctx: Any) -> date:
    today: date = ctx.find_root().obj.today
    return today


def _target(ctx: Any) -> str:
    """CLIENT or CLIENT/ITEM as typed.

    While an option still lacks its value, click has not yet assigned the words to parameters: the
    first word that is no option is taken then.
    """
    target = str(ctx.params.get("target") or "")
    return target or next((word for word in ctx.args if not word.startswith("-")), "")


def _client(ctx: Any) -> str:
    return _target(ctx).partition("/")[0]
