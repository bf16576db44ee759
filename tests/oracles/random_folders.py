"""Random folders of several clients, with all that makes figures hard to tell."""

from __future__ import annotations

import os
from dataclasses import astuple
from datetime import date
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st

from clientfile.records.fiscal_year import FiscalYearStart
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import Period
from tests.oracles.reports_by_hand import Books, Span
from tests.support.full_scan import RecordsLedger

# A folder takes long to make and to count by hand: fewer of them, but in the long form.
STRESS = os.environ.get("HYPOTHESIS_PROFILE") == "stress"
dear = settings() if STRESS else settings(max_examples=15)
RATES = {
    "2010": {"USD": Decimal("0.77"), "GBP": Decimal("1.5")},
    "2023": {"USD": Decimal("0.91"), "GBP": Decimal("1.1731")},
    "2025": {"USD": Decimal("0.875")},
    "2025-04": {"USD": Decimal("0.9")},
    "2025-09-15": {"GBP": Decimal("1.1")},
    "2026": {"USD": Decimal("1.013"), "GBP": Decimal("1.2")},
}
FIRST, LAST = date(2024, 5, 1), date(2026, 6, 30)
BUSY = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 3, 31), date(2025, 4, 1)]
BUSY += [date(2025, 9, 15), date(2025, 12, 31), date(2026, 2, 10), date(2026, 3, 31)]
days = st.sampled_from(BUSY) | st.dates(FIRST, LAST)
iso = days.map(date.isoformat)
cents = st.integers(0, 90_000).map(lambda n: Decimal(n).scaleb(-2))
percents = st.sampled_from(["5%", "2.5%", "10%+5%", "33.333%", "100%"])
people = st.sampled_from(["claire", "paul"])


def mapping(required, **optional):
    return st.fixed_dictionaries(required, optional=optional)


def decimals(low, high, places):
    return st.integers(low * 10**places, high * 10**places).map(
        lambda n: Decimal(n).scaleb(-places)
    )


lines = mapping(
    {
        "product": st.sampled_from(["Oven", "Tray"]),
        "quantity": decimals(-3, 30, 2),
        "unit_price": decimals(0, 90, 3),
    },
    unit_cost=decimals(0, 60, 3), discount=percents,
    category=st.sampled_from(["Heat", "Steel"]), unit=st.sampled_from(["kg", "box"]),
)  # fmt: skip
paid = mapping({"date": iso, "amount": decimals(-50, 900, 2)})
closings = mapping(
    {"amount": decimals(-5, 90, 2)}, date=iso,
    reason=st.sampled_from(["early-payment", "early-payment", "difference"]),
)  # fmt: skip
orders = mapping(
    {"date": iso, "lines": st.lists(lines, min_size=1, max_size=3)},
    invoiced=iso, discount=percents, status=st.sampled_from(["invoiced", "cancelled"]),
    salesperson=people, freight=cents, tax=cents, due=iso,
    payments=st.lists(paid, min_size=1, max_size=2),
    settled=st.lists(closings, min_size=1, max_size=1),
)  # fmt: skip
advantages = mapping(
    {"kind": st.sampled_from(["discount", "year-end-rebate", "gift"])},
    rate=percents, above=cents, amount=cents, per=st.sampled_from(["year", "once"]), date=iso,
    until=iso, **{"from": iso},
)  # fmt: skip
years = mapping(
    {"year": st.integers(2024, 2026)},
    until=iso, revenue=cents, gross_margin=cents, cost=cents, advantages=cents,
    visits=st.integers(0, 9),
)  # fmt: skip
interactions = mapping(
    {"date": iso, "kind": st.sampled_from(["visit", "visit", "call"])}, salesperson=people
)
identities = mapping(
    {"status": st.sampled_from(["client", "prospect", "former", "lost"])},
    owner=st.sampled_from(["claire", "zoe"]),
    type=st.sampled_from(["retailer", "importer"]),
    sector=mapping({"ape": st.sampled_from(["46.71Z", "47.11A"])}, label=st.just("Bakers")),
    address=mapping({}, city=st.sampled_from(["Lyon", "Brest"]), country=st.just("FR"),
                    region=st.sampled_from(["Bretagne", "Savoie"])),
    group=st.sampled_from(["client-0", "client-1"]),
    tags=st.lists(st.sampled_from(["north", "key", "old"]), min_size=1, max_size=3, unique=True),
    prospect_since=iso, client_since=iso, former_since=iso, lost_since=iso,
)  # fmt: skip
terms = mapping({}, days=st.integers(0, 60), end_of_month=st.booleans(), on_day=st.integers(1, 31))
yearly = mapping({"year": st.integers(2024, 2026), "amount": cents})
aims = mapping(
    {"year": st.integers(2025, 2026)}, revenue=cents, gross_margin=cents, visits=st.integers(0, 9)
)


