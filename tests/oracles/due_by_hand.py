"""A second computation of `due`, from plain records, sharing no code with the report.

Written from the contract's words: for each client the questions are asked one after the other, day
by day where a day is looked for.
"""

from __future__ import annotations

from datetime import date, timedelta

DAY = timedelta(days=1)
CADENCE = {"A": 30, "B": 60, "C": 120, "prospect": 45, "relationship": 90, "promise": 14}


def day_of(text):
    return date(*map(int, text.split("-")))


def status_of(identity, today):
    """The record's status from its own day on; before, the newest of those whose day has come."""
    stages, now = ["prospect", "client", "former", "lost"], identity["status"]
    own = identity.get(now + "_since")
    if own is None or day_of(own) <= today:
        return now
    if now == "former":
        return status_of({**identity, "status": "client"}, today)
    dated = [(day_of(identity[each + "_since"]), place) for place, each in enumerate(stages)
             if each + "_since" in identity]  # fmt: skip
    come = [stage for stage in dated if stage[0] <= today]
    if come:
        return stages[max(come)[1]]
    return "prospect"


def there(person, today):
    left = person.get("left")
    if not left:
        return True
    return "date" in left and day_of(left["date"]) >= today


def post_of(person, today):
    """The past post that is held on the day, and since when; each begins after the one before."""
    begins = date.min
    for post in sorted(person.get("past_posts", []), key=lambda post: post["until"]):
        first = day_of(post["from"]) if "from" in post else begins
        if first <= today <= day_of(post["until"]):
            return post, [first] if first > date.min else []
        begins = day_of(post["until"]) + DAY
    return None


def followed(person, today):
    """Whether somebody else is in charge: from the last day of who left, the successor."""
    left = person.get("left")
    return bool(left and left.get("successor")) and (
        "date" not in left or day_of(left["date"]) <= today
    )


def heir(people, person, today):
    """Follow successors until one is there, none is named, or one comes round again."""
    met = []
    while person is not None and person not in met:
        met.append(person)
        found = [each for each in people if each["id"] == person]
        if not found or not followed(found[0], today):
            return person
        person = found[0]["left"]["successor"]
    return person


def talks(interactions, today, person=None, purposes=None):
    """The days on which somebody was reached, by no mailing, not for money; with a person, about
    something.
    """
    days = []
    for each in interactions:
        if (
            each.get("reached", True)
            and not each.get("mailing", False)
            and each.get("purpose") != "collection"
        ):
            day = day_of(each["date"])
            if (
                day <= today
                and (person is None or person in each.get("with", []))
                and (purposes is None or each.get("purpose") in purposes)
            ):
                days.append(day)
    return days


def wait_until(days, since, began, today, snoozed):
    """The day on which so many days have passed since the last talk, else since it began."""
    day = max(since or began or [today])
    for _ in range(days if since or began else 0):
        day += DAY
    while snoozed and day < day_of(snoozed):
        day += DAY
    return day


def is_open(plan):
    return "done" not in plan and "cancelled" not in plan


def day_or_fortnight(plan, key, interaction, cadence):
    """The stated day; without one so many days after the interaction."""
    if key in plan:
        return day_of(plan[key])
    day = day_of(interaction["date"])
    for _ in range(cadence["promise"]):
        day += DAY
    return day


def planned(people, interactions, today, cadence):
    for each in interactions:
        for promise in each.get("promises", []):
            if is_open(promise):
                to = heir(people, promise.get("to"), today)
                day = day_or_fortnight(promise, "due", each, cadence)
                yield "promise", to, day, promise["what"]
        if "next" in each and is_open(each["next"]):
            day = day_or_fortnight(each["next"], "date", each, cadence)
            yield "next", None, day, each["next"]["what"]


def came(people, person, today):
    if held := post_of(person, today):
        return held[1]
    if "since" in person:
        return [day_of(person["since"])]
    return [day_of(other["left"]["date"]) for other in people
            if other.get("left", {}).get("successor") == person["id"]
            and "date" in other["left"]]  # fmt: skip


def alike(records, name):
    """Everybody who is the same person, `client/person`, from link to link in either direction."""
    names = {name}
    while True:
        more = {
            each
            for client, record in records.items()
            for person in record.get("contacts", {}).get("people", [])
            for one in [f"{client}/{person['id']}"]
            for other in person.get("same_as", [])
            for each in (one, other)
            if one in names or other in names
        } - names
        if not more:
            return names
        names |= more


def talks_with(records, name, today):
    """The days of the talks with a person wherever they are."""
    days = []
    for each in alike(records, name):
        client, person = each.split("/")
        contacts = records.get(client, {}).get("contacts", {})
        days += talks(contacts.get("interactions", []), today, person)
    return days


def company_days(status, contacts, class_, cadence):
    if status in ("former", "lost"):
        return cadence.get(status)
    return contacts.get("cadence") or cadence.get(status) or cadence[class_ or "C"]


def of_client(client, records, class_, today, cadence):
    """(reason, person, due, what) of all that falls due with a client, whenever."""
    record = records[client]
    identity, contacts = record["identity"], record.get("contacts", {})
    interactions, people = contacts.get("interactions", []), contacts.get("people", [])
    status, snoozed = status_of(identity, today), contacts.get("snoozed_until")
    opened = [day_of(identity[key]) for key in ("opened", "prospect_since", "client_since")
              if key in identity][:1]  # fmt: skip
    began = opened + [day_of(identity[f"{status}_since"])
                      for _ in "x" if f"{status}_since" in identity]  # fmt: skip
    company = company_days(status, contacts, class_, cadence)
    everything = talks(interactions, today)
    if company and not everything and snoozed:
        yield "cadence", None, day_of(snoozed), None
    elif company:
        yield "cadence", None, wait_until(company, everything, began, today, snoozed), None
    for reminder in contacts.get("reminders", []):
        if "cancelled" not in reminder and ("every" in reminder or "last_done" not in reminder):
            about = heir(people, reminder.get("person"), today)
            yield "reminder", about, day_of(reminder["date"]), reminder["what"]
    if status in ("former", "lost"):
        return
    yield from planned(people, interactions, today, cadence)
    if status == "client" and everything:
        beside = talks(interactions, today, purposes=("relationship", "service"))
        known = [*began, min(everything)]
        day = wait_until(cadence["relationship"], beside, known, today, snoozed)
        yield "relationship", None, day, None
    for person in people:
        held = post_of(person, today)
        cadence_then = (held[0] if held else person).get("cadence")
        if cadence_then and there(person, today):
            talked = talks_with(records, f"{client}/{person['id']}", today)
            begun = opened + came(people, person, today)
            day = wait_until(cadence_then, talked, begun, today, snoozed)
            yield "cadence", person["id"], day, None


def due(records, classes, today, within=0, cadence=CADENCE):
    """(client, reason, person, due, what) of all that is due, in no order."""
    return [
        (client, reason, who, day, what)
        for client in records
        for reason, who, day, what in of_client(client, records, classes[client], today, cadence)
        if (day - today).days <= within
    ]
