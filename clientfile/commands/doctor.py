"""`doctor`: diagnoses the folder, its git repository and the editor's set-up."""

from __future__ import annotations

from typing import Annotated

import typer

from clientfile.console.choices import PAGE_FORMATS, format_choice
from clientfile.console.session import Session
from clientfile.errors import UnknownWordError
from clientfile.errors.exit_codes import ExitCode
from clientfile.language import _, pgettext

_LEVELS = {
    "ok": pgettext("doctor: the state of a part, at most 8 letters", "ok"),
    "warning": pgettext("doctor: the state of a part, at most 8 letters", "warning"),
    "error": pgettext("doctor: the state of a part, at most 8 letters", "error"),
}


def doctor(
    ctx: typer.Context,
    mend: Annotated[
        bool,
        typer.Option("--mend", help=_("Clear away what killed programs left; every text is kept.")),
    ] = False,
    fmt: Annotated[str, format_choice(PAGE_FORMATS)] = "table",
) -> None:
    """Look the folder, its git and the editor's set-up over: what is wrong, and how to mend it.

    A change that was interrupted is ended first, as every command does. --mend does what is left of
    that: a damaged journal, locks of a git that is dead, files of ours. An index of git's that is
    damaged is made anew from the last commit. Texts, and that index, go to .git/clientfile/kept/.
    It also has git merge records by clientfile, where a clone lacks that.

    Exit: 1 there is an error (warnings alone: 0)

    Examples:
        clientfile doctor
        clientfile doctor --mend
        clientfile doctor -f json
    """
    from clientfile.output.json_text import to_json
    from clientfile.output.terminal import visible
    from clientfile.store.doctor import diagnose, mend_folder

    session: Session = ctx.obj
    if fmt not in PAGE_FORMATS:
        raise UnknownWordError("--format", fmt, PAGE_FORMATS)
    for sentence in mend_folder(session.folder) if mend else ():
        session.note(sentence)
    diagnoses = list(diagnose(session.folder))
    if fmt == "json":
        session.write(to_json([vars(each) for each in diagnoses], indent=2) + "\n")
    for each in diagnoses if fmt == "table" else ():
        what = session.say(_("{place}: {what}", place=each.about, what=each.what))
        level = session.say(_LEVELS[each.level])
        for place, line in enumerate(what.splitlines()):
            session.write(f"{level if place == 0 else '':<8} {visible(line)}\n")
        if each.mend:
            session.write(f"{'':<8}   {visible(session.say(each.mend))}\n")
    session.flush()
    if any(each.level == "error" for each in diagnoses):
        raise typer.Exit(ExitCode.PROBLEMS)
