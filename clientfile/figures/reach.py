"""Extract of the numbers and addresses at which a client and its people are reached."""

from __future__ import annotations

from clientfile.figures.extracts import Extract, ExtractRequest
from clientfile.records.client import Client
from clientfile.records.contact_match import reach_text, region_of
from clientfile.records.edits import Data, at
from clientfile.records.ids import people, person_name


def _encode(client: Client, data: Data, request: ExtractRequest) -> str:
    everyone = people(data)
    names = [client.id, str(at(data, ("identity", "name")))]
    for person in everyone:
        texts = (person_name(person), person.get("function"), person.get("department"))
        names.append(" ".join(str(text) for text in texts if text))
    region = region_of(data, request.settings.country)
    return "\n" + reach_text((data.get("identity"), *everyone), names, region)


REACH: Extract[str] = Extract("reach", _encode, lambda text, *_names: text, dated=False)
"""A client's numbers in every form, its addresses, and its names with digits; a line each."""
