"""Every report agrees with the computation by hand on random folders."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from clientfile.records.typed.periods import Period
from clientfile.reports.common.groups import GROUPS
from clientfile.reports.loyalty import loyalty
from clientfile.reports.owners import owners
from clientfile.reports.pivot import pivot
from clientfile.reports.products import products
from clientfile.reports.prospects import prospects
from clientfile.reports.rank import rank
from clientfile.reports.targets import targets
from clientfile.reports.visits import visits
from clientfile.reports.wallet import wallet
from tests.oracles import margin_by_hand, pro_rata_by_hand
from tests.oracles.random_folders import books, dear, spans
from tests.oracles.reports_by_hand import STAGES, added, growth

CENT = Fraction(1, 100)
NOTHING = (Fraction(0), Fraction(0))
# These share a client's money out line by line, each share rounded so that they add up.
SHARED = ("owner", "product", "category")


def fraction(amount):
    return None if amount is None else Fraction(amount)


def near(told, exact, hand):
    """The same amount; a share of another currency's money is within a cent for each client."""
    foreign = sum(hand.foreign(client) for client in hand.records)
    if told is None or exact is None:
        return told is exact is None
    return abs(Fraction(told) - exact) <= foreign * CENT


def cells(hand, group, span, what):
    return {
        name: money[0] if what == "revenue" else money[1]
        for name, money in hand.grouped(group, span).items()
    }


def same(told, wanted, group, hand):
    return near(told, wanted, hand) if group in SHARED else fraction(told) == wanted


@dear
@given(st.data(), books(), st.sampled_from(["", *GROUPS]), st.sampled_from(["revenue", "margin"]))
def test_groups_of_a_period_and_of_the_one_before(draw, both, group, what):
    ledger, hand = both
    span, period = draw.draw(spans(hand))
    rows = pivot(ledger, what, period=period, group=group).long.rows
    told = {row["group"]: row for row in rows}
    wanted = cells(hand, group, span, what)
    earlier = hand.before(span)
    before = cells(hand, group, earlier, what) if earlier else {}
    for name in {*told, *wanted, *before}:
        now = told.get(name, {"value": 0, "previous": 0 if earlier else None})
        assert same(now["value"], wanted.get(name, Fraction(0)), group, hand), name
        past = before.get(name, Fraction(0)) if earlier else None
        if now.get("basis") == "pro-rata":
            # test_pro_rata.py has what these are.
            assert past is None, name
            continue
        assert same(now["previous"], past, group, hand), name
        if name in told and group not in SHARED:
            assert fraction(now["change"]) == growth(wanted.get(name, Fraction(0)), past), name


@dear
@given(
    st.data(), books(), st.sampled_from(["", *GROUPS]), st.sampled_from(["revenue", "margin"]),
    st.sampled_from(["month", "quarter", "year"]),
)  # fmt: skip
def test_groups_of_the_parts_of_a_period(draw, both, group, what, per):
    ledger, hand = both
    span, period = draw.draw(spans(hand, ("year", "quarter")))
    table = pivot(ledger, what, period=period, per=per, group=group)
    told = {(row["group"], row["period"]): row["value"] for row in table.long.rows}
    # What no part has is what is left after all that is known of them, be it some of a margin.
    key = "value" if what == "revenue" else "margin_known"
    added_up = {(row["group"], row["period"]): row[key] for row in table.long.rows}
    rest = f"(not by {per})"
    parts = hand.parts(span, per)
    earned = {part.label: cells(hand, group, part, what) for part in parts}
    assert {label for _, label in told} <= {*earned, rest, "(conversion)"}
    whole, known = cells(hand, group, span, what), margin_by_hand.amounts_by(hand, group, span)
    for name in {*whole, *(name for name, _ in told)}:
        shown = [told.get((name, part.label), 0) for part in parts]
        for part, value in zip(parts, shown, strict=True):
            assert same(value, earned[part.label].get(name, Fraction(0)), group, hand), (name, part)
        if not parts:
            continue
        total = sum(
            Fraction(added_up.get((name, label)) or 0)
            for label in (*(part.label for part in parts), rest, "(conversion)")
        )
        if what == "margin":
            assert near(total, known.get(name, Fraction(0)), hand), name
        elif told.get((name, rest), 0) is None:
            assert whole[name] is None, name
        else:
            assert same(total, whole.get(name, Fraction(0)), group, hand), name


