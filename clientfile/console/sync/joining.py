"""Joins a team for `init --from`, and asks who the user is where git or the team do not know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from clientfile.console.session import Session
from clientfile.console.sync.step_display import StepDisplay
from clientfile.errors import InvalidValueError, StateError
from clientfile.language import Lines, _
from clientfile.store.folder import Folder, open_folder
from clientfile.store.user import current_user, set_user


def join_team(session: Session, root: Path, url: str) -> list[str]:
    """Make the folder at `root` from a team's remote. Returns a line for each step taken, and who
    the user is there. Raises StateError.
    """
    from clientfile.store.sync.join import join_folder

    display = StepDisplay(session)

    def introduce() -> Mapping[str, str]:
        display.wipe()
        return _ask_identity(session)

    try:
        asks = introduce if session.can_ask else None
        lines = join_folder(root, url, session.language, asks, display)
    finally:
        display.wipe()
    folder = open_folder(root.absolute())
    team = folder.settings.team
    if session.can_ask and team and current_user(folder) not in team:
        _ask_name(session, folder)
    return [*lines, _describe_user(folder)]


def _ask_identity(session: Session) -> Mapping[str, str]:
    """The user's name and address for git, as they answer. Raises StateError without answers."""
    from clientfile.console.prompt import Prompt, PromptEndedError, ask

    labels = {
        "user.name": _("your name, as your colleagues read it"),
        "user.email": _("your e-mail address"),
    }
    try:
        answers = {key: ask(Prompt(label, session.say)) for key, label in labels.items()}
    except PromptEndedError:
        answers = {}
    if not all(answers.get(key) for key in labels):
        raise StateError(_("git does not know who you are: begin again, and say it"))
    return answers


def _ask_name(session: Session, folder: Folder) -> None:
    """Ask which of the team the user is; without an answer they stay who git says they are."""
    from clientfile.console.prompt import Prompt, PromptEndedError, ask

    team = folder.settings.team

    def check(typed: str) -> None:
        if typed not in team:
            raise InvalidValueError(_("write one of {words}", words=Lines(team, ", ")))

    def suggest(typed: str) -> Iterable[tuple[str, str]]:
        return [(name, mail) for name, mail in team.items() if name.startswith(typed)]

    label = _("which of the team are you? {names}; Enter for none", names=Lines(team, ", "))
    try:
        name = ask(Prompt(label, session.say, check=check, suggest=suggest))
    except PromptEndedError:
        return
    if name:
        set_user(folder, name)


def _describe_user(folder: Folder) -> str:
    """Who the user is in the folder, and how to be somebody else."""
    me = current_user(folder)
    if not folder.settings.team or me in folder.settings.team:
        return _("you are {name} here", name=me)
    return _(
        "you are {name} here, whom [team] of clientfile.toml does not name: add yourself there, "
        "or say who of them you are: git config clientfile.me NAME",
        name=me,
    )
