"""Completes schemas/reports.schema.json from the registry of reports.

`python docs/report_schemas.py` (`make docs` runs it) adds a row for each table that has none there,
and a key for each column: nullable, of the type that the column's kind has. What stands there is
kept, so that a type may be narrowed by hand (an enumeration, never null).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from clientfile.output.table import Column
from clientfile.reports.registry import TABLES, Report

PAGE = Path(__file__).parent / "schemas" / "reports.schema.json"
_WIDTH = 100
_SHARED = {"money", "ratio", "date"}
_TYPES = {"text": "string", "integer": "integer", "number": "number", "list": "array",
          "flag": "boolean"}  # fmt: skip


def completed(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with a row for each table and a key for each column."""
    definitions = dict(schema["$defs"])
    for report in TABLES.values():
        row = definitions.get(f"{report.name}-row") or _row(report)
        columns = {column.key: _type(column) for column in report.load_columns()}
        # In the order of the columns; a type that stands there is kept.
        properties = {key: row["properties"].get(key, columns[key]) for key in columns}
        properties |= row["properties"]
        definitions[f"{report.name}-row"] = row | {
            "properties": properties,
            "required": list(properties),
        }
        row_reference = {"$ref": f"#/$defs/{quote(report.name)}-row"}
        definitions.setdefault(report.name, {"type": "array", "items": row_reference})
    return schema | {"$defs": definitions}


def _row(report: Report) -> dict[str, Any]:
    return {
        "title": report.name,
        "description": report.help,
        "type": "object",
        "properties": {},
        "required": [],
        "additionalProperties": False,
    }


def _type(column: Column) -> dict[str, Any]:
    if column.key == "client":
        return {"$ref": "#/$defs/client"}
    if column.kind in _SHARED:
        return {"anyOf": [{"$ref": f"#/$defs/{column.kind}"}, {"type": "null"}]}
    items = {"items": {"type": "string"}} if column.kind == "list" else {}
    return {"type": [_TYPES[column.kind], "null"], **items}


def formatted(value: Any, depth: int = 0) -> str:
    """JSON text in which an object that fits a line stands on one, and each list does."""
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict) or (depth and len(flat) + 2 * depth <= _WIDTH):
        return flat
    margin = "  " * (depth + 1)
    members = [f"{json.dumps(key)}: {formatted(item, depth + 1)}" for key, item in value.items()]
    return "{\n" + margin + f",\n{margin}".join(members) + f"\n{margin[2:]}}}"


def page() -> str:
    """The text of the schema, completed."""
    return formatted(completed(json.loads(PAGE.read_text(encoding="utf-8")))) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
