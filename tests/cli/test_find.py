"""find: which fields have what is typed, and how it is told."""

from __future__ import annotations

import json

import pytest

from tests.support.paths import DATA
from tests.support.runner import CliRunner


def places(runner: CliRunner, *words: str) -> list[str]:
    """Client and path of all that is found."""
    out = runner.run("find", *words, "--columns", "client,path").out
    return [line.replace("\t", " ") for line in out.splitlines()]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_screen(examples, language):
    result = examples.run("find", "HELENE", "carp", "-f", "table", CLIENTFILE_LANG=language)
    assert result.err == ""
    assert result.out == (DATA / "pages" / f"find_{language}.txt").read_text()


def test_in_a_pipe(examples):
    result = examples.run("find", "huile prix")
    assert (result.out, result.err) == (
        "vaudrenne\tk7fq2mzd\tcontacts.interactions.k7fq2mzd.summary\t"
        "…de janvier tient bien. Hélène veut un prix ferme sur l'huile "
        "jusqu'à la fin de l'année.\n",
        "",
    )
    assert json.loads(examples.run("find", "huile prix", "-f", "json").out) == [
        {
            "client": "vaudrenne",
            "item": "k7fq2mzd",
            "path": "contacts.interactions.k7fq2mzd.summary",
            "snippet": "…de janvier tient bien. Hélène veut un prix ferme sur l'huile "
            "jusqu'à la fin de l'année.",
        }
    ]
    assert examples.run("find", "kervelec", "-f", "ids").out == "kervelec\nvaudrenne\n"


HELENE = "kervelec contacts.people.helene-carpentreau.phone"
HELENE_LEFT = "vaudrenne contacts.people.helene-carpentreau.left.phone"
F4 = [
    "brionnel business.orders.V26-029.lines.#1.product",
    "kervelec business.orders.V26-022.lines.#1.product",
    "kervelec business.orders.V26-023.lines.#1.product",
]
FOUND = {
    "a number": (["02 61 91 33 05"], [HELENE, HELENE_LEFT]),
    "a number abroad": (["+33 2 61 91 33 05"], [HELENE, HELENE_LEFT]),
    "a number without blanks": (["0261913305"], [HELENE, HELENE_LEFT]),
    "a number with dots": (["02.61.91.33.05"], [HELENE, HELENE_LEFT]),
    "a number in many words": (["02", "61", "91", "33", "05"], [HELENE, HELENE_LEFT]),
    "an address": (
        ["b.wattenel@vaudrenne.example"], ["vaudrenne contacts.people.bruno-wattenel.email"],
    ),
    "an address on the web": (
        ["https://www.kervelec.example/"],
        ["kervelec identity.website", "kervelec identity.email",
         "kervelec contacts.people.soizic-lanvaux.email",
         "kervelec contacts.people.helene-carpentreau.email",
         "vaudrenne contacts.people.helene-carpentreau.left.email"],
    ),
    "an order": (
        ["v26-022"],
        ["kervelec contacts.interactions.#1.orders.#1", "kervelec business.orders.V26-022.ref"],
    ),
    "a date": (["2026-11-03"], ["kervelec contacts.interactions.#4.date"]),
    "an amount": (["23323.44"], ["kervelec business.orders.V26-022.payments.#2.amount"]),
    "a phrase": (["\"four a sole F4\""], F4),
    "a phrase and a word": (["\"four à sole\" f4"], F4),
    "the beginning of the last word": (["sole f4 fou"], F4),
    "not of one before": (["four sol f4"], []),
    "not of a phrase": (['"four à sol"'], []),
    "a ligature": (["pates oeufs"], []),
    "a network": (["linkedin hele"], []),
    "a network and its name": (
        ["linkedin carp"], ["kervelec contacts.people.helene-carpentreau.social.linkedin"],
    ),
    "words of two fields": (["helene quimper"], []),
    "what is syntax elsewhere": (["hélène OR *"], []),
    "a column in the language of the index": (["marks:helene NEAR(a)"], []),
    "a quote that nobody closes": (['"four à sole f4'], F4),
}  # fmt: skip


@pytest.mark.parametrize("case", FOUND)
def test_what_is_found(examples, case):
    words, found = FOUND[case]
    assert places(examples, *words) == found


@pytest.mark.parametrize("text", ["", "  ", "...", '""', "?!", "\u200b", "-", "%", '" "'])
def test_what_is_no_text_is_refused(examples, text):
    result = examples.run("find", "--", text, code=2)
    assert result.out == ""
    assert result.err.startswith("clientfile: find ")
    assert result.err.endswith("there is no letter or digit to look for: name a word\n")
    assert len(result.err.splitlines()) == 1


def test_nothing_found_is_no_error(examples):
    for words in (["-f", "table"], []):
        result = examples.run("find", "no-such-word-at-all", *words)
        assert (result.out, result.err) == ("", "Nothing to show.\n")
    assert examples.run("find", "zzzz", "-f", "json").out == "[]\n"


def test_the_options_of_a_listing(examples):
    assert places(examples, "brasenfour", "--where", "owner=nobody") == []
    assert len(places(examples, "helene", "--where", "item=k7fq2mzd")) == 2
    assert len(places(examples, "helene", "-n", "3")) == 3
    assert places(examples, "helene", "--reverse", "-n", "1")[0].startswith("vaudrenne")
    assert "--columns" not in examples.run("find", "x", "--columns", "clent", code=2).out


OWN = """\
identity:
  name: Acme
  status: client
  x-memo: {colour: Écru, seen: [straße, "\U0001f382 法国面包房"]}
  notes: |
    First line
    and the  second one, with Œuvre
contacts:
  people:
    - {id: gone, last_name: Leroy, left: {}}
"""


def test_keys_of_ones_own_and_every_script(runner):
    runner.write("own", OWN)
    assert places(runner, "ecru") == ["own identity.x-memo.colour"]
    assert places(runner, "colour") == ["own identity.x-memo.colour"]
    assert places(runner, "STRASSE") == ["own identity.x-memo.seen.#1"]
    assert places(runner, "面包") == ["own identity.x-memo.seen.#2"]
    assert places(runner, "\U0001f382") == ["own identity.x-memo.seen.#2"]
    assert places(runner, "包面") == []
    result = runner.run("find", "line second oeuvre")
    assert result.out == ("own\t\tidentity.notes\tFirst line and the second one, with Œuvre\n")
    assert runner.run("find", "ecru").out == "own\t\tidentity.x-memo.colour\tx-memo colour: Écru\n"


def test_a_record_with_errors_is_told_and_left_out(runner):
    runner.write("bad", "identity: {name: Acme twice, status: klient}\n")
    result = runner.run("find", "acme")
    assert result.out == "acme\t\tidentity.name\tAcme  Industries\n".replace("  I", " I")
    assert "left out for its errors: bad" in result.err
    assert runner.run("find", "acme", "--strict", code=4).out == ""


def test_the_folder_as_it_was(runner):
    runner.write("acme", runner.text("acme").replace("Industries", "Holding"))
    assert places(runner, "industries") == []
    assert places(runner, "industries", "--as-of", "HEAD~1") == ["acme identity.name"]
    assert places(runner, "holding", "--as-of", "HEAD~1") == []
    assert places(runner, "holding") == ["acme identity.name"]


def test_nothing_of_a_record_acts_on_the_terminal(runner):
    runner.write("evil", 'identity: {name: "Evil \\u202Egnp.exe\\u2066", status: client}\n')
    out = runner.run("find", "evil").out
    assert "\u202e" not in out
    assert out == "evil\t\tidentity.name\tEvil \\u202egnp.exe\\u2066\n"
