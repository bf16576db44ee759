"""Every two verbs that write one record, by two people at once, on a record full of comments."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from clientfile.records.conflict import Choice, Decision
from clientfile.records.merge.merge import Side
from clientfile.schema.shapes import record_shape
from clientfile.yamltext.lazy_reader import read_lazily
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.record_merge import merge_record_texts
from tests.guarantees.stage import LONG_FORM, WAYS_OF_WRITING
from tests.oracles.merge_by_hand import facts_of, merge_by_hand
from tests.support.runner import CliRunner

ACME = """\
# Acme: our oldest client
identity:
    name: 'Acme  Industries'   # as on their letterhead
    status: client
    website: acme.fr   # ours to look at
    tags: [bakery, organic]   # by hand
    group: initech
    # asked twice
    phone: "05 36 49 22 70"

contacts:
  # who decides comes first
  people:
  - id: jean-dupont    # the one who signs
    first_name: Jean
    last_name: Dupont
    function: Buyer

  # since the fair
  - {id: marie-curie, last_name: Curie, email: curie@acme.example}

  interactions:
  - id: k3f9abcd
    date: 2026-10-01
    kind: visit   # at the fair
    with: [jean-dupont]
    promises:
    # not before December
    - {id: t4b8w2nq, what: Samples, whose: ours, due: 2026-12-01}
    questions:
    - {id: h5x7r3ca, what: 'On Saturdays?'}
  - {id: k3f9abce, date: 2026-10-09, kind: call}   # short

business:
  currency: EUR   # of all orders
  orders:
  - ref: CMD-1042
    date: 2026-10-05
    status: invoiced
    lines:
    - {product: Flour, quantity: 40, unit: bag, unit_price: 12.5}   # milled
  # the second
  - ref: CMD-1043
    date: 2026-10-07
    status: ordered
    lines:
    - {product: Rye, quantity: 4, unit: bag, unit_price: 11}
