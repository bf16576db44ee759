"""Decisions of a sync: what they bring up that was no conflict before, and what they leave out."""

from __future__ import annotations

import pytest

from clientfile.records import settings
from clientfile.records.conflict import Decision
from tests.support.two_sides import TwoSides
from tests.unit.store.sync.test_plan import changed

ACME = """\
identity:
  name: Acme
  city: Lyon
  website: a.example
business:
  payments:
    - date: 2026-01-05
      amount: 10
    - date: 2026-02-05
      amount: 20
"""
LONG = f"{'a' * 90}.example"


@pytest.fixture
def sides(runner) -> TwoSides:
    return TwoSides(runner)


def test_a_conflict_that_only_a_decision_brings_up_is_asked_for(sides, monkeypatch):
    """Our website and their telephone number together are more than a record may have."""
    monkeypatch.setattr(settings, "_megabytes", lambda _: len(ACME) + 100)
    sides.begin(acme=ACME)
    mine = changed(ACME, ("Lyon", "Paris"), ("a.example", LONG))
    sides.mine("website", acme=mine)
    theirs = changed(ACME, ("  city", f"  phone: {'1' * 40}\n  city"), ("a.example", "b.example"))
    sides.theirs("website", acme=theirs)
    decisions = {"acme/identity.website": Decision("mine")}
    assert [each.name for each in sides.plan().conflicts] == [*decisions]
    assert [each.name for each in sides.plan(decisions).conflicts] == ["acme/record"]
    whole = {**decisions, "acme/record": Decision("mine")}
    assert not sides.plan(whole).lost
    assert sides.text(sides.land(whole), "acme") == mine
    lost = sides.plan({**decisions, "acme/record": Decision("theirs")}).lost
    assert mine in [each.value for each in lost]


def test_a_comment_of_an_item_that_is_decided_away_is_told(sides):
    sides.begin(acme=ACME)
    item = "    - date: 2026-02-05\n      amount: 20\n"
    own = "    - date: 2026-03-05\n      reference: X1   # by cheque\n"
    sides.mine("other", acme=changed(ACME, (item, own)))
    sides.theirs("day", acme=changed(ACME, ("2026-02-05", "2026-02-06")))
    name = "acme/business.payments.#2"
    assert [each.name for each in sides.plan().conflicts] == [name]
    lost = sides.plan({name: Decision("theirs")}).lost
    assert [(each.name, each.value) for each in lost] == [
        (name, {"date": "2026-03-05", "reference": "X1"}),
        (name, "# by cheque"),
    ]
    assert "# by cheque" in sides.text(sides.land({name: Decision("mine")}), "acme")


def test_a_comment_on_what_is_decided_to_be_gone_is_told(sides):
    sides.begin(acme=ACME)
    sides.mine("why", acme=changed(ACME, ("a.example", "a.example   # slow")))
    sides.theirs("no website", acme=changed(ACME, ("  website: a.example\n", "")))
    name = "acme/identity.website"
    assert [each.name for each in sides.plan().conflicts] == [name]
    [lost] = sides.plan({name: Decision("theirs")}).lost
    assert (lost.name, lost.value) == (name, "# slow")
    tip = sides.land({name: Decision("theirs")})
    assert sides.runner.git("show", "-s", "--format=%B", tip).endswith(
        'Clientfile-Lost: acme/identity.website "# slow"\n\n'
    )


def test_comments_of_both_sides_stay_with_a_field_of_two_values(sides):
    sides.begin(acme=ACME)
    sides.mine("mine", acme=changed(ACME, ("a.example", "b.example   # mine")))
    sides.theirs("theirs", acme=changed(ACME, ("a.example", "c.example   # theirs")))
    for choice in ("mine", "theirs"):
        text = sides.text(sides.land({"acme/identity.website": Decision(choice)}), "acme")
        assert "# mine" in text
        assert "# theirs" in text


def test_a_comment_on_an_item_that_comes_back_by_a_later_commit_stays(sides):
    """Our first commit only comments on what they removed, our second one changes it."""
    line = "        - product: oven\n          quantity: 1\n"
    order = f"  orders:\n    - ref: C1\n      date: 2026-01-05\n      lines:\n{line}"
    base = changed(ACME, ("business:\n", f"business:\n{order}"))
    sides.begin(acme=base)
    first = changed(base, ("          quantity", "          # or two\n          quantity"))
    sides.mine("why", acme=first)
    sides.mine("price", acme=changed(first, ("y: 1\n", "y: 1\n          unit_price: 9\n")))
    sides.theirs("no order", acme=ACME)
    assert "# or two" in sides.text(sides.land(), "acme")
