"""The state of an interview: the client, the answers so far, and the draft that keeps them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from clientfile.console.day_options import day_or_today
from clientfile.console.session import Session
from clientfile.records.change import Change
from clientfile.records.edits import Data
from clientfile.records.fiscal_year import FiscalYearStart
from clientfile.records.report_text import format_report
from clientfile.records.shape import Shape
from clientfile.records.visit_report import Answers
from clientfile.store.drafts import new_draft, rewrite_draft


@dataclass
class Interview:
    """One interview for a visit report.

    `data` is the client's record, `shape` an interaction's. Questions with `answers` at the start
    are not asked; Enter alone takes the `defaults`. `preview` builds the change that answers lead
    to, and raises a ClientfileError for answers that can't be logged.
    """

    session: Session
    command: str
    client: str
    data: Data
    shape: Shape
    preview: Callable[[Answers], Change]
    answers: Answers = field(default_factory=dict)
    defaults: Answers = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The language of the labels."""
        return self.session.language

    @property
    def day(self) -> date:
        """The day of the interaction, as answered so far."""
        typed = self.answers.get("on")
        return day_or_today(self.session, typed[0] if typed else "")

    @property
    def fiscal_year_start(self) -> FiscalYearStart:
        """The day on which the folder's fiscal years begin."""
        return self.session.folder.settings.fiscal_year_start

    @property
    def draft_name(self) -> str:
        """The name of the file that keeps the answers."""
        return f"{self.client}-report.txt"

    @property
    def resume_command(self) -> str:
        """The command line that reads a kept report, without the file's path."""
        return f"clientfile {self.command} --report"  # no message

    def text(self) -> str:
        """The answers as the text of a visit report."""
        return format_report({"client": [self.client], **self.answers}, self.shape, self.language)

    def save_draft(self) -> None:
        """Write the answers to the draft, so that they outlive the program.

        Defaults alone are not worth a draft.
        """
        typed = {key for key, texts in self.answers.items() if texts != self.defaults.get(key)}
        if not typed - {"kind"}:
            return
        text = self.text().encode()
        if self.session.draft is None:
            self.session.draft = new_draft(self.session.folder.root, self.draft_name, text)
        else:
            rewrite_draft(self.session.draft, text)
        self.session.draft_use = self.resume_command
