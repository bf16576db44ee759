"""Every report and listing that is a table: its function, its columns, what it takes.

A new report is a module here, an entry in REPORTS, a command in `commands/` and a section of
docs/reports.md; `make docs` adds its keys to docs/commands.md and to docs/schemas/. This module
imports no report: all of them together take as long to import as typer does.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from clientfile.language import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clientfile.figures.ledger import Ledger
    from clientfile.output.table import Column, Table
    from clientfile.records.typed.periods import Period

DefaultPeriod = Literal["", "newest year", "all"]  # no message


class Report(NamedTuple):
    """One table that a command prints.

    name             the command line that prints it, such as `products --prices`
    help             its line in `clientfile --help`; empty for a variant and in LISTINGS
    function         `module:function` within `reports/`; by default both are the name, with `_`
    columns          the name of its columns in that module; empty for a page
    of_clients       whether a row is about one client: `-f ids` prints these, and `--where` reads
                     a row's record; else `--where` picks the clients that the report is made of
    default_period   what it is about without `--period`; empty where it takes none
    converts         whether it converts currencies: it takes `strict`, and a missing rate stops it
    """

    name: str
    help: str = ""
    function: str = ""
    columns: str = "COLUMNS"
    of_clients: bool = True
    default_period: DefaultPeriod = "newest year"  # no message
    converts: bool = True

    @property
    def command(self) -> str:
        """The command that prints it, without options."""
        return self.name.partition(" ")[0]

    def load_columns(self) -> Sequence[Column]:
        """The columns that its rows have."""
        columns: Sequence[Column] = getattr(self._module(), self.columns)
        return columns

    def load_function(self) -> Callable[..., Any]:
        """The function that makes its table."""
        function: Callable[..., Any] = getattr(self._module(), self._path()[1])
        return function

    def build(
        self, ledger: Ledger, *, period: Period | None = None, strict: bool = False, **more: Any
    ) -> Table:
        """The table, of `period` where it takes one. Raises MissingRateError under `converts`."""
        if self.default_period:
            more["period"] = period
        if self.converts:
            more["strict"] = strict
        table: Table = self.load_function()(ledger, **more)
        return table

    def _path(self) -> tuple[str, str]:
        """The names of its module and of its function."""
        module, _, function = (self.function or self.name.replace("-", "_")).partition(":")
        return module, function or module

    def _module(self) -> Any:
        return importlib.import_module(f"clientfile.reports.{self._path()[0]}")


REPORTS = (
    Report("rank", _("Rank the clients by revenue, margin and more.")),
    Report("revenue", _("Revenue by group and period."), "pivot", of_clients=False),
    Report(
        "margin",
        _("Margin by group and period, or explained."),
        "pivot",
        "MARGIN_COLUMNS",
        of_clients=False,
    ),
    Report("visits", _("What each visit brought.")),
    Report("products", _("What is sold, to whom, at which price."), of_clients=False),
    Report("products --prices", function="products:prices", columns="PRICE_COLUMNS"),
    Report("products --not-bought", function="products:not_bought", of_clients=False),
    Report("payments", _("How soon clients pay, and what is unpaid."), converts=False),
    Report(
        "receivables", _("What clients owe, and for how long."), default_period="", converts=False
    ),
    Report(
        "receivables --group owner",  # no message
        function="receivables:by_owner",
        columns="OWNER_COLUMNS",
        of_clients=False,
        default_period="",
        converts=False,
    ),
    Report("competitors", _("Who else sells what to whom."), default_period="all", converts=False),
    Report("wallet", _("Our share of what clients buy, and the gap.")),
    Report(
        "prospects", _("Prospects a client, conversion and age."), of_clients=False, converts=False
    ),
    Report("owners", _("What each salesperson made and won."), of_clients=False),
    Report("loyalty", _("Who stayed, left or is silent for long.")),
    Report("targets", _("How far everyone is towards their target."), of_clients=False),
    Report("summary", _("One page of it all."), columns=""),
)
"""Those of the group Reports of `clientfile --help`, in its order."""

LISTINGS = (
    Report(
        "list", function="clients:list_clients", columns="CLIENT_COLUMNS", default_period="",
        converts=False,
    ),
    Report(
        "list --people", function="clients:list_people", columns="PERSON_COLUMNS",
        default_period="", converts=False,
    ),
    Report("duplicates", default_period="", converts=False),
    Report("find", default_period="", converts=False),
    Report("due", default_period="", converts=False),
    Report("due --spread 30d", function="spread:spread", default_period="", converts=False),
    Report(
        "meetings", function="activity:meetings", columns="MEETINGS", default_period="all",
        converts=False,
    ),
    Report(
        "promises", function="activity:promises", columns="PROMISES", default_period="",
        converts=False,
    ),
    Report(
        "questions", function="activity:questions", columns="QUESTIONS", default_period="",
        converts=False,
    ),
    Report("orders", default_period="all", converts=False),
)  # fmt: skip
"""The tables of other groups' commands."""

TABLES = {report.name: report for report in (*REPORTS, *LISTINGS) if report.columns}
"""Every entry that is a table, by its name."""
