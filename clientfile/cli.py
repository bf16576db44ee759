"""The command table, and the one place where errors become messages and exit codes.

A command's module is imported when that command is called; for the list of commands their help
stands here.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import typer

from clientfile import __version__
from clientfile.console.command_line import COMPLETION, build_command, build_group, complete
from clientfile.console.command_table import Command, CommandGroups, module_and_function
from clientfile.console.session import ClosedPipeError, Session, write_stderr
from clientfile.errors import ClientfileError, UsageError, explain_import, explain_shortage
from clientfile.errors.exit_codes import ExitCode
from clientfile.language import Lines, _
from clientfile.reports.registry import REPORTS

GROUPS: CommandGroups = {
    _("Set up and records"): {
        "init": Command(_("Make a client folder, under git."), writes=True),
        "new": Command(_("Open a client's record."), writes=True),
        "show": Command(_("Show a client, or one part of a record."), "CLIENT/ITEM"),
        "list": Command(_("List the clients.")),
        "find": Command(_("Find a text in all records, and tell its places.")),
        "edit": Command(
            _("Open a record, or a part of it, in your editor."), "CLIENT/ITEM", writes=True
        ),
        "save": Command(_("Commit what was edited by hand."), "CLIENT", writes=True),
        "set": Command(_("Set one field of a record."), "CLIENT/ITEM FIELD", writes=True),
        "unset": Command(_("Take one field of a record away."), "CLIENT/ITEM PRESENT", writes=True),
        "add": Command(_("Add an item to a list of a record."), "CLIENT/ITEM LIST", writes=True),
        "remove": Command(
            _("Take an item or a field of a record away."), "CLIENT/ITEM PRESENT", writes=True
        ),
        "rename": Command(_("Give a client another id."), "CLIENT", writes=True),
        "merge": Command(
            _("Make two records of one client, or two entries of a person, one."),
            "CLIENT/PERSON",
            writes=True,
        ),
        "duplicates": Command(_("List clients, or people, that may be there twice."), "CLIENT"),
        "not-duplicates": Command(
            _("Record that two clients, or two people, are not one."), "CLIENT/PERSON", writes=True
        ),
        "remove-client": Command(_("Take a client out of the folder."), "CLIENT", writes=True),
        "check": Command(_("Check records and tell every problem with its place."), "CLIENT"),
        "schema": Command(_("Print the JSON Schema of a record.")),
        "doctor": Command(_("Tell what is wrong with the folder, and how to mend it.")),
    },
    _("Contacts"): {
        "add-contact": Command(_("Add a person to a client."), "CLIENT", writes=True),
        "successor": Command(
            _("Record that a person changed jobs, and who follows."), "CLIENT/PERSON", writes=True
        ),
        "link": Command(
            _("Record that people at two clients are one person."),
            "CLIENT/PERSON",
            writes=True,
        ),
    },
    _("Interactions"): {
        "add-meeting": Command(_("Log a visit or a meeting."), "CLIENT/PERSON", writes=True),
        "add-call": Command(_("Log a phone call."), "CLIENT/PERSON", writes=True),
        "add-email": Command(
            _("File an e-mail that a mail program pipes in."), "CLIENT/PERSON", writes=True
        ),
        "due": Command(_("List whom to contact, and what is due."), "CLIENT"),
        "meetings": Command(_("List visits, calls and meetings."), "CLIENT"),
        "promises": Command(_("List what was promised and is open."), "CLIENT"),
        "questions": Command(_("List what was left to study."), "CLIENT"),
        "brief": Command(_("Read one page before a visit."), "CLIENT/ITEM"),
        "done": Command(
            _("Record that a promise, a next action or a reminder is done."),
            "CLIENT/FOLLOWUP",
            writes=True,
        ),
        "answer": Command(
            _("Answer a question that was left to study."), "CLIENT/QUESTION", writes=True
        ),
        "cancel": Command(
            _("Call off a promise, a next action, a reminder or an order."),
            "CLIENT/CANCELLABLE",
            writes=True,
        ),
        "remind": Command(
            _("Set a reminder of a client, once or again and again."),
            "CLIENT/PERSON",
            writes=True,
        ),
        "snooze": Command(_("Leave a client in peace until a day."), "CLIENT", writes=True),
    },
    _("Business"): {
        "add-order": Command(_("Take an order."), "CLIENT", writes=True),
        "orders": Command(_("List the orders."), "CLIENT"),
        "pay": Command(_("Record a payment of an order."), "CLIENT/ORDER", writes=True),
        "set-result": Command(
            _("State a year's figures as accounting has them."), "CLIENT", writes=True
        ),
        "lose": Command(_("Record a prospect lost, or a client gone."), "CLIENT", writes=True),
    },
    _("Reports"): {report.name: Command(report.help) for report in REPORTS if report.help},
    _("History"): {
        "history": Command(_("Tell what changed, by whom and when."), "CLIENT/ITEM FIELD"),
        "undo": Command(_("Take back your last change, or an earlier one."), writes=True),
    },
    _("In a team"): {
        "sync": Command(
            _("Bring your changes and those of your colleagues together."), writes=True
        ),
        "resolve": Command(
            _("Settle what a merge of git left unsettled in records."), "CLIENT", writes=True
        ),
        "merge-record": Command(_("Merge a record, as git's merge driver.")),
    },
    _("In and out"): {
        "import": Command(_("Take over a CSV file of another system."), writes=True),
        "export": Command(_("Write the folder as files that other programs open.")),
    },
}
COMMANDS = {name: command for entries in GROUPS.values() for name, command in entries.items()}

# typer brings its own click under a private name: its usage error is the base of a public one.
_TyperUsageError: type[Exception] = typer.BadParameter.__mro__[1]


def load_command(name: str) -> Any:
    """The command `name`, its module imported and its options built."""
    module, function = module_and_function(name)
    run_command = getattr(importlib.import_module(f"clientfile.commands.{module}"), function)
    return build_command(name, COMMANDS[name], run_command)


def group() -> Any:
    """The whole command line, with stand-ins for the commands."""
    return build_group(_root, GROUPS, load_command)


def _print_version(ctx: typer.Context, version: bool) -> None:
    if version and not ctx.resilient_parsing:
        ctx.obj.write(f"clientfile {__version__}\n")
        raise typer.Exit


def _root(
    ctx: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Option("-C", metavar="FOLDER", help=_("The client folder, instead of the one here.")),
    ] = None,
    color: Annotated[
        str, typer.Option(metavar="WHEN", help=_("Colour: auto, always or never."))
    ] = "auto",
    lang: Annotated[
        str,
        typer.Option(metavar="LANGUAGE", help=_("The language to read in, such as en or fr.")),
    ] = "",
    version: Annotated[
        bool,
        typer.Option(
            "--version", help=_("Show the version."), is_eager=True, callback=_print_version
        ),
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
    ctx.obj.folder_option, ctx.obj.color = folder, color
    if lang:
        ctx.obj.language_option = lang
    ctx.obj.require_language()


def main() -> None:
    """Run the command line and leave with its exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A name is printed even where the locale's encoding lacks its letters.
        sys.stdout.reconfigure(errors="backslashreplace")
    code = run(sys.argv[1:])
    _flush(sys.stdout)
    _flush(sys.stderr)
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command line; every failure becomes a message on stderr and an exit code."""
    if os.environ.get(COMPLETION):
        return complete(group)
    session, begun = Session(language_option=_read_ahead(arguments)), _changes_begun()
    try:
        return _run(arguments, session)
    except Exception as error:
        # A message itself may need what can't be imported any more.
        if _may_run_again(session, error, begun):
            return run(arguments)
        return _report_fault(session, error)
    finally:
        if session.draft is not None:
            _tell(session, _draft_message(session.draft, session.draft_use))


def _read_ahead(arguments: Sequence[str]) -> str:
    """The language of `--lang`, for messages about a command line that can't be parsed."""
    for word, following in pairwise([*arguments, ""]):
        name, equals, value = word.partition("=")
        if name == "--lang":
            return value if equals else following
    return ""


