"""How long somebody else is waited for: `$CLIENTFILE_WAIT`."""

from __future__ import annotations

import os

from clientfile.errors import UsageError
from clientfile.language import _

_DEFAULT = 30.0
_LONGEST = 86400


def read_patience(default: float = _DEFAULT) -> float:
    """The seconds for which another writer, or a remote that says nothing, is waited for:
    `$CLIENTFILE_WAIT`, else `default`.

    Raises UsageError where the variable is no number of seconds.
    """
    text = os.environ.get("CLIENTFILE_WAIT")
    if text is None:
        return default
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= _LONGEST:
        raise UsageError(
            _("CLIENTFILE_WAIT is {text!r}: write a number of seconds, such as 30", text=text)
        )
    return seconds
