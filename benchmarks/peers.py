"""Programs that a user could pick instead: their files of the same orders, their commands."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.generate import GeneratedClient

_PLAIN_SCRIPT = """\
import pathlib, sys, yaml
totals = {}
for path in pathlib.Path(sys.argv[1]).rglob("*.yaml"):
    data = yaml.safe_load(path.read_text())
    totals[path.stem] = sum(
        line["quantity"] * line["unit_price"]
        for order in data["business"]["orders"] for line in order["lines"]
        if str(order["date"]) >= "2026-01-01"
    )
for client, total in sorted(totals.items(), key=lambda pair: -pair[1]):
    print(client, round(total, 2), sep="\\t")
"""


@dataclass(frozen=True)
class Peer:
    """A program by name, and the command that sums each client's orders of the year."""

    name: str
    command: Sequence[str]


def write_peers(generated: Iterable[GeneratedClient], directory: Path) -> list[Peer]:
    """Write the orders in each peer's format. Returns the peers with their commands."""
    directory.mkdir(parents=True)
    journal, records = directory / "sales.journal", directory / "sales.rec"
    with journal.open("w") as journal_file, records.open("w") as rec_file:
        rec_file.write("%rec: Line\n\n")
        for client in generated:
            for sale in client.sales:
                for line in sale.lines:
                    net = line.quantity * line.unit_price
                    journal_file.write(
                        f"{sale.day} {sale.ref}\n    income:{client.client}  {-net} EUR\n"
                        "    assets:sales\n\n"
                    )
                    rec_file.write(f"Client: {client.client}\nDate: {sale.day}\nNet: {net}\n\n")
    script = directory / "plain.py"
    script.write_text(_PLAIN_SCRIPT)
    begin = "2026-01-01"
    return [
        Peer("recsel", ["recsel", "-t", "Line", "-e", f"Date >> '{begin}'", "-G", "Client",
                        "-p", "Client,Sum(Net)", str(records)]),
        Peer("hledger balance", ["hledger", "-f", str(journal), "balance", "income", "-b", begin]),
        Peer("ledger balance", ["ledger", "-f", str(journal), "balance", "income", "-b", begin]),
        Peer("a plain script (yaml.safe_load)", [sys.executable, str(script)]),
        Peer("papis", ["papis", "--version"]),
    ]  # fmt: skip
