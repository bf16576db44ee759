"""Who somebody at a client is on a day: whether they are there, and in which post.

`left.date` and `past_posts[].until` are last days, included; `since` and `past_posts[].from` are
first days. The post of a day is the entry of `past_posts` that holds it, else the present one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from clientfile.records.edits import Data, at

POST = ("function", "department", "assistant", "responsibility", "decision", "cadence")
"""The fields of a person that belong to the post."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last (YYYY-MM-DD), both included; None for an open end."""

    first: str | None
    last: str | None

    def holds(self, day: date) -> bool:
        """Whether the day is one of them."""
        text = day.isoformat()
        return (self.first or text) <= text <= (self.last or text)


@dataclass(frozen=True, slots=True)
class PastPost:
    """A post that somebody held before in the same company, and when."""

    span: Span
    entry: Data


def past_posts(person: Data) -> list[PastPost]:
    """The past posts of which the last day is known, in the order of their days.

    A post without `from` begins after the one before it. A post without `until` ends before the
    next one, the last of them before the person's `since`.
    """
    listed = person.get("past_posts")
    entries = [each for each in listed or () if isinstance(each, dict)]
    entries.sort(key=lambda each: str(each.get("until") or each.get("from") or ""))
    posts: list[PastPost] = []
    for place, entry in enumerate(entries):
        following = entries[place + 1 : place + 2]
        next_first = following[0].get("from") if following else person.get("since")
        last = entry.get("until") or shifted(next_first, -1)
        before = posts[-1].span.last if posts else None
        if last:
            posts.append(PastPost(Span(entry.get("from") or shifted(before, 1), last), entry))
    return posts


def past_post_on(person: Data, day: date) -> PastPost | None:
    """The entry of `past_posts` that holds a day; None where the present post does."""
    if not person.get("past_posts"):
        return None
    return next((each for each in past_posts(person) if each.span.holds(day)), None)


def person_on(person: Data, day: date) -> Data:
    """The person as they are on a day: with the post of that day, `since` when they have it, and
    those of the past posts that were over.
    """
    holding = past_post_on(person, day)
    if holding is None:
        return person
    over = [each.entry for each in past_posts(person) if (each.span.last or "") < day.isoformat()]
    own = {key: value for key, value in person.items() if key not in (*POST, "since", "past_posts")}
    held = {key: holding.entry[key] for key in POST if key in holding.entry}
    if holding.span.first:
        held["since"] = holding.span.first
    return own | held | ({"past_posts": over} if over else {})


def arrival_day(person: Data) -> str | None:
    """The first day on which the person was at the company; None where it is not known."""
    if posts := past_posts(person):
        return posts[0].span.first
    since = person.get("since")
    return str(since) if since else None


def has_left(person: Data) -> bool:
    """Whether the record says that the person leaves or has left the client, on whatever day."""
    return bool(person.get("left"))


def was_gone(person: Data, day: date) -> bool:
    """Whether a person had left before `day`. The day of leaving is the last one there; a person
    without that day counts as gone.
    """
    return has_left(person) and str(at(person, ("left", "date")) or "") < day.isoformat()


def arrives_after(person: Data, day: date) -> bool:
    """Whether a person came to the company after `day`."""
    return (arrival_day(person) or "") > day.isoformat()


def was_there(person: Data, day: date) -> bool:
    """Whether a person was at the company on `day`."""
    return not was_gone(person, day) and not arrives_after(person, day)


def shifted(day: object, days: int) -> str | None:
    """The day (YYYY-MM-DD) so many days later; None for no day, or one that the calendar lacks."""
    try:
        return (date.fromisoformat(str(day)) + timedelta(days)).isoformat() if day else None
    except (ValueError, OverflowError):
        return None
