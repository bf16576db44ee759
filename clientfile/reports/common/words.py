"""The words of report columns that have few: each is its English value, translatable."""

from __future__ import annotations

from clientfile.language import _, pgettext

REASONS = (
    pgettext("reason to contact", "cadence"),
    pgettext("reason to contact", "relationship"),
    pgettext("reason to contact", "promise"),
    pgettext("reason to contact", "next"),
    pgettext("reason to contact", "reminder"),
)
STATES = (
    pgettext("state of a client's loyalty", "late"),
    pgettext("state of a client's loyalty", "lapsed"),
    pgettext("state of a client's loyalty", "kept"),
    pgettext("state of a client's loyalty", "new"),
    pgettext("state of a client's loyalty", "never"),
)
CLASSES = ("A", "B", "C")
ADVICE = (pgettext("advice: visits", "more"), pgettext("advice: visits", "less"))
BASIS = (_("year"), _("last-12-months"))
MEASURES = (_("revenue"), pgettext("measure of a target", "gross_margin"), _("visits"))
KINDS = (_("client"), _("salesperson"))
SOURCES = (
    pgettext("source of figures", "orders"),
    pgettext("source of figures", "stated"),
    pgettext("source of figures", "both"),
)
