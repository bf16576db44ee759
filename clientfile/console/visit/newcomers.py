"""Asks whether people who were present and are not in the record are new, and for their posts."""

from __future__ import annotations

from collections.abc import Iterable

from clientfile.changes.interactions import unknown_people
from clientfile.console.session import Session
from clientfile.errors.suggest import alternatives, nearest
from clientfile.language import _
from clientfile.output.terminal import one_line
from clientfile.records.contact_match import may_reach
from clientfile.records.edits import Data
from clientfile.records.ids import people


def ask_newcomers(
    session: Session, client: str, data: Data, names: Iterable[str]
) -> dict[str, str]:
    """The posts of new contacts by name: of `names` that match nobody in the record, those that
    the user calls new. A post that the user passes over is "".
    """
    posts = {name: _ask_post(session, client, data, name) for name in unknown_people(data, names)}
    return {name: post for name, post in posts.items() if post is not None}


def _ask_post(session: Session, client: str, data: Data, name: str) -> str | None:
    """The post of a new contact, which may be empty; None where the user adds nobody."""
    from clientfile.console.prompt import Prompt, PromptEndedError, ask, choose

    near = nearest(name, [str(person["id"]) for person in people(data)])
    sentence = _("nobody of {client} fits {name!r}", client=client, name=name)
    hint = _("did you mean {words}?", words=alternatives(near)) if near else ""
    session.note(_("{sentence}: {hint}", sentence=sentence, hint=hint) if hint else sentence)
    if may_reach(name):
        return None
    shown = one_line(name)
    question = _("Add {name} as a new contact of {client}? [y/N]", name=shown, client=client)
    try:
        if choose(question, ("n", "y"), session.say) == "n":
            return None
        hint = _("the post held; Enter passes it over")
        return ask(Prompt(_("Function"), session.say, hint=hint))
    except PromptEndedError:
        return None
