"""The command table, and the one place where errors become messages and exit codes.

A command's module is imported when that command is called; for the list of commands their help
stands here.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import os
import sys
import time
import traceback
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from clientfile import __version__
from clientfile.console.session import ClosedPipeError, Session, tell
from clientfile.errors import ClientfileError, UsageError
from clientfile.reports.registry import REPORTS

if TYPE_CHECKING:
    from clientfile.console.help import CommandHelp

GROUPS: dict[str, dict[str, tuple[str, str]]] = {
    "Set up and records": {
        "init": ("init:init", "Make a client folder, under git."),
        "new": ("new:new", "Open a client's record."),
        "show": ("show:show", "Show a client, or one part of a record."),
        "list": ("list:list_", "List the clients."),
        "find": ("find:find", "Find a text in all records, and tell its places."),
        "edit": ("edit:edit", "Open a record, or a part of it, in your editor."),
        "save": ("save:save", "Commit what was edited by hand."),
        "set": ("set:set_", "Set one field of a record."),
        "unset": ("unset:unset", "Take one field of a record away."),
        "add": ("add:add", "Add an item to a list of a record."),
        "remove": ("remove:remove", "Take an item or a field of a record away."),
        "rename": ("rename:rename", "Give a client another id."),
        "remove-client": ("remove_client:remove_client", "Take a client out of the folder."),
        "check": ("check:check", "Check records and tell every problem with its place."),
        "schema": ("schema:schema", "Print the JSON Schema of a record."),
        "doctor": ("doctor:doctor", "Tell what is wrong with the folder, and how to mend it."),
    },
    "Contacts": {
        "add-contact": ("add_contact:add_contact", "Add a person to a client."),
        "successor": ("successor:successor", "Record that a person changed jobs, and who follows."),
    },
    "Interactions": {
        "add-meeting": ("add_meeting:add_meeting", "Log a visit or a meeting."),
        "add-call": ("add_call:add_call", "Log a phone call."),
        "due": ("due:due", "List whom to contact, and what is due."),
        "meetings": ("meetings:meetings", "List visits, calls and meetings."),
        "promises": ("promises:promises", "List what was promised and is open."),
        "questions": ("questions:questions", "List what was left to study."),
        "brief": ("brief:brief", "Read one page before a visit."),
        "done": ("done:done", "Record that a promise or a next action is done."),
        "answer": ("answer:answer", "Answer a question that was left to study."),
        "cancel": ("cancel:cancel", "Call off a promise, a next action or an order."),
        "snooze": ("snooze:snooze", "Leave a client in peace until a day."),
    },
    "Business": {
        "add-order": ("add_order:add_order", "Take an order."),
        "orders": ("orders:orders", "List the orders."),
        "pay": ("pay:pay", "Record a payment of an order."),
        "set-result": ("set_result:set_result", "State a year's figures as accounting has them."),
        "lose": ("lose:lose", "Record a prospect lost, or a client gone."),
    },
    "Reports": {
        report.name: (f"{report.name}:{report.name}", report.help)
        for report in REPORTS
        if report.help
    },
    "History": {
        "history": ("history:history", "Tell what changed, by whom and when."),
        "undo": ("undo:undo", "Take back your last change, or an earlier one."),
    },
    "In and out": {
        "import": ("import_:import_file", "Take over a CSV file of another system."),
    },
}
COMMANDS = {name: entry for group in GROUPS.values() for name, entry in group.items()}
READ_ON = (
    "Each command: clientfile COMMAND --help. What they share (whom a word means, dates, periods, "
    "--where, formats): man clientfile."
)
# The shell asks by this what a word may become: see `_offered`.
_ASKED = "_CLIENTFILE_COMPLETE"
_INTERRUPTED = 130
# typer brings its own click under a private name: its usage error is the base of a public one.
_UsageProblem: type[Exception] = typer.BadParameter.__mro__[1]


class LazyGroup(TyperGroup):
    """A group whose commands are names and help texts until one of them is called."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The called command, built from its module. Raises UsageError for a word that is none."""
        asked = ctx.resilient_parsing or _ASKED in os.environ
        if args and args[0] not in COMMANDS and not asked:
            from clientfile.console.help import no_command

            raise UsageError(no_command(args[0], list(COMMANDS)))
        name, stand_in, rest = super().resolve_command(ctx, args)
        if name and _ASKED in os.environ:
            from clientfile.console.completion import offered

            named = not os.environ[_ASKED].endswith("bash")
            return name, offered(name, rest, load_command, named=named), rest
        return name, load_command(name) if name else stand_in, rest

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The commands of `--help`, grouped as the documentation groups them."""
        del ctx
        for title, entries in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([(name, text) for name, (_, text) in entries.items()])

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Where to read on, and what the exit codes mean."""
        from clientfile.console.help import AFTER_FAILURE, EXITS, exit_line, write_examples

        del ctx
        write_examples(formatter, self.help)
        codes = exit_line({code: what for code, (what, _) in EXITS.items()})
        for text in (READ_ON, f"Exit: {codes}. {AFTER_FAILURE}"):
            formatter.write_paragraph()
            formatter.write_text(text)

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """What the program is."""
        from clientfile.console.help import write_prose

        del ctx
        write_prose(formatter, self.help)


