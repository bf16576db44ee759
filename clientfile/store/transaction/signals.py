"""A stretch of work that no signal breaks off in the middle."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

_WAITING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def deferred_signals() -> Iterator[None]:
    """Have ^C and the requests to end wait for the end of the block.

    git, which gets ^C from the terminal too, still ends by it: if the block fails then,
    KeyboardInterrupt is raised; if it succeeds, ^C came too late and is forgotten. The other
    signals do their work after the block.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        came.append(number)

    before = {number: signal.signal(number, note) for number in _WAITING}
    try:
        yield
    except Exception as error:
        _restore(before)
        if signal.SIGINT in came:
            raise KeyboardInterrupt from error
        raise
    finally:
        _restore(before)
        for number in came:
            if number != signal.SIGINT:
                os.kill(os.getpid(), number)


def _restore(before: Mapping[signal.Signals, object]) -> None:
    for number, handler in before.items():
        signal.signal(number, handler)  # type: ignore[arg-type]
