"""The command line of typer, fed by the command table: a command is built when it is called."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import sys
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import typer
from typer.core import CompletionItem, TyperCommand, TyperGroup  # type: ignore[attr-defined]

from clientfile.console.command_table import Command, CommandGroups
from clientfile.console.session import Session
from clientfile.errors import UsageError
from clientfile.errors.exit_codes import AFTER_FAILURE, ExitCode
from clientfile.language import ENGLISH, _, translate

if TYPE_CHECKING:
    from clientfile.console.help import CommandHelp

COMPLETION = "_CLIENTFILE_COMPLETE"
"""The environment variable by which a shell asks for completions; its value names the shell."""
_READ_ON = _(
    "Each command: clientfile COMMAND --help. What they share (whom a word means, dates, periods, "
    "--where, formats): man clientfile."
)


class _SpokenHelp:
    """The parts of a help page that typer writes, in the reader's language."""

    def format_usage(self: Any, ctx: Any, formatter: Any) -> None:
        """Write the line with the command and its arguments."""
        from clientfile.console.help import say

        words = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, words, prefix=say(ctx, _("Usage: ")))

    def format_options(self: Any, ctx: Any, formatter: Any) -> None:
        """Write arguments and options; below them, of a group, its commands."""
        from clientfile.console.help import write_parameters

        write_parameters(ctx, formatter, self.get_params(ctx))
        if isinstance(self, TyperGroup):
            self.format_commands(ctx, formatter)

    def shell_complete(self: Any, ctx: Any, incomplete: str) -> list[CompletionItem]:
        """What a shell offers: options, and of a group its commands, with their meanings."""
        from clientfile.console.help import say_help

        language = completion_language(ctx)
        if isinstance(self, CommandGroup) and language not in ("", ENGLISH):
            for entries in self.table.values():
                for name, entry in entries.items():
                    self.commands[name].help = translate(entry.help, language)
        items: list[CompletionItem] = super().shell_complete(ctx, incomplete)  # type: ignore[misc]
        for item in items:
            item.help = say_help(item.help or "", language or ENGLISH) or None
        return items


