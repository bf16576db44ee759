"""Detects the conflict markers that git leaves in a file after a failed merge."""

from __future__ import annotations

import itertools
import re

from clientfile.language import _
from clientfile.yamltext.nodes import MappingNode, Node, ScalarNode, SequenceNode

CODE = "merge-conflict"
MESSAGE = _(
    "a merge was left unsettled here, between the lines that begin with <<<<<<< and >>>>>>>: "
    "settle it with: clientfile resolve"
)

_MARKER_PREFIXES = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
_MOST_INSPECTED = 50
_MARKER = re.compile(r"^(?:(?:<{7}|\|{7}|>{7})(?: .*)?|={7})\r?$", re.MULTILINE)


def find_conflict(text: str, root: Node | None, stopped_at: int | None) -> int | None:
    """The line (from 1) of the first conflict marker, where markers broke the text; else None.

    `root` is what was parsed, `stopped_at` the line (from 1) where parsing stopped, or None. A
    marker within quoted text is text. Where all was parsed, a marker within plain text is a
    conflict: markers in braces become plain text.
    """
    if not any(marker in text for marker in _MARKER_PREFIXES):
        return None
    markers = list(itertools.islice(_MARKER.finditer(text), _MOST_INSPECTED))
    lines = [text.count("\n", 0, match.start()) + 1 for match in markers]
    for match, line in zip(markers, lines, strict=True):
        if stopped_at is not None and line > stopped_at:
            return None
        holder = _scalar_at(root, match.start())
        if (stopped_at is not None) if holder is None else holder.style == "plain":
            return lines[0]
    return None


def _scalar_at(root: Node | None, index: int) -> ScalarNode | None:
    """The scalar that contains an index of the text."""
    stack = [root] if root else []
    while stack:
        node = stack.pop()
        if isinstance(node, MappingNode):
            stack += [part for entry in node.entries for part in entry]
        elif isinstance(node, SequenceNode):
            stack += node.children
        elif node.start <= index < node.end:
            return node
    return None