class TaughtCommand(TyperCommand):
    """A command whose help ends with its examples and its exit codes, and which refuses an option
    given twice that holds one value: one would be lost.
    """

    def lesson(self) -> tuple[CommandHelp, dict[int, str]]:
        """The parts of its docstring, and the exit codes that matter to it."""
        from clientfile.console.help import exits_of, parse_help

        lesson = parse_help(self.help or "")
        options = [name for param in self.params for name in param.opts]
        metavars = [getattr(param, "metavar", None) or "" for param in self.params]
        return lesson, exits_of(lesson, options, metavars)

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """What the command does."""
        from clientfile.console.help import write_prose

        del ctx
        write_prose(formatter, self.help)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Examples, as they can be typed, and exit codes."""
        from clientfile.console.help import exit_line, write_examples

        del ctx
        _, exits = self.lesson()
        write_examples(formatter, self.help)
        codes = f"Exit: {exit_line(exits)}; others" if exits else "Exit codes"
        formatter.write_paragraph()
        formatter.write_text(f"{codes}: clientfile --help")

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments that are left over. Raises UsageError for an option given twice."""
        given = [
            # A value may be joined to its option: --on=today, -mnote.
            word.partition("=")[0] if word.startswith("--") else word[:2]
            for word in args
            if word.startswith("-") and len(word) > 1
        ]
        for param in () if ctx.resilient_parsing else self.params:
            many = getattr(param, "multiple", True) or getattr(param, "is_flag", True)
            if (
                not (many or ctx.resilient_parsing)
                and sum(given.count(name) for name in param.opts) > 1
            ):
                raise UsageError(f"{param.opts[0]} is given twice, and holds one value: give one")
        if not ctx.resilient_parsing:
            self._refuse_empty(args)
        return super().parse_args(ctx, args)

    def _refuse_empty(self, args: list[str]) -> None:
        """Raise UsageError where a command that writes is given an option with nothing in it, as a
        script's variable that is not set: something else would be written than was meant.
        """
        if not any("--dry-run" in param.opts for param in self.params):
            return
        single = {
            name
            for param in self.params
            if not (getattr(param, "multiple", True) or getattr(param, "is_flag", True))
            for name in param.opts
        }
        for word, value in pairwise([*args, "."]):
            if word == "--":
                break
            name, equals, told = word.partition("=")
            if name in single and not (told if equals else value).strip():
                raise UsageError(f"{name} is empty: give it a value, or leave it out")


def load_command(name: str) -> Any:
    """The command `name`, its module imported and its options built."""
    module, _, function = COMMANDS[name][0].partition(":")
    called = getattr(importlib.import_module(f"clientfile.commands.{module}"), function)
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(name, cls=TaughtCommand, short_help=COMMANDS[name][1])(called)
    return typer.main.get_command(app)


def group() -> Any:
    """The whole command line, with stand-ins for the commands."""
    app = typer.Typer(
        cls=LazyGroup,
        rich_markup_mode=None,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    built = typer.main.get_group(app)
    built.params.extend(typer.main.get_install_completion_arguments())
    for name, (_, text) in COMMANDS.items():
        built.commands[name] = TyperCommand(name, help=text, rich_markup_mode=None)
    return built


def _version(ctx: typer.Context, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        ctx.obj.write(f"clientfile {__version__}\n")
        raise typer.Exit


def _root(
    ctx: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Option("-C", metavar="FOLDER", help="The client folder, instead of the one here."),
    ] = None,
    color: Annotated[
        str, typer.Option(metavar="WHEN", help="Colour: auto, always or never.")
    ] = "auto",
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", is_eager=True, callback=_version),
    ] = False,
) -> None:
    """A client file for people who sell to other companies: plain YAML, kept in git.

    Examples:
        # in the morning; before the visit; after it
        clientfile due --owner claire --within 7d
        clientfile brief vaudrenne
        clientfile add-meeting vaudrenne --with wattenel --promise "Quote by friday"
    """
    del version
    ctx.obj.option, ctx.obj.color = folder, color


