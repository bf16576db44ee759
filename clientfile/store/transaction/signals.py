"""Defers signals while a change is committed."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

_DEFERRED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def deferred_signals() -> Iterator[None]:
    """Defer SIGINT, SIGTERM and SIGHUP until the end of the block.

    git gets ^C from the terminal too and ends by it: if the block fails then, KeyboardInterrupt is
    raised; if it succeeds, ^C came too late and is dropped. The other signals are sent again after
    the block.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    signals: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        signals.append(number)

    handlers = {number: signal.signal(number, note) for number in _DEFERRED}
    try:
        yield
    except Exception as error:
        _restore(handlers)
        if signal.SIGINT in signals:
            raise KeyboardInterrupt from error
        raise
    finally:
        _restore(handlers)
        for number in signals:
            if number != signal.SIGINT:
                os.kill(os.getpid(), number)


def _restore(handlers: Mapping[signal.Signals, object]) -> None:
    for number, handler in handlers.items():
        signal.signal(number, handler)  # type: ignore[arg-type]
