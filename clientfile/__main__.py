"""The start of the program: `clientfile`, and `python -m clientfile`."""

from __future__ import annotations

import errno
import gc
import sys


def main() -> None:
    """Import the command line, and leave with the exit code of its run, 5 or 70 where it can't be
    imported.
    """
    # Imports leave next to no garbage behind: looking for it would take 4 ms of every start.
    gc.disable()
    try:
        from clientfile import cli
    except (ImportError, OSError, MemoryError) as error:
        sys.exit(_report(error))
    gc.freeze()
    gc.enable()
    cli.main()


def _report(error: ImportError | OSError | MemoryError) -> int:
    """Write the sentence of an error, in English: the other languages may not load either."""
    code = 5
    scarce = getattr(error, "errno", None) in (errno.EMFILE, errno.ENFILE)
    if scarce or "Too many open files" in str(error):
        message = "can't start: too many files are open; end programs that hold many"  # no message
    elif isinstance(error, MemoryError):
        message = (
            "can't start: there is not enough memory; end programs that need much"  # no message
        )
    else:
        code = 70
        message = f"a part of it can't be loaded ({error}): install clientfile again"  # no message
    if sys.stderr is not None:
        sys.stderr.write(f"clientfile: {ascii(message)[1:-1]}\n")
    return code


if __name__ == "__main__":
    main()
