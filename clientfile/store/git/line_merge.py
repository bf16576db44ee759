"""git's own merge of three files, line by line, with markers where both sides changed a line."""

from __future__ import annotations

from pathlib import Path

from clientfile.store.git.process import run_git


def merge_lines(base: Path, ours: Path, theirs: Path, names: tuple[str, str], size: int) -> bool:
    """Write the merge of lines to `ours`. Returns whether it has no conflict.

    `names` are those of our and of their side behind the markers of `size` signs. What git can't
    merge, such as a binary file, is left as it was, and is a conflict.
    """
    labels = [word for name in (names[0], "base", names[1]) for word in ("-L", name)]
    files = map(str, (ours, base, theirs))
    words = ("merge-file", "-q", f"--marker-size={size}", *labels, *files)
    return run_git(Path.cwd(), *words).code == 0