def _run(arguments: Sequence[str], session: Session) -> int:
    try:
        _refuse_no_text(arguments)
        code = group().main(
            list(arguments), prog_name="clientfile", standalone_mode=False, obj=session
        )
        session.flush()
        if code == ExitCode.INTERRUPTED:
            # typer returns it after ^C, and prints nothing.
            return _report_interrupt(session)
        return code if isinstance(code, int) else ExitCode.DONE
    except ClientfileError as error:
        copies = [_("what you wrote is kept in {path}", path=path) for path in error.copies]
        return _fail(session, Lines([str(error), *copies]), error.exit_code)
    except (ClosedPipeError, SystemExit):
        # typer leaves so when the reader of a help page has gone.
        return ExitCode.DONE
    except _TyperUsageError as error:
        return _report_usage(session, error)
    except (typer.Abort, KeyboardInterrupt):
        return _report_interrupt(session)


def _refuse_no_text(arguments: Sequence[str]) -> None:
    """Raise UsageError for bytes that are no UTF-8: no record can hold them, but a file's name may
    consist of them.
    """
    for argument in arguments:
        if not argument.isprintable() and not os.path.lexists(argument):
            try:
                argument.encode()
            except UnicodeEncodeError:
                raise UsageError(
                    _("{argument} is not UTF-8 text: type it again", argument=ascii(argument))
                ) from None


