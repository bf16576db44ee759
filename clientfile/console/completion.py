"""What a command's arguments and options offer to the shell, by what they are named in its help."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from typer.core import CompletionItem, TyperArgument, TyperCommand  # type: ignore[attr-defined]

from clientfile.console.candidates import Offer, clients, fields, fit, items, people, refs
from clientfile.store.folder import Folder, find_folder

# Options of which the help names the words that they take.
_WORDED = {
    "status", "type_", "decision", "focus", "kind", "purpose", "by", "format", "fmt", "chapter",
}  # fmt: skip
_WORD = re.compile(r"[a-z][a-z-]*")
# After CLIENT/, by command; else any item.
_ITEMS = {
    "add-meeting": "people", "add-call": "people", "successor": "people", "done": "follow",
    "answer": "question", "cancel": "cancel", "pay": "order",
}  # fmt: skip
_WITH_ITEM = {
    "CLIENT[/ITEM]", "CLIENT[/PERSON]", "CLIENT/PERSON", "CLIENT/ID", "CLIENT/REF",
    "[CLIENT[/ITEM]]",
}  # fmt: skip
_ALONE = {"CLIENT", "[CLIENT]", "OLD", "ID", "[CLIENT|FILE]..."}
_PATHS = {"unset": "there", "remove": "there", "add": "lists"}

# Commands of which the first word is CLIENT, CLIENT/ITEM or the like.
BEGIN_WITH_CLIENT = {
    "show", "edit", "save", "set", "unset", "add", "remove", "rename", "remove-client", "check",
    "add-contact", "successor", "add-meeting", "add-call", "done", "answer", "cancel", "snooze",
    "add-order", "pay", "set-result", "lose", "brief", "due", "meetings", "promises", "questions",
    "orders", "history",
}  # fmt: skip

Offering = Callable[[Folder, Any, str], list[Offer]]


class Beginning(TyperCommand):
    """A command of which nothing is typed but its name: it offers clients and items at once, and
    is loaded only where its options are asked for.
    """

    def __init__(self, name: str, load: Callable[[str], Any], *, named: bool) -> None:
        # The metavar alone says what is offered; which items, the command's name.
        first = TyperArgument(param_decls=["target"], type=str, metavar="CLIENT[/ITEM]")
        super().__init__(name, params=[first], rich_markup_mode=None)
        self._load = load
        offering(self, named=named)

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """The options of the whole command."""
        command = self._load(str(self.name))
        with command.make_context(self.name, [], parent=ctx.parent, resilient_parsing=True) as own:
            return command.shell_complete(own, incomplete)


def offered(name: str, rest: Sequence[str], load: Callable[[str], Any], *, named: bool) -> Any:
    """The command `name` as the shell asks for it, with the words after it, the last one apart."""
    if not rest and name in BEGIN_WITH_CLIENT:
        return Beginning(name, load, named=named)
    return offering(load(name), named=named)


def offering(command: Any, *, named: bool) -> Any:
    """The command, each of its parameters offering the shell what it takes.

    `named` is whether the shell shows what a word means.
    """
    for param in command.params:
        offer = _of(command.name, param, named)
        if offer is not None:
            param.shell_complete = _told(offer)
    return command


def _told(offer: Offering) -> Callable[[Any, str], list[CompletionItem]]:
    def shell_complete(ctx: Any, incomplete: str) -> list[CompletionItem]:
        # A shell in which somebody types has no use for what is wrong here.
        with contextlib.suppress(Exception):
            named = ctx.find_root().params.get("folder")
            folder = find_folder(Path(named) if named else None)
            offers = list(fit(offer(folder, ctx, incomplete)))
            return [CompletionItem(word, help=told or None) for word, told in offers]
        return []

    return shell_complete


def _of(command: str, param: Any, named: bool) -> Offering | None:
    """What a parameter offers, None where there is nothing to say."""
    metavar = getattr(param, "metavar", None) or ""
    if metavar in _ALONE or (param.name, metavar) == ("group", ""):
        return lambda folder, _, typed: clients(folder, typed, named=named)
    if metavar in _WITH_ITEM:
        kind = _ITEMS.get(command, "item")
        return lambda folder, _, typed: (
            items(folder, typed, kind) if "/" in typed else clients(folder, typed, named=named)
        )
    if metavar == "PERSON":
        return lambda folder, ctx, typed: people(folder, _client(ctx), typed)
    if metavar in ("FIELD", "[FIELD]", "PATH", "LIST"):
        kind = _PATHS.get(command, "all")
        return lambda folder, ctx, typed: fields(folder, _target(ctx), typed, kind)
    if metavar == "REF" and param.name in ("order", "like"):
        return lambda folder, ctx, typed: refs(folder, _client(ctx), typed)
    if param.name in _WORDED:
        words = metavar.split("|") if "|" in metavar else _words(param.help or "")
        return lambda _, __, typed: [(word, "") for word in words if word.startswith(typed)]
    return None


def _words(told: str) -> list[str]:
    """The words that a help text lists: `table, yaml or json.`."""
    plain = re.sub(r"\(.*?\)", "", told)
    return [word for word in _WORD.findall(plain) if word != "or"]


def _target(ctx: Any) -> str:
    """CLIENT or CLIENT/ITEM, as it is typed: where an option still wants its value, nothing has
    been told apart yet.
    """
    given = str(ctx.params.get("target") or "")
    return given or next((word for word in ctx.args if not word.startswith("-")), "")


def _client(ctx: Any) -> str:
    return _target(ctx).partition("/")[0]
