"""Compares two texts of one file by their data: a hook may have laid a record out anew."""

from __future__ import annotations

from clientfile.schema.shapes import record_shape
from clientfile.store.atomic import FileChange
from clientfile.yamltext.lazy_reader import read_lazily


def has_same_data(change: FileChange, text: bytes | None) -> bool:
    """Whether `text` has the data of the change's new text; None stands for no file."""
    if text is None or change.after is None:
        return text is change.after
    if has_same_lines(text, change.after):
        return True
    if change.path.suffix != ".yaml":
        # A file of the folder itself, which `init` writes: hooks may indent it otherwise.
        return text.split() == change.after.split()
    expected, actual = (
        read_lazily(source, record_shape(), file=change.path.name)
        for source in (change.after, text)
    )
    return actual.data is not None and not actual.errors and actual.data == expected.data


def has_same_lines(text: bytes | None, other: bytes | None) -> bool:
    """Whether two texts are the same but for line ends, which git may convert."""
    if text is None or other is None:
        return text is other
    return text.replace(b"\r\n", b"\n") == other.replace(b"\r\n", b"\n")