class CommandGroup(_SpokenHelp, TyperGroup):
    """A group whose commands are stand-ins, names with help texts, until one of them is called."""

    table: CommandGroups
    load: Callable[[str], Any]

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The called command, built from its module. Raises UsageError for an unknown command."""
        completing = COMPLETION in os.environ
        if args and args[0] not in self.commands and not (ctx.resilient_parsing or completing):
            from clientfile.console.help import unknown_command

            raise UsageError(unknown_command(args[0], list(self.commands)))
        name, stand_in, rest = super().resolve_command(ctx, args)
        if name and completing:
            from clientfile.console.completion import completed_command

            entry = next(entries[name] for entries in self.table.values() if name in entries)
            language = completion_language(ctx)
            return name, completed_command(name, entry, rest, self.load, language=language), rest
        return name, self.load(name) if name else stand_in, rest

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands of `--help`, grouped as the documentation groups them."""
        from clientfile.console.help import say, section

        for title, entries in self.table.items():
            with section(ctx, formatter, title):
                formatter.write_dl(
                    [(name, say(ctx, entry.help)) for name, entry in entries.items()]
                )

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the examples, where to read on, and what the exit codes mean."""
        from clientfile.console.help import format_exits, language_of, say, write_examples

        write_examples(ctx, formatter, self.help)
        codes = format_exits({code: code.meaning for code in ExitCode}, language_of(ctx))
        exits = _("Exit: {codes}. {after_failure}", codes=codes, after_failure=AFTER_FAILURE)
        for text in (_READ_ON, exits):
            formatter.write_paragraph()
            formatter.write_text(say(ctx, text))

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """Write what the program is."""
        from clientfile.console.help import write_prose

        write_prose(ctx, formatter, self.help)


class DocumentedCommand(_SpokenHelp, TyperCommand):
    """A command whose help ends with its examples and exit codes.

    It refuses an option of one value that is given twice, since one of the values would be lost.
    `writes` is whether it changes records.
    """

    writes = False

    def help_parts(self) -> tuple[CommandHelp, dict[int, str]]:
        """The parts of its docstring, and the exit codes that matter to it."""
        from clientfile.console.help import parse_help, relevant_exits

        parts = parse_help(self.help or "")
        options = [name for param in self.params for name in param.opts]
        metavars = [getattr(param, "metavar", None) or "" for param in self.params]
        return parts, relevant_exits(parts, options, metavars)

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """Write what the command does."""
        from clientfile.console.help import write_prose

        write_prose(ctx, formatter, self.help)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the examples, as they can be typed, and the exit codes."""
        from clientfile.console.help import format_exits, language_of, say, write_examples

        exits = self.help_parts()[1]
        write_examples(ctx, formatter, self.help)
        codes = format_exits(exits, language_of(ctx))
        formatter.write_paragraph()
        formatter.write_text(
            say(
                ctx,
                _("Exit: {codes}; others: clientfile --help", codes=codes)
                if exits
                else _("Exit codes: clientfile --help"),
            )
        )

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments that are left over.

        Raises UsageError for an option of one value that is given twice, and for an option or an
        argument that is given empty to a command that writes.
        """
        if ctx.resilient_parsing:
            return super().parse_args(ctx, args)
        self._refuse_twice(args)
        self._refuse_empty(args)
        blank = any(not word.strip() for word in args)
        rest = super().parse_args(ctx, args)
        if blank and self.writes:
            self._refuse_empty_arguments(ctx)
        return rest

    def _refuse_twice(self, args: list[str]) -> None:
        names = [
            # A value may be joined to its option: --on=today, -mnote.
            word.partition("=")[0] if word.startswith("--") else word[:2]
            for word in args
            if word.startswith("-") and len(word) > 1
        ]
        for param in self._single_options():
            if sum(names.count(name) for name in param.opts) > 1:
                raise UsageError(
                    _(
                        "{option} is given twice, and holds one value: give one",
                        option=param.opts[0],
                    )
                )

    def _refuse_empty(self, args: list[str]) -> None:
        """Raise UsageError where a command that writes gets an option with an empty value.

        A script's variable may be unset: the command would write something else than intended.
        """
        if not self.writes:
            return
        single = {name for param in self._single_options() for name in param.opts}
        for word, following in pairwise([*args, "."]):
            if word == "--":
                break
            name, equals, joined = word.partition("=")
            if name in single and not (joined if equals else following).strip():
                raise UsageError(_("{name} is empty: give it a value, or leave it out", name=name))

    def _refuse_empty_arguments(self, ctx: Any) -> None:
        """Raise UsageError for an empty argument that may be left out: it would mean the whole
        folder, the last change, or everything that is left.
        """
        for param in self.params:
            value = ctx.params.get(param.name)
            if param.param_type_name != "argument" or not isinstance(value, str) or value.strip():
                continue
            source = ctx.get_parameter_source(param.name)
            means_all = param.default == "" or param.type.name == "path"
            if means_all and source is not None and source.name == "COMMANDLINE":
                name = (getattr(param, "metavar", "") or str(param.name)).strip("[]")
                raise UsageError(_("{name} is empty: give it a value, or leave it out", name=name))

    def _single_options(self) -> list[Any]:
        """The options that hold one value."""
        return [
            param
            for param in self.params
            if not (getattr(param, "multiple", True) or getattr(param, "is_flag", True))
        ]


def completion_language(ctx: Any) -> str:
    """The language in which a shell shows what words mean; "" where it does not show it."""
    if os.environ.get(COMPLETION, "").endswith("bash"):
        return ""
    options = ctx.find_root().params
    folder, language = options.get("folder"), options.get("lang") or ""
    return Session(folder_option=folder, language_option=language).language


def build_group(root: Callable[..., None], table: CommandGroups, load: Callable[[str], Any]) -> Any:
    """The whole command line, with stand-ins for the commands of `table`.

    `root` takes the options that stand before a command; `load` builds a command by its name.
    """
    app = typer.Typer(
        cls=CommandGroup,
        rich_markup_mode=None,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(root)
    group: Any = typer.main.get_group(app)
    group.table, group.load = table, load
    group.params.extend(typer.main.get_install_completion_arguments())
    for entries in table.values():
        for name, entry in entries.items():
            group.commands[name] = TyperCommand(name, help=entry.help, rich_markup_mode=None)
    return group


def build_command(name: str, entry: Command, function: Callable[..., None]) -> Any:
    """The command `name` that `function` runs, with its options."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(name, cls=DocumentedCommand, short_help=entry.help)(function)
    command: Any = typer.main.get_command(app)
    command.writes = entry.writes
    return command


def complete(build: Callable[[], Any]) -> int:
    """Print what the word under the cursor may become, and nothing else, whatever goes wrong.

    `build` makes the command line. Returns the exit code. Typer would lay out the meanings of words
    by `rich`, which takes longer to import than all the rest, and reads marks into clients' names:
    `rich` is hidden meanwhile.
    """
    # The run ends before a collection of garbage could pay.
    gc.disable()
    hidden = sys.modules.get("rich")
    sys.modules["rich"] = None  # type: ignore[assignment]
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            build().main([], prog_name="clientfile", standalone_mode=False, obj=Session())
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except Exception:
        # Somebody is typing: a message would land in the middle of their line.
        return 1
    finally:
        gc.enable()
        del sys.modules["rich"]
        if hidden is not None:
            sys.modules["rich"] = hidden
    return 0