def by_year(entries):
    return st.lists(entries, max_size=2, unique_by=lambda entry: entry["year"])


@st.composite
def records(draw, *, stated=True, foreign=True, granted=True):
    identity = {"name": "Acme", **draw(identities)}
    found = draw(st.lists(orders, max_size=4))
    for place, order in enumerate(found):
        order["ref"] = f"R{place}"
        if draw(st.integers(0, 9)) == 9:
            order["rebate"] = draw(st.integers(2024, 2026))
    business = {"orders": found, "purchases": draw(by_year(yearly))}
    business["payment"] = draw(terms)
    if granted and draw(st.booleans()):
        # So that all that is granted was granted to a client.
        identity["client_since"] = "2020-01-01"
        business["pricing"] = {"advantages": draw(st.lists(advantages, max_size=2))}
    if foreign:
        business |= draw(mapping({}, currency=st.sampled_from(["USD", "GBP"])))
    business |= draw(mapping({}, potential=mapping({"amount": cents})))
    data = {"identity": identity, "business": business}
    data["contacts"] = {"interactions": draw(st.lists(interactions, max_size=3))}
    data["results"] = {"targets": draw(by_year(aims))}
    if stated and draw(st.booleans()):
        data["results"]["years"] = draw(by_year(years))
    return data


def folders(**more):
    return st.lists(records(**more), min_size=1, max_size=4).map(
        lambda found: {f"client-{place}": data for place, data in enumerate(found)}
    )


goals = st.dictionaries(
    st.sampled_from(["claire", "zoe", "otto"]),
    st.fixed_dictionaries({}, optional={
        "revenue": cents, "gross_margin": cents, "visits": decimals(0, 9, 0),
    }),
    max_size=2,
)  # fmt: skip
settings_ = st.builds(
    lambda start, targets: Settings(
        fiscal_year_start=FiscalYearStart(*start),
        rates=RATES,
        targets={2025: targets, 2026: targets},
    ),
    st.sampled_from([(1, 1), (4, 1), (10, 1), (4, 6), (1, 15), (9, 24, True)]),
    goals,
)


@st.composite
def books(draw, **more):
    """A folder twice: as the reports read it, and as the computation by hand does."""
    data, folder, today = draw(folders(**more)), draw(settings_), draw(days)
    return both(data, folder, today)


def both(data, folder, today):
    rates = {
        currency: {label: rates[currency] for label, rates in RATES.items() if currency in rates}
        for currency in ("USD", "GBP")
    }
    hand = Books(data, astuple(folder.fiscal_year_start)[:3], today, rates, folder.targets)
    return RecordsLedger.of(data, folder, today), hand


@st.composite
def spans(draw, hand, units=("year", "quarter", "month", "days")):
    """A span of days by hand, and the period of the same days."""
    unit, day = draw(st.sampled_from(units)), draw(days)
    if unit == "days":
        first, last = sorted([day, draw(days)])
        span = Span(first, last, label="some days")
    else:
        span = hand.months(day, {"year": 12, "quarter": 3, "month": 1}[unit])
    return span, Period(span.first, span.last, span.label, span.unit)
