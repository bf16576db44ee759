"""The schema as one document: for validators, and in a form for editors.

Both are plain JSON Schema 2020-12, self-contained: every `$ref` leads to the document's `$defs`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from clientfile.records.settings import FORMAT
from clientfile.schema.files import CHAPTERS, Node, load_document

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SCALARS = ("number", "boolean", "null")
_NEVER_A_NUMBER = ("date", "percent", "client/person")
_VERSION = ".".join(str(number) for number in FORMAT)


def bundle() -> Node:
    """The whole schema, exactly what `check` holds a record's structure to."""
    return _document(f"urn:clientfile:schema:client:{_VERSION}", lambda node: node)


def editor_form() -> Node:
    """The schema for an editor's YAML server, which reads `01000` or `NO` as no text.

    It also takes a number or a boolean under a text, a scalar for a list of texts, and null
    for an absent value; and its descriptions carry the French title.
    """
    return _document(f"urn:clientfile:schema:client-editor:{_VERSION}", _for_editor)


def _document(identifier: str, treat: Callable[[Node], Node]) -> Node:
    root = _local(load_document("client"))
    defs = _definitions()
    return {
        "$schema": DIALECT,
        "$id": identifier,
        **treat(root),
        "$defs": {name: treat(node) for name, node in defs.items()},
    }


def _definitions() -> Node:
    """Every definition of every file by its name; a chapter stands under its own."""
    defs: Node = {}
    for chapter in CHAPTERS:
        defs[chapter] = _local(load_document(chapter))
    for name in ("common", *CHAPTERS):
        for key, node in load_document(name).get("$defs", {}).items():
            defs[key] = _local(node)
    return defs


def _local(node: Any) -> Any:
    """A copy of `node` whose references lead to `#/$defs/…`, without what a file alone needs."""
    if isinstance(node, list):
        return [_local(part) for part in node]
    if not isinstance(node, dict):
        return node
    kept = {key: _local(part) for key, part in node.items() if key not in ("$schema", "$defs")}
    if isinstance(kept.get("$ref"), str):
        kept["$ref"] = _local_reference(kept["$ref"])
    return kept


def _local_reference(reference: str) -> str:
    file, _, pointer = reference.partition("#")
    return f"#{pointer}" if pointer else f"#/$defs/{file.removesuffix('.schema.json')}"


def _for_editor(node: Node) -> Node:
    """`node` and the schemas below it, taking what a YAML server reads where a text stands."""
    result = {**node, **_loosened(node)}
    if "x-title-fr" in node:
        result["description"] = f"{node['x-title-fr']}. {node['description']}"
    if "properties" in node:
        result["properties"] = {key: _for_editor(part) for key, part in node["properties"].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(node.get(key), dict):
            result[key] = _for_editor(node[key])
    if "enum" in node:
        del result["enum"], result["type"]
    return result


def _loosened(node: Node) -> Node:
    """What stands instead of a node's `type` and `enum`; patterns bind texts alone as they are."""
    if "enum" in node:
        return {"anyOf": [_only(node, "type", "enum"), {"type": _beside_enum(node["enum"])}]}
    if "type" not in node:
        return {}
    types = [node["type"]] if isinstance(node["type"], str) else node["type"]
    if types == ["string"] and node.get("format") not in _NEVER_A_NUMBER:
        return {"type": [*types, *_SCALARS]}
    if types == ["array"] and not _of_mappings(node):
        return {"type": [*types, "string", *_SCALARS]}
    return {"type": [*types, "null"]}


def _beside_enum(values: list[str]) -> list[str]:
    """Norway's `NO` is false to YAML 1.1."""
    return ["boolean", "null"] if "NO" in values else ["null"]


def _of_mappings(node: Node) -> bool:
    return "x-identity" in node


def _only(node: Node, *keys: str) -> Node:
    return {key: node[key] for key in keys}
