from typing import Any

from clientfile.checks import folder_findings
from clientfile.language import translate


def client(name: str, **identity: Any) -> dict[str, Any]:
    return {"identity": {"name": name, "status": "client", **identity}}


def with_people(name: str, *people: dict[str, Any]) -> dict[str, Any]:
    return {**client(name), "contacts": {"people": list(people)}}


def brief_findings(records: dict[str, Any], *unread: str) -> dict[str, list[tuple[str, str, str]]]:
    by_client = folder_findings(records, unread)
    return {
        name: [(one.code, ".".join(map(str, one.path)), one.severity) for one in findings]
        for name, findings in by_client.items()
    }


def test_records_that_have_nothing_to_do_with_each_other() -> None:
    assert folder_findings({"acme": client("Acme"), "globex": client("Globex")}) == {}


def test_a_group_that_is_there_and_one_that_is_not() -> None:
    records = {"acme": client("Acme", group="south"), "south": client("South")}
    assert brief_findings(records) == {}
    records["acme"]["identity"]["group"] = "sout"
    assert brief_findings(records) == {"acme": [("unknown-client", "identity.group", "error")]}
    assert "did you mean south?" in folder_findings(records)["acme"][0].message


def test_a_client_cannot_be_its_own_group() -> None:
    records = {"acme": client("Acme", group="acme")}
    assert brief_findings(records) == {"acme": [("self-reference", "identity.group", "error")]}


def test_a_reference_to_a_record_that_could_not_be_read_is_no_error() -> None:
    jean = {"id": "jean", "last_name": "D", "came_from": "globex/jean"}
    records = {"acme": {**with_people("Acme", jean)}}
    records["acme"]["identity"]["group"] = "globex"
    assert brief_findings(records, "globex") == {}


def test_where_a_person_went_and_came_from() -> None:
    jean = {"id": "jean", "last_name": "D", "left": {"to_client": "globex"}}
    came = {"id": "jean-d", "last_name": "D", "came_from": "acme/jean"}
    records = {"acme": with_people("Acme", jean), "globex": with_people("Globex", came)}
    assert brief_findings(records) == {}
    came["came_from"] = "acme/jeanne"
    jean["left"] = {"to_client": "initech"}
    assert brief_findings(records) == {
        "acme": [("unknown-client", "contacts.people.0.left.to_client", "error")],
        "globex": [("unknown-person", "contacts.people.0.came_from", "error")],
    }
    came["came_from"] = "acne/jean"
    assert brief_findings(records)["globex"] == [
        ("unknown-client", "contacts.people.0.came_from", "error"),
    ]


def test_clients_with_one_siren_are_doubles() -> None:
    records = {
        "acme": client("Acme", registration={"siren": "732 829 320"}),
        "acme-2": client("ACME SA", registration={"siren": "732829320"}),
    }
    double = ("double", "identity.registration.siren", "warning")
    assert brief_findings(records) == {"acme": [double], "acme-2": [double]}
    assert folder_findings(records)["acme"][0].message.startswith("acme-2 has this SIREN too")


def test_sites_of_one_company_are_no_doubles() -> None:
    records = {
        name: client(name, registration={"siren": "732829320", "siret": f"732829320000{nic}"})
        for name, nic in (("lyon", "74"), ("paris", "82"))
    }
    assert brief_findings(records) == {}
    records["paris"]["identity"]["registration"]["siret"] = "732 829 320 00074"
    kinds = {path for _, path, _ in brief_findings(records)["lyon"]}
    assert kinds == {"identity.registration.siren", "identity.registration.siret"}


def test_one_vat_number_and_one_name_in_one_city() -> None:
    records = {
        "a": client("Café Müller", address={"city": "Köln"}, registration={"vat": "DE136695976"}),
        "b": client("cafe muller", address={"city": "KOLN"}, registration={"vat": "DE 136695976"}),
        "c": client("Café Müller", address={"city": "Bonn"}),
    }
    paths = [("double", f"identity.{end}", "warning") for end in ("registration.vat", "name")]
    assert brief_findings(records) == {"a": paths, "b": paths}


def test_three_of_a_kind_name_each_other() -> None:
    records = {name: client("Same") for name in ("a", "b", "c")}
    assert folder_findings(records)["b"][0].message == (
        "a and c have this name and city too: is it the same client twice?"
    )


def test_doubles_are_told_in_french_by_their_number() -> None:
    records = {name: client("Same") for name in ("a", "b", "c")}
    three = folder_findings(records)["b"][0].message
    two = folder_findings({name: records[name] for name in ("a", "b")})["a"][0].message
    assert translate(two, "fr") == (
        "b a aussi ce nom et cette ville\u00a0: est-ce deux fois le même client\u202f?"
    )
    assert translate(three, "fr") == (
        "a et c ont aussi ce nom et cette ville\u00a0: est-ce plusieurs fois le même client\u202f?"
    )


def with_talk(name: str, **fields: Any) -> dict[str, Any]:
    talk = {"id": "v1", "date": "2026-11-20", "kind": "visit", "summary": "Bags", **fields}
    return {**client(name), "contacts": {"interactions": [talk]}}


SHARED = "contacts.interactions.0.shared"


def test_a_visit_that_two_clients_share_is_alike_in_both() -> None:
    records = {"acme": with_talk("Acme"), "globex": with_talk("Globex", shared="acme/v1")}
    assert brief_findings(records) == {}
    records["globex"] = with_talk("Globex", shared="acme/v1", summary="Nets", reached=True)
    assert brief_findings(records) == {"globex": [("unlike-visits", SHARED, "warning")]}
    assert folder_findings(records)["globex"][0].message == (
        "acme/v1 is the same visit and differs in: Summary"
    )
    records["globex"] = with_talk("Globex", shared="acme/v2")
    assert brief_findings(records) == {"globex": [("unknown-visit", SHARED, "warning")]}
    # What the first client's record has alone.
    records["acme"] = with_talk("Acme", agreements=["Trial"], questions=[{"what": "When?"}])
    records["globex"] = with_talk("Globex", shared="acme/v1")
    assert brief_findings(records) == {}


def test_a_visit_of_a_client_that_is_not_there_or_of_the_same_one() -> None:
    records = {"globex": with_talk("Globex", shared="acme/v1")}
    assert brief_findings(records) == {"globex": [("unknown-client", SHARED, "error")]}
    assert brief_findings(records, "acme") == {}
    records = {"globex": with_talk("Globex", shared="globex/v1")}
    assert brief_findings(records) == {"globex": [("self-reference", SHARED, "error")]}
