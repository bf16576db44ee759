"""`check`: checks records and prints every problem with its place."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientfile.console.choices import format_choice
from clientfile.console.session import Progress, Session
from clientfile.errors import NoMatchError, UnknownWordError
from clientfile.errors.exit_codes import ExitCode
from clientfile.language import ENGLISH, Lines, _, ngettext, translate

if TYPE_CHECKING:
    from clientfile.records.problems import Problem
    from clientfile.store.folder import RecordFile

_FORMATS = ("table", "json", "github")
# Escapes of GitHub's workflow commands, the percent sign first; a property such as the file's name
# escapes what would end it, too. https://docs.github.com/actions/reference/workflow-commands
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {":": "%3A", ",": "%2C"}
_KEYS = ("file", "line", "column", "path", "severity", "code", "message")


def check(
    ctx: typer.Context,
    targets: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CLIENT|FILE]...", help=_("All if none is named.")),
    ] = None,
    fmt: Annotated[str, format_choice(_FORMATS)] = "table",
) -> None:
    """Tell every problem of the records with its place.

    Exit: 1 a record has an error (warnings alone: 0)

    Examples:
        clientfile check
        clientfile check kervelec records/gerbe.yaml
        # in a pull request, as annotations
        clientfile check -f github
    """
    from clientfile.store.cache.check import check_folder

    session: Session = ctx.obj
    if fmt not in _FORMATS:
        raise UnknownWordError("--format", fmt, _FORMATS)
    result = check_folder(session.folder, session.today, Progress(sys.stderr))
    problems = list(result.problems)
    if targets:
        names = _file_names(session, targets, result.files)
        problems = [problem for problem in problems if problem.file in names]
    _print_problems(session, problems, fmt)
    count = len(targets or []) or len(result.files)
    errors = sum(problem.severity == "error" for problem in problems)
    session.flush()
    session.note(_summary(count, errors, len(problems) - errors))
    if errors:
        raise typer.Exit(ExitCode.PROBLEMS)


def _summary(records: int, errors: int, warnings: int) -> str:
    found = [
        ngettext("{count} error", "{count} errors", errors),
        ngettext("{count} warning", "{count} warnings", warnings),
    ]
    return ngettext(
        "{count} record: {found}", "{count} records: {found}", records, found=Lines(found, ", ")
    )


def _file_names(session: Session, targets: list[str], files: Sequence[RecordFile]) -> set[str]:
    """The files that `targets` name, relative to the folder: an existing path, or a client."""
    from clientfile.store.cache.lookup import find_client
    from clientfile.store.folder import resolve_links

    folder = session.folder
    names = set()
    for target in targets:
        path = resolve_links(Path(target))
        if path.is_file() and path.is_relative_to(folder.root.resolve()):
            names.add(path.relative_to(folder.root.resolve()).as_posix())
            continue
        if target.endswith((".yaml", ".yml")):
            raise _no_such_file(target, [folder.relative(file.path) for file in files])
        client = find_client(folder, target)
        names |= {folder.relative(file.path) for file in files if file.id == client}
    return names


def _no_such_file(target: str, files: Sequence[str]) -> NoMatchError:
    from clientfile.errors.suggest import alternatives, nearest

    near = nearest(target, files)
    hint = (
        _("did you mean {words}?", words=alternatives(near)) if near else _("see: clientfile list")
    )
    return NoMatchError(_("there is no record {typed!r}: {hint}", typed=target, hint=hint))


def _print_problems(session: Session, problems: list[Problem], fmt: str) -> None:
    from clientfile.output.json_text import to_json
    from clientfile.output.terminal import abridge, visible

    if fmt == "json":
        rows = [{key: getattr(problem, key) for key in _KEYS} for problem in problems]
        session.write(to_json(rows, indent=2) + "\n")
        return
    prefix = _path_in_repository(session.folder.root) if fmt == "github" else ""
    for problem in problems:
        line = (
            _github_annotation(problem, prefix, session.language)
            if fmt == "github"
            else abridge(visible(session.say(str(problem))))
        )
        session.write(line + "\n")


def _path_in_repository(root: Path) -> str:
    """The path of the folder within its git repository, with a / at its end unless it is empty."""
    from clientfile.store.git.gitdir import worktree

    top = worktree(root.resolve())
    below = root.resolve().relative_to(top).as_posix() if top else "."
    return "" if below == "." else f"{below}/"


def _github_annotation(problem: Problem, prefix: str, language: str = ENGLISH) -> str:
    """The workflow command that GitHub turns into an annotation; files are named from its root."""
    from clientfile.output.terminal import abridge, visible

    text = translate(problem.message, language)
    text = f"{problem.path}: {text}" if problem.path else text
    # The log may be read on a terminal: control characters are escaped there too.
    message = abridge(visible(text, keep="\n\r"))
    file = visible(prefix + problem.file, keep="\n\r")
    for character, escaped in _DATA.items():
        message, file = message.replace(character, escaped), file.replace(character, escaped)
    for character, escaped in _PROPERTY.items():
        file = file.replace(character, escaped)
    place = f"file={file},line={problem.line},col={problem.column}"
    return f"::{problem.severity} {place}::{message}"
