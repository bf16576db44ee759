"""Visits with people of several clients: which interactions of a client are those of another."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from clientfile.figures.extracts import Extract, ExtractRequest, encode_json
from clientfile.records.edits import Data
from clientfile.records.references import visit_references

if TYPE_CHECKING:
    from clientfile.records.client import Client


def _encode(client: Client, data: Data, request: ExtractRequest) -> str:
    del client, request
    return encode_json([name for _, name in visit_references(data)])


def _decode(text: str, client: str, currency: str) -> frozenset[str]:
    del client, currency
    return frozenset(json.loads(text)) if text != "[]" else frozenset()


SHARED_VISITS: Extract[frozenset[str]] = Extract("shared", _encode, _decode, dated=False)
"""The interactions of other clients (`client/id`) that those of a record are too."""
