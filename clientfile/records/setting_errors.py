"""Errors of the folder's settings: a key that is none, and a value that its key can't have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from clientfile.errors import InvalidError
from clientfile.language import _


def setting_error(key: str, value: Any, hint: str) -> InvalidError:
    """The error for a value that the key can't have, or None that it must have; `hint` says what it
    takes.
    """
    if value is None:
        return InvalidError(_("clientfile.toml: {key} is missing: {hint}", key=key, hint=hint))
    shown = str(value) if isinstance(value, date | Decimal) else repr(value)
    if isinstance(value, bool):
        shown = shown.lower()
    return InvalidError(
        _("clientfile.toml: {key} is {value}: {hint}", key=key, value=shown, hint=hint)
    )


def unknown_key(path: str, key: str, keys: Sequence[str]) -> InvalidError:
    """The error for a key that is no setting: `path` is where it stands, `keys` are those that may
    stand there.
    """
    return InvalidError(
        _("clientfile.toml: {key} is no setting: {hint}", key=path, hint=did_you_mean(key, keys))
    )


def did_you_mean(typed: str, words: Sequence[str]) -> str:
    """The nearest of the words to what was typed, or all of them."""
    from clientfile.errors.suggest import did_you_mean as nearest

    return nearest(typed, words)
