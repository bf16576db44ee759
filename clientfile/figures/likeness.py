"""Extracts of what clients, and their people, may be recognised by, to find those there twice."""

from __future__ import annotations

import json
from collections.abc import Sequence

from clientfile.figures.extracts import Extract, ExtractRequest, encode_json
from clientfile.records.client import Client
from clientfile.records.edits import Data
from clientfile.records.likeness.profile import (
    Traits,
    client_profile,
    decode_profile,
    encode_profile,
    person_profiles,
)


def _encode_client(client: Client, data: Data, request: ExtractRequest) -> str:
    del request
    return encode_json([encode_profile(client_profile(client.id, data))])


def _encode_people(client: Client, data: Data, request: ExtractRequest) -> str:
    del request
    return encode_json([encode_profile(each) for each in person_profiles(client.id, data)])


def _decode(text: str, client: str, currency: str) -> Sequence[Traits]:
    del currency
    return [decode_profile(client, cells) for cells in json.loads(text)]


CLIENT_LIKENESS: Extract[Sequence[Traits]] = Extract(
    "client-likeness", _encode_client, _decode, dated=False
)
PEOPLE_LIKENESS: Extract[Sequence[Traits]] = Extract(
    "people-likeness", _encode_people, _decode, dated=False
)
CLIENT_TEXT: Extract[str] = Extract(
    CLIENT_LIKENESS.name, _encode_client, lambda text, *_names: text, dated=False
)
PEOPLE_TEXT: Extract[str] = Extract(
    PEOPLE_LIKENESS.name, _encode_people, lambda text, *_names: text, dated=False
)
"""The same as they are encoded: where none of `common_words` stands, nobody is alike."""
