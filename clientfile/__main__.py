"""The start of the program: `clientfile`, and `python -m clientfile`."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import sys


def main() -> None:
    """Import the command line, and leave with the exit code of its run, 5 or 70 where it can't be
    imported.
    """
    # Imports leave next to no garbage behind: looking for it would take 4 ms of every start.
    gc.disable()
    if sys.argv[1:2] == ["merge-record"]:
        _merge_for_git(sys.argv[2:])
    try:
        from clientfile import cli
    except (ImportError, OSError, MemoryError) as error:
        sys.exit(_report(error))
    gc.freeze()
    # Records and what is made of them have no circles: garbage is looked for less often.
    gc.set_threshold(50_000)
    gc.enable()
    cli.main()


def _merge_for_git(words: list[str]) -> None:
    """Merge a record as git calls us to, and leave; git starts a process for each, and the command
    line takes as long as all the rest. Whatever is unusual is left to the command line.
    """
    with contextlib.suppress(ImportError, OSError, MemoryError):
        from clientfile.console.merge_record import run_as_driver

        try:
            code = run_as_driver(words)
        except KeyboardInterrupt:
            code = 130
        if code is not None:
            sys.exit(code)


def _report(error: ImportError | OSError | MemoryError) -> int:
    """Write the sentence of an error, and return the exit code."""
    code = 5
    scarce = getattr(error, "errno", None) in (errno.EMFILE, errno.ENFILE)
    if scarce or "Too many open files" in str(error):
        message = _("can't start: too many files are open; end programs that hold many")
    elif isinstance(error, MemoryError):
        message = _("can't start: there is not enough memory; end programs that need much")
    else:
        code = 70
        message = _("a part of it can't be loaded ({reason}): install clientfile again")
    if sys.stderr is not None:
        reason = ascii(str(error))[1:-1]
        sys.stderr.write(f"clientfile: {_translate(message).format(reason=reason)}\n")
    return code


def _(pattern: str) -> str:
    """Mark a sentence as a message. What the package has for that may not load."""
    return pattern


def _translate(message: str) -> str:
    """A message in the language of the environment, as far as what it takes can be loaded."""
    try:
        from clientfile.language.catalogue import load_catalogue
        from clientfile.language.choose import choose_language

        return load_catalogue(choose_language("", os.environ, str, str)).find(message)
    except (ImportError, OSError, MemoryError):
        return message


if __name__ == "__main__":
    main()