def main() -> None:
    """Run the command line and leave with its exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Where the locale has no letters for it, a name is still told.
        sys.stdout.reconfigure(errors="backslashreplace")
    code = run(sys.argv[1:])
    _let_go(sys.stdout)
    _let_go(sys.stderr)
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command line; every failure becomes a message on stderr and an exit code."""
    if os.environ.get(_ASKED):
        return _offered()
    session = Session()
    try:
        _refuse_no_text(arguments)
        code = group().main(
            list(arguments), prog_name="clientfile", standalone_mode=False, obj=session
        )
        session.flush()
        # typer makes an exit code of ^C.
        return _interrupted() if code == _INTERRUPTED else code if isinstance(code, int) else 0
    except ClientfileError as error:
        kept = [f"what you wrote is kept in {path}" for path in error.kept]
        return _told("\n".join([str(error), *kept]), error.exit_code)
    except (ClosedPipeError, SystemExit):
        # typer leaves so when the reader of a help page has gone.
        return 0
    except _UsageProblem as error:
        return _usage(error)
    except (typer.Abort, KeyboardInterrupt):
        return _interrupted()
    except Exception:
        return _fault(arguments)
    finally:
        if session.draft is not None:
            _told(_kept(session.draft, session.draft_use), 0)


def _offered() -> int:
    """Tell the shell what the word under the cursor may become: nothing else, whatever is wrong.

    Typer would lay out what words mean by `rich`, which takes longer to import than all the rest,
    and reads marks into clients' names: it is hidden meanwhile.
    """
    # The run ends before collecting what it made could be worth while.
    gc.disable()
    hidden = sys.modules.get("rich")
    sys.modules["rich"] = None  # type: ignore[assignment]
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            group().main([], prog_name="clientfile", standalone_mode=False, obj=Session())
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    except Exception:
        # Somebody is typing: less is offered, and nothing is told.
        return 1
    finally:
        gc.enable()
        del sys.modules["rich"]
        if hidden is not None:
            sys.modules["rich"] = hidden
    return 0


def _refuse_no_text(arguments: Sequence[str]) -> None:
    """Bytes that are no UTF-8 can't stand in a record; they may be a file's name."""
    for argument in arguments:
        if not argument.isprintable() and not os.path.lexists(argument):
            try:
                argument.encode()
            except UnicodeEncodeError:
                raise UsageError(f"{argument!a} is not UTF-8 text: type it again") from None


def _let_go(stream: Any) -> None:
    """Empty a stream; where that fails, it must not fail once more when Python ends."""
    try:
        stream.flush()
    except (OSError, ValueError):
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except AttributeError:
        return


def _usage(error: Any) -> int:
    if type(error).__name__ == "NoArgsIsHelpError":
        tell(error.format_message())
        return 2
    see = f"see: {error.ctx.command_path} --help" if error.ctx else ""
    if error.ctx and (typed := getattr(error, "option_name", "")):
        from clientfile.console.help import no_option

        of_all = {name for param in error.ctx.find_root().command.params for name in param.opts}
        own = [name for param in error.ctx.command.params for name in param.opts]
        return _told(f"{no_option(typed, own, of_all)}; {see}", 2)
    return _told(f"{error.format_message().rstrip('.')}; {see}".rstrip("; "), 2)


def _kept(draft: Path, use: str) -> str:
    """Where what was typed is kept, from here, and what takes it up."""
    from clientfile.store.drafts import relative_to_cwd

    near = relative_to_cwd(draft)
    told = f"what you typed is kept in {near}"
    return f"{told}; to take it up: {use} {near}" if use else told


def _interrupted() -> int:
    return _told("interrupted; nothing was changed", _INTERRUPTED)


def _told(message: str, code: int) -> int:
    from clientfile.output.terminal import abridged, visible

    for line in message.split("\n"):
        tell(f"clientfile: {abridged(visible(line))}")
    return code


def _fault(arguments: Sequence[str]) -> int:
    """A fault of ours: the traceback goes to a log file, its name to the user."""
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    log = Path(base) / "clientfile" / f"fault-{time.strftime('%Y%m%d-%H%M%S')}.log"
    text = f"clientfile {__version__}, Python {sys.version}\n{arguments!a}\n\n"
    where = "the log could not be written"
    with contextlib.suppress(OSError, ValueError):
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(text + traceback.format_exc(), encoding="utf-8", errors="replace")
        where = f"the details are in {log}"
    return _told(f"this is a fault of clientfile, not yours; {where}", 70)
