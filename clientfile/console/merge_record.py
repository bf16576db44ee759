"""`merge-record` as git calls it: without the command line, which takes longer than the merge."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from clientfile.store.merge_record import MARKER_SIZE, MergeFiles, MergeReport, merge_files

if TYPE_CHECKING:
    from clientfile.console.session import Session

NAME = "merge-record"
"""The command's name, the first word of what git calls."""
_NAMES = ("path", "ours", "theirs")
_OPTIONS = {"--path", "--marker-size", "--ours", "--theirs"}


def run_as_driver(words: Sequence[str]) -> int | None:
    """The exit code of a merge that `words`, those after the command's name, ask for as git does:
    three files, then options with their values. None for other words, which are left to the
    command line.
    """
    files, options = words[:3], words[3:]
    values = dict(zip(options[::2], options[1::2], strict=False))
    is_usual = len(files) == 3 and 2 * len(values) == len(options) and values.keys() <= _OPTIONS
    if not is_usual or any(word.startswith("-") for word in (*files, *values.values())):
        return None
    size = values.get("--marker-size", str(MARKER_SIZE))
    if not size.isdecimal():
        return None
    base, ours, theirs = map(Path, files)
    path, our_name, their_name = (values.get(f"--{name}", "") for name in _NAMES)
    report = merge_files(MergeFiles(base, ours, theirs, path, int(size), our_name, their_name))
    if report.sentences:
        from clientfile.console.session import Session

        return 0 if tell_report(report, Session()) else 1
    return 0 if report.clean else 1


def tell_report(report: MergeReport, session: Session) -> bool:
    """Tell what a merge came to. Returns whether it is without a conflict."""
    for sentence in report.sentences:
        session.note(sentence)
    if report.fault is not None:
        from clientfile.console.faults import write_log
        from clientfile.language import _

        session.note(_("the details are in {path}", path=write_log(report.fault)))
    return report.clean