def _flush(stream: Any) -> None:
    """Flush a stream; where that fails, redirect it, since Python flushes it again at exit."""
    try:
        stream.flush()
    except (OSError, ValueError):
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except AttributeError:
        return


def _report_usage(session: Session, error: Any) -> ExitCode:
    if type(error).__name__ == "NoArgsIsHelpError":
        write_stderr(error.format_message())
        return ExitCode.USAGE
    see = _("see: {command} --help", command=error.ctx.command_path) if error.ctx else ""
    if error.ctx and (typed := getattr(error, "option_name", "")):
        from clientfile.console.help import unknown_option

        of_all = {name for param in error.ctx.find_root().command.params for name in param.opts}
        own = [name for param in error.ctx.command.params for name in param.opts]
        sentence = unknown_option(typed, own, of_all)
    else:
        from clientfile.console.usage_errors import say_usage

        sentence = say_usage(error.format_message())
    return _fail(session, Lines([sentence, see] if see else [sentence], "; "), ExitCode.USAGE)


def _report_interrupt(session: Session) -> ExitCode:
    return _fail(session, _("interrupted; nothing was changed"), ExitCode.INTERRUPTED)


def _changes_begun() -> int:
    """How many changes this process has begun to write; the module is loaded by writing alone."""
    journal = sys.modules.get("clientfile.store.transaction.journal")
    return journal.BEGUN[0] if journal else 0


def _may_run_again(session: Session, error: Exception, begun: int) -> bool:
    """Whether a command that met a fault may do without the caches that it read, which are deleted.

    One that came with a folder of somebody else may be wrong under right checksums. The command
    has printed no result, has no draft and has begun no change since `begun`.
    """
    # The module is not loaded where no cache was read.
    database = sys.modules.get("clientfile.store.cache.database_file")
    if isinstance(error, (ImportError, MemoryError)) or explain_shortage(error) or not database:
        return False
    with contextlib.suppress(Exception):
        untouched = not session.has_written and session.draft is None
        return database.discard_opened() and untouched and begun == _changes_begun()
    return False


def _report_fault(session: Session, error: Exception) -> ExitCode:
    """Report what no command expects: too many open files, a part that can't be imported, else a
    fault of ours, whose traceback goes to a log file. Never raises.
    """
    if shortage := explain_shortage(error):
        return _fail(session, shortage, ExitCode.STATE)
    where = _("the log could not be written")
    with contextlib.suppress(Exception):
        from clientfile.console.faults import write_log

        where = _("the details are in {path}", path=write_log(error))
    if isinstance(error, ImportError):
        return _fail(session, Lines([explain_import(error), where], "; "), ExitCode.FAULT)
    fault = _("this is a fault of clientfile, not yours")
    return _fail(session, Lines([fault, where], "; "), ExitCode.FAULT)


def _draft_message(draft: Path, use: str) -> str:
    """Where the typed text was left, relative to the working directory, and what takes it up."""
    path = draft
    with contextlib.suppress(Exception):
        from clientfile.store.drafts import relative_to_cwd

        path = relative_to_cwd(draft)
    if use:
        return _(
            "what you typed is kept in {path}; to take it up: {command} {path}",
            path=path,
            command=use,
        )
    return _("what you typed is kept in {path}", path=path)


def _fail(session: Session, message: str, code: ExitCode) -> ExitCode:
    _tell(session, message)
    return code


def _tell(session: Session, message: str) -> None:
    """Write a message to stderr in the reader's language; in English and plain ASCII where what
    makes it fit can't be imported.
    """
    try:
        from clientfile.output.terminal import abridge, visible

        message = session.say(message)
        lines = [abridge(visible(line)) for line in message.split("\n")]
    except Exception:
        lines = [ascii(line)[1:-1] for line in message.split("\n")]
    for line in lines:
        write_stderr(f"clientfile: {line}")
