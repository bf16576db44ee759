"""The schema as one document: as validators take it, and in a form for editors.

Both are self-contained JSON Schema 2020-12: every `$ref` leads to the document's own `$defs`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from clientfile.records.settings import FORMAT
from clientfile.schema.files import CHAPTERS, Node, load_document

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SCALARS = ("number", "boolean", "null")
_NEVER_A_NUMBER = ("date", "percent", "client/person", "client/id")
_VERSION = ".".join(str(number) for number in FORMAT)


def bundle() -> Node:
    """The whole schema, exactly as `check` validates the structure of a record."""
    return _document(f"urn:clientfile:schema:client:{_VERSION}", lambda node: node)


def editor_form() -> Node:
    """The schema for an editor's YAML server, which does not take `01000` or `NO` for text.

    It also accepts a number or a boolean under a text field, a scalar for a list of texts, and null
    for an absent value. Its descriptions begin with the French title.
    """
    return _document(f"urn:clientfile:schema:client-editor:{_VERSION}", _for_editor)


def _document(identifier: str, transform: Callable[[Node], Node]) -> Node:
    root = _localize(load_document("client"))
    defs = _definitions()
    return {
        "$schema": DIALECT,
        "$id": identifier,
        **transform(root),
        "$defs": {name: transform(node) for name, node in defs.items()},
    }


def _definitions() -> Node:
    """Every definition of every file by name, and each chapter under its own name."""
    defs: Node = {}
    for chapter in CHAPTERS:
        defs[chapter] = _localize(load_document(chapter))
    for name in ("common", *CHAPTERS):
        for key, node in load_document(name).get("$defs", {}).items():
            defs[key] = _localize(node)
    return defs


def _localize(node: Any) -> Any:
    """A copy of `node` with references to `#/$defs/…`, without the keys of a separate file."""
    if isinstance(node, list):
        return [_localize(part) for part in node]
    if not isinstance(node, dict):
        return node
    local = {key: _localize(part) for key, part in node.items() if key not in ("$schema", "$defs")}
    if isinstance(local.get("$ref"), str):
        local["$ref"] = _local_reference(local["$ref"])
    return local


def _local_reference(reference: str) -> str:
    file, _, pointer = reference.partition("#")
    return f"#{pointer}" if pointer else f"#/$defs/{file.removesuffix('.schema.json')}"


def _for_editor(node: Node) -> Node:
    """`node` and the schemas below it, which also accept what a YAML server makes of a text."""
    result = {**node, **_loosen(node)}
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


def _loosen(node: Node) -> Node:
    """The replacement of a node's `type` and `enum`. Patterns stay: they apply to texts alone."""
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
    """The types that an enumeration accepts besides: YAML 1.1 takes Norway's `NO` for false."""
    return ["boolean", "null"] if "NO" in values else ["null"]


def _of_mappings(node: Node) -> bool:
    return "x-identity" in node


def _only(node: Node, *keys: str) -> Node:
    return {key: node[key] for key in keys}
