"""Whether a file holds vCards: by how it begins, whatever its name."""

from __future__ import annotations


def is_vcard(data: bytes) -> bool:
    """Whether a file begins as one of vCards does."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1"
    start = data[:200].decode(encoding, "replace").removeprefix("\xef\xbb\xbf").lstrip()
    return start[:11].upper() == "BEGIN:VCARD"
