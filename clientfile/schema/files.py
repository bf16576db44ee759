"""The packaged schema files: load them, follow their references, hash them."""

from __future__ import annotations

import json
import pkgutil
from functools import cache
from typing import Any

Node = dict[str, Any]

CHAPTERS = ("identity", "contacts", "business", "results")


@cache
def load_document(name: str) -> Node:
    """The schema file `name` (`client`, `common` or a chapter). Callers must not change it."""
    node: Node = json.loads(_packaged(f"{name}.schema.json"))
    return node


@cache
def naf_rev2() -> frozenset[str]:
    """The codes of NAF rev. 2, the French classification of activities."""
    return frozenset(_packaged("naf_rev2.txt").decode().split())


@cache
def country_names() -> dict[str, str]:
    """The codes of ISO 3166-1 by the names of countries, as `form_of` compares them."""
    from clientfile.records.typed.words import form_of

    lines = _packaged("country_names.txt").decode().splitlines()
    listed = (line.split("\t") for line in lines)
    return {form_of(name): code for code, *names in listed for name in names}


def schema_digest() -> str:
    """The SHA-1 of the schema files, in hexadecimal."""
    import hashlib

    digest = hashlib.sha1()
    for name in ("client", "common", *CHAPTERS):
        digest.update(_packaged(f"{name}.schema.json"))
    return digest.hexdigest()


def _packaged(name: str) -> bytes:
    """A file beside this module. Importing importlib.resources would take 7 ms."""
    source = pkgutil.get_data("clientfile.schema", name)
    assert source is not None, name
    return source


def resolve_reference(node: Node, home: str) -> tuple[Node, str]:
    """`node` of the file `home` with its `$ref` resolved, and the file that it then belongs to.

    Keys beside a `$ref` override those of its target.
    """
    if "$ref" not in node:
        return node, home
    target, there = _target(node["$ref"], home)
    target, there = resolve_reference(target, there)
    own = {key: value for key, value in node.items() if key != "$ref"}
    return {**target, **own}, there


def _target(reference: str, home: str) -> tuple[Node, str]:
    file, _, pointer = reference.partition("#")
    name = file.removesuffix(".schema.json") or home
    node = load_document(name)
    for step in pointer.strip("/").split("/") if pointer else ():
        node = node[step]
    return node, name