@dear
@given(st.data(), books())
def test_visits(draw, both):
    ledger, hand = both
    span, period = draw.draw(spans(hand))
    rows = {row["client"]: row for row in visits(ledger, period=period).rows}
    earned = {client: hand.earned(client, span) for client in hand.records}
    for client, of in earned.items():
        if client not in rows:
            assert (of["revenue"], of["visits"]) == (0, 0)
            continue
        row = rows[client]
        assert (fraction(row["revenue"]), fraction(row["margin"]), row["visits"]) == (
            of["revenue"], of["margin"], of["visits"]
        )  # fmt: skip
        for key in ("revenue", "margin"):
            told = row[f"{key}_per_visit"]
            if of[key] is None or not of["visits"]:
                assert told is None
            else:
                assert abs(Fraction(told) - of[key] / of["visits"]) <= CENT / 2
        assert row["advice"] == advised(client, earned, rows)


def advised(client, earned, rows):
    """Half or double the visits that the share of the margin gives, by a whole visit at least."""
    worth = {
        one: earned[one]["revenue"] if earned[one]["margin"] is None else earned[one]["margin"]
        for one in rows
    }
    total = sum(value for value in worth.values() if value is not None and value > 0)
    all_visits = sum(earned[one]["visits"] or 0 for one in rows)
    got = earned[client]["visits"]
    if not total or worth[client] is None or got is None:
        return None
    due = max(worth[client], Fraction(0)) / total * all_visits
    if got <= due / 2 and due - got >= 1:
        return "more"
    return "less" if got >= due * 2 and got - due >= 1 else None


@dear
@given(st.data(), books())
def test_products(draw, both):
    ledger, hand = both
    span, period = draw.draw(spans(hand))
    table = products(ledger, period=period)
    told = {(row["product"], row["category"], row["unit"]): row for row in table.rows}
    rest = told.pop(("(not by product)", None, None), None)
    wanted = hand.products(span)
    assert set(told) == set(wanted)
    for key, of in wanted.items():
        row = told[key]
        assert (row["clients"], row["quantity"]) == (of["clients"], of["quantity"]), key
        assert near(row["revenue"], of["revenue"], hand), key
        assert near(row["margin"], of["margin"], hand), key
        if of["sold_to_each"]:
            assert row["last_date"] == of["last_date"], key
            assert row["last_price"] in of["last_prices"], key
    left = [hand.rest(client, span) for client in hand.records]
    left = [money for money in left if money != NOTHING]
    assert (rest is None) == (not left)
    if rest:
        assert rest["clients"] == len(left)
        assert fraction(rest["revenue"]) == added(money[0] for money in left)
        assert fraction(rest["margin"]) == added(money[1] for money in left)


@dear
@given(st.data(), books())
def test_wallet_and_the_ranks_by_it(draw, both):
    ledger, hand = both
    span, period = draw.draw(spans(hand, ("year", "quarter", "days")))
    rows = {row["client"]: row for row in wallet(ledger, period=period).rows}
    shares, gaps = (
        {row["client"]: row["value"]
         for row in rank(ledger, by=by, period=period, include_all=True).rows}
        for by in ("share-of-wallet", "potential-gap")
    )  # fmt: skip
    for client in hand.records:
        wanted = hand.wallet(client, span)
        assert (client in rows) == (wanted is not None), client
        if wanted:
            told = {key: fraction(rows[client][key]) for key in wanted}
            assert told == wanted, client
        assert fraction(shares[client]) == (wanted["share"] if wanted else None)
        assert fraction(gaps[client]) == (wanted["gap"] if wanted else None)