# the end
"""
OTHERS = {
    "initech": "identity:\n  name: Initech\n  status: client\n",
    "globex": "identity:\n  name: Globex\n  status: prospect\n",
    "hooli": "identity:\n  name: Hooli\n  status: prospect\ncontacts:\n  people:\n"
    "  - {id: jean, last_name: Dupont}\n",
}
PEOPLE = ({"who": "Claire", "n": "1", "day": "2026-11-18"},
          {"who": "Karim", "n": "2", "day": "2026-11-19"})  # fmt: skip
"""What each of two people says in a line below."""
LINES = {
    "add tag": "add acme identity.tags {who}",
    "add-call": "add-call acme/dupont --summary {who} --on {day}",
    "add-contact": "add-contact acme '{who} Noether' --function Head",
    "add-email": "add-email acme --file mail-{n}.eml",
    "add-meeting": "add-meeting acme --with dupont --summary {who} --on {day}",
    "add-meeting and more": "add-meeting acme --with curie --on {day} --question {who} "
    "--promise '{who} by 2026-12-20' --next '{who} on 2026-12-24'",
    "add-meeting at two": "add-meeting acme --with dupont --with hooli/jean --summary {who}",
    "add-order": "add-order acme --line 'Flour ; 1{n} kg @ 12.50' --notes {who} --on {day}",
    "answer": "answer acme/h5x7r3ca {who} --on {day}",
    "cancel": "cancel acme/t4b8w2nq --on {day}",
    "done": "done acme/t4b8w2nq --on {day}",
    "edit": "edit acme",
    "import": "import customers fair-{n}.csv --map fair.toml",
    "link": "link acme/dupont hooli/jean",
    "merge": "merge acme globex",
    "lose": "lose acme --reason {who} --on {day}",
    "not-duplicates": "not-duplicates acme globex",
    "pay": "pay acme/CMD-1042 10{n} --on {day}",
    "remind": "remind acme/dupont {who} --by 2027-03-0{n} --every 1y",
    "remove a call": "remove acme contacts.interactions.k3f9abce",
    "remove an order": "remove acme business.orders.CMD-1043",
    "remove a person": "remove acme contacts.people.marie-curie",
    "set a field": "set acme identity.phone '05 36 49 22 7{n}'",
    "set a new field": "set acme identity.notes {who}",
    "set of a person": "set acme/dupont function {who}",
    "set of another": "set acme/curie email {who}@acme.example",
    "set status": "set acme identity.status former",
    "set-result": "set-result acme 2025 --revenue 100{n}",
    "snooze": "snooze acme --until 2027-03-0{n}",
    "successor": "successor acme/dupont '{who} Noether' --to-client globex",
    "unset": "unset acme identity.website",
    "undo": "undo",
    "rename of another": "rename initech initech-{n}",
}
WHOLE_FILES = {"init", "new", "remove-client", "resolve", "save", "sync"}
"""The verbs that do not edit one record that is there."""
FAIR = {
    **{
        f"mail-{each['n']}.eml": f"From: jean@x.example\nSubject: {each['who']}\n\n"
        for each in PEOPLE
    },
    **{f"fair-{each['n']}.csv": f"Client,Notes\nacme,{each['who']}\n" for each in PEOPLE},
    "fair.toml": 'kind = "customers"\nclient = { column = "Client" }\n'
    '[fields]\n"identity.notes" = "Notes"\n',
}
CONFLICTS = {
    ("answer", "answer"): "two answers to one question",
    ("edit", "edit"): "two posts of one person",
    ("edit", "set of a person"): "two posts of one person",
    ("set of a person", "set of a person"): "two posts of one person",
    ("import", "import"): "two notes of one client",
    ("import", "set a new field"): "two notes of one client",
    ("set a new field", "set a new field"): "two notes of one client",
    ("lose", "lose"): "two reasons for one loss",
    ("rename of another", "rename of another"): "two ids of the group",
    ("set a field", "set a field"): "two numbers of one line",
    ("set of another", "set of another"): "two addresses of one person",
    ("set-result", "set-result"): "two revenues of one year",
    ("successor", "successor"): "two successors of one person",
    ("undo", "unset"): "a site that one side sets and the other removes",
}
"""The pairs that ask which of two values stands, in either order; each for one field."""
BY_RULE = ("former_since: ", "snoozed_until: ")
"""The fields of which a rule chooses one of two days."""
CHOICES: tuple[Choice, ...] = ("mine", "theirs")
OPPOSITE: Mapping[Choice, Choice] = {"mine": "theirs", "theirs": "mine"}

Edited = Mapping[str, ParsedRecord]


def read_record(text: str) -> ParsedRecord:
    record = read_lazily(text.encode(), record_shape(), file="acme.yaml")
    assert record.sound, record.problems
    return record


def write_all(runner: CliRunner) -> ParsedRecord:
    """The folder that each verb starts from, whose last commit is a `set` to undo; its record."""
    for client, text in {"acme": ACME, **OTHERS}.items():
        (runner.root / "records" / f"{client}.yaml").write_text(text)
    for name, text in FAIR.items():
        (runner.root / name).write_text(text)
    runner.git("add", "-A")
    runner.git("commit", "-qm", "the base")
    runner.run("set", "acme", "identity.website", "acme.example")
    return read_record(runner.text("acme"))


def edit_by_verbs(runner: CliRunner, lines: list[str], person: Mapping[str, str]) -> Edited:
    """The record as each of the lines of a person leaves it, by the line's name."""
    edited, start = {}, runner.git("rev-parse", "HEAD").strip()
    for name in lines:
        words = shlex.split(LINES[name].format(**person))
        runner.run(*words, EDITOR=f"sed -i 's/Buyer/{person['who']}/'")
        edited[name] = read_record(runner.text("acme"))
        runner.git("reset", "-q", "--hard", start)
    return edited


