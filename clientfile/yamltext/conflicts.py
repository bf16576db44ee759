"""The lines that git leaves in a file where a merge could not be settled."""

from __future__ import annotations

import itertools
import re

from clientfile.yamltext.nodes import MappingNode, Node, ScalarNode, SequenceNode

CODE = "merge-conflict"
MESSAGE = (
    "a merge was left unsettled here: keep one side, and take out the lines that begin with "
    "<<<<<<<, ======= and >>>>>>>"
)

_MARKERS = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
_MOST_LOOKED_AT = 50
_MARKER = re.compile(r"^(?:(?:<{7}|\|{7}|>{7})(?: .*)?|={7})\r?$", re.MULTILINE)


def find_conflict(text: str, root: Node | None, reached: int | None) -> int | None:
    """The line (from 1) of a text's first marker, where markers kept it from being read, or None.

    `root` is what was read, `reached` the line (from 1) where reading had to stop, None where it
    did not. A marker within quoted text is text; where all was read, one within plain text is what
    becomes of markers in braces.
    """
    if not any(marker in text for marker in _MARKERS):
        return None
    found = list(itertools.islice(_MARKER.finditer(text), _MOST_LOOKED_AT))
    lines = [text.count("\n", 0, match.start()) + 1 for match in found]
    for match, line in zip(found, lines, strict=True):
        if reached is not None and line > reached:
            return None
        holder = _scalar_over(root, match.start())
        if (reached is not None) if holder is None else holder.style == "plain":
            return lines[0]
    return None


def _scalar_over(root: Node | None, index: int) -> ScalarNode | None:
    """The scalar that an index of the text lies within."""
    waiting = [root] if root else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, MappingNode):
            waiting += [part for entry in node.entries for part in entry]
        elif isinstance(node, SequenceNode):
            waiting += node.children
        elif node.start <= index < node.end:
            return node
    return None
