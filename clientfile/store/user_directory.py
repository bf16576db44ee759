"""The user's directories for the cache and for logs, where there are any."""

from __future__ import annotations

import os
from pathlib import Path


def user_directory(variable: str, *below_home: str) -> Path | None:
    """The directory that an XDG variable names, else one below the user's home directory.

    None where the user has no home directory, as in a container under any user id. A variable whose
    path is not absolute is ignored, as the XDG Base Directory Specification says.
    """
    base = Path(os.environ.get(variable, ""))
    if base.is_absolute():
        return base
    try:
        # Python takes an empty HOME for the root directory.
        home = Path.home() if os.environ.get("HOME") != "" else Path()
    except RuntimeError:
        return None
    return home.joinpath(*below_home) if home.is_absolute() else None


def log_directory() -> Path:
    """The directory of the logs of faults; a new one for temporary files where there is no home."""
    if base := user_directory("XDG_STATE_HOME", ".local", "state"):
        return base / "clientfile"
    # Every command that reads imports this module, and few meet a fault.
    import tempfile

    return Path(tempfile.mkdtemp(prefix="clientfile-"))
