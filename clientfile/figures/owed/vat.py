"""VAT of an order: the rate of each line, freight taxed like the goods, one rounding a rate.

docs/record-format.md, "Money that is owed", has the rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from clientfile.figures.amounts import ZERO, exact_decimals, quotient, round_to_unit
from clientfile.records.edits import Data, at
from clientfile.records.owed_settings import VatRate
from clientfile.records.settings import Settings
from clientfile.records.typed.amounts import percent_share


@dataclass(frozen=True)
class ClientVat:
    """What decides the rates of a client.

    own      -- `business.vat_rate` as written, if any
    country  -- the country of its address, if any
    is_told  -- whether the record gives a reason for its VAT (`business.vat_reason`)
    rates    -- the folder's rates
    """

    own: str | None
    country: str | None
    is_told: bool
    rates: Sequence[VatRate]

    def folder_rate(self, day: date) -> Decimal:
        """The folder's newest rate for the client that is not after `day`; zero before the first.

        A client without a country takes the rates of any.
        """
        newest: VatRate | None = None
        for each in self.rates:
            if each.start <= day and self._is_for(each):
                newest = each if newest is None or each.start > newest.start else newest
        return newest.rate if newest else ZERO

    @property
    def is_abroad(self) -> bool:
        """Whether the folder has rates and none of them is for the client's country."""
        return bool(self.rates) and not any(self._is_for(each) for each in self.rates)

    def _is_for(self, rate: VatRate) -> bool:
        return not self.country or rate.country in (None, self.country)


def client_vat(data: Data, settings: Settings) -> ClientVat:
    """What decides the rates of the client with these `data`."""
    business = data.get("business", {})
    country: Any = at(data, ("identity", "address", "country"))
    return ClientVat(business.get("vat_rate"), country, "vat_reason" in business, settings.vat)


@dataclass(frozen=True)
class Tax:
    """The VAT of an order, and whether it has none only because the client is abroad: no rate is
    written for it anywhere, nor a reason.
    """

    amount: Decimal
    is_missing: bool = False


@exact_decimals
def tax_of(
    item: Mapping[str, Any], nets: Sequence[Decimal], vat: ClientVat, day: date, unit: Decimal
) -> Tax:
    """The VAT of an order.

    `item` is the order in the record's data, `nets` are those of its lines in their order, `day` is
    the invoice's, `unit` the minor unit of its currency. An amount of `tax` replaces all rates.
    """
    if "tax" in item:
        return Tax(item["tax"])
    usual = item.get("vat_rate") or vat.own
    order_rate = percent_share(usual) if usual else vat.folder_rate(day)
    lines = item.get("lines", ())
    bases: dict[Decimal, Decimal] = {}
    for line, net in zip(lines, nets, strict=True):
        rate = percent_share(line["vat_rate"]) if "vat_rate" in line else order_rate
        bases[rate] = bases.get(rate, ZERO) + net
    for rate, share in _shares(item.get("freight", ZERO), bases, order_rate, unit):
        bases[rate] = bases.get(rate, ZERO) + share
    amount = sum((round_to_unit(base * rate, unit) for rate, base in bases.items()), ZERO)
    has_rates = usual or (lines and all("vat_rate" in line for line in lines))
    return Tax(amount, vat.is_abroad and not vat.is_told and not has_rates)


def _shares(
    freight: Decimal, nets: Mapping[Decimal, Decimal], order_rate: Decimal, unit: Decimal
) -> list[tuple[Decimal, Decimal]]:
    """The freight of each rate, shared by nets; what rounding leaves goes to the largest net, of
    equal ones the first. Goods that are worth nothing in all leave it to the order's rate.
    """
    if not freight:
        return []
    total = sum(nets.values(), ZERO)
    if len(nets) == 1:
        return [(rate, freight) for rate in nets]
    if not total:
        return [(order_rate, freight)]
    shares = {rate: quotient(freight * net, total, unit) for rate, net in nets.items()}
    largest = max(nets, key=lambda rate: nets[rate])
    shares[largest] += freight - sum(shares.values(), ZERO)
    return list(shares.items())