@dear
@given(st.data(), books())
def test_growth(draw, both):
    ledger, hand = both
    span, period = draw.draw(spans(hand))
    earlier = hand.before(span)
    for row in rank(ledger, by="growth", period=period, include_all=True).rows:
        now = hand.earned(row["client"], span)["revenue"]
        before = hand.earned(row["client"], earlier)["revenue"] if earlier else None
        if share := pro_rata_by_hand.compared(hand, row["client"], span):
            before = share[0]
        assert fraction(row["value"]) == growth(now, before), row["client"]


@dear
@given(st.data(), books(), st.sampled_from(["", "month", "quarter", "year"]))
def test_prospects(draw, both, per):
    ledger, hand = both
    span, period = draw.draw(spans(hand, ("year", "quarter", "days")))
    rows = prospects(ledger, period=period, per=per).rows
    wanted = hand.parts(span, per) if per else [span]
    if span.first > hand.today:
        assert rows == []
        return
    assert [row["period"] for row in rows] == [one.label for one in wanted]
    for row, one in zip(rows, wanted, strict=True):
        told = {key: value for key, value in row.items() if key != "period"}
        assert told == hand.prospects(one), one


@dear
@given(books())
def test_today_everyone_is_what_the_record_says(both):
    ledger, hand = both
    row = prospects(ledger, period=Period(hand.today, hand.today, "today")).rows[0]
    told = [
        data["identity"]["status"]
        for data in hand.records.values()
        # A stage dated later than today's is for `check` to tell of.
        if hand.stage(data["identity"], hand.today) == data["identity"]["status"]
        or not any(f"{stage}_since" in data["identity"] for stage in STAGES)
    ]
    assert row["prospects"] >= told.count("prospect")
    assert row["clients"] >= told.count("client")


@dear
@given(st.data(), books())
def test_owners(draw, both):
    ledger, hand = both
    span, period = draw.draw(spans(hand))
    told = {row["owner"]: row for row in owners(ledger, period=period).rows}
    wanted = hand.owners(span)
    aims = hand.targets.get(int(span.label), {}) if span.unit == "year" else {}
    for name in {*told, *wanted}:
        of = wanted.get(name, {"revenue": 0, "margin": 0, "visits": 0, "interactions": 0})
        target = aims.get(name, {}).get("revenue")
        if name not in told:
            assert not any(of.values()), name
            continue
        row = told[name]
        for key in ("visits", "interactions", "clients", "prospects", "converted"):
            assert row[key] == of.get(key, 0), (name, key)
        assert near(row["revenue"], of["revenue"], hand), name
        assert near(row["margin"], of["margin"], hand), name
        assert row["target"] == target, name


@dear
@given(st.data(), books())
def test_loyalty(draw, both):
    ledger, hand = both
    span, period = draw.draw(spans(hand))
    rows = {row["client"]: row for row in loyalty(ledger, period=period).rows}
    assert set(rows) == (set(hand.records) if span.first <= hand.today else set())
    for client, row in rows.items():
        told = {key: value for key, value in row.items() if key not in ("client", "name")}
        assert told == hand.loyalty(client, span), client


@dear
@given(books(), st.integers(2025, 2026))
def test_targets(both, year):
    ledger, hand = both
    span = hand.year(year)
    table = targets(ledger, period=Period(span.first, span.last, span.label, "year"))
    wanted = hand.aims(year)
    told = {(row["kind"], row["who"], row["what"]): row for row in table.rows}
    assert set(told) == set(wanted)
    foreign = any(hand.foreign(client) for client in hand.records)
    for key, (target, actual, reached, expected) in wanted.items():
        row = told[key]
        assert row["target"] == target, key
        if key[0] == "salesperson" and foreign:
            assert near(row["actual"], actual, hand), key
            continue
        assert fraction(row["actual"]) == actual, key
        assert fraction(row["reached"]) == reached, key
        assert fraction(row["expected_by_now"]) == expected, key