class Pair:
    """Two edits of one record, merged with every conflict decided for mine, then for theirs."""

    def __init__(self, base: ParsedRecord, mine: ParsedRecord, theirs: ParsedRecord) -> None:
        self.base, self.mine, self.theirs = base, mine, theirs
        self.conflicts = merge_record_texts(base, mine, theirs, record_shape()).merge.conflicts
        self._choices = CHOICES if self.conflicts else CHOICES[:1]
        self.merges = [self._decide(mine, theirs, each) for each in self._choices]

    def back(self) -> list[ParsedRecord]:
        """The same merges with the sides changed; theirs is still what was sent first."""
        return [
            self._decide(self.theirs, self.mine, OPPOSITE[each], upstream="ours")
            for each in self._choices
        ]

    def _decide(
        self, one: ParsedRecord, other: ParsedRecord, choice: Choice, upstream: Side = "theirs"
    ) -> ParsedRecord:
        decisions = {each.address: Decision(choice) for each in self.conflicts}
        return merge_record_texts(
            self.base, one, other, record_shape(), decisions, upstream=upstream
        ).parsed


def facts_stand(pair: Pair) -> Iterator[Any]:
    """Every fact of both sides is there, but for the value that a decision gave up."""
    versions = (pair.base.data, pair.mine.data, pair.theirs.data)
    expected = merge_by_hand(*versions)
    for choice, merged in zip(CHOICES, pair.merges, strict=False):
        chosen = facts_of(versions[1 if choice == "mine" else 2])
        facts = dict(expected.facts)
        for place in expected.asked:
            facts.pop(place, None)
            facts |= {place: chosen[place]} if place in chosen else {}
        if facts_of(merged.data) != facts:
            yield "facts", facts_of(merged.data).items() ^ facts.items()


def sides_may_change(pair: Pair) -> Iterator[Any]:
    """With the sides changed the bytes are the same."""
    for one, other in zip(pair.merges, pair.back(), strict=True):
        if one.text != other.text:
            yield "other bytes", one.text, other.text


def lines_stand(pair: Pair) -> Iterator[Any]:
    """Every line is there that a side wrote or both left, none that a side took away, and none
    that nobody wrote.
    """
    versions = [Counter(each.text.splitlines()) for each in (pair.base, pair.mine, pair.theirs)]
    for merged in pair.merges:
        now = Counter(merged.text.splitlines())
        for line in sum(versions, now):
            old, one, other = (each[line] for each in versions)
            # What both sides did alike may be done once or twice.
            together = one + other - old
            bounds = sorted([together, together if old in (one, other) else one])
            is_untouched = old == one == other > 0
            is_of_both = not is_untouched and _is_of_both(line, pair)
            if not bounds[0] <= now[line] <= bounds[1] and not is_of_both:
                yield line, (old, one, other), now[line]


def _is_of_both(line: str, pair: Pair) -> bool:
    """Whether a line has several values, one that is asked for, or one that a rule chose."""
    asked = [str(each) for part in pair.conflicts for each in (part.base, part.ours, part.theirs)]
    return any(each in line for each in ("{", "[", *BY_RULE, *asked))


LAWS = (facts_stand, sides_may_change, lines_stand)


def test_every_verb_that_edits_a_record_is_there():
    assert {line.split()[0] for line in LINES.values()} == WAYS_OF_WRITING.keys() - WHOLE_FILES


def test_every_pair_of_verbs(runner, record_property):
    """The short form: what the second person does is every fifth of the verbs."""
    base = write_all(runner)
    mine = edit_by_verbs(runner, list(LINES), PEOPLE[0])
    theirs = edit_by_verbs(runner, list(LINES)[:: 1 if LONG_FORM else 5], PEOPLE[1])
    conflicts = {}
    for (one, my_edit), (other, their_edit) in product(mine.items(), theirs.items()):
        pair = Pair(base, my_edit, their_edit)
        assert [fault for law in LAWS for fault in law(pair)] == [], (one, other)
        conflicts |= {(one, other): len(pair.conflicts)} if pair.conflicts else {}
    both_ways = {*CONFLICTS, *((other, one) for one, other in CONFLICTS)}
    assert conflicts == {pair: 1 for pair in both_ways if pair[1] in theirs}
    record_property("guarantee", f"pairs of verbs: {len(mine) * len(theirs)} pairs, "
                    f"{len(conflicts)} that ask, 0 against a law")  # fmt: skip
