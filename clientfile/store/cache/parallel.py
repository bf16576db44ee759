"""Work shared out to several processes, where there is enough of it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

# Fewer items are done before other processes have started.
MANY = 400
CHUNK = 100
_CHUNKS_AHEAD = 8

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

# The function that the other processes call: a forked process inherits it with the modules that it
# needs, so that nothing is pickled or imported again.
_work: list[Callable[[Any], Any]] = []


def chunked(items: Sequence[_Item]) -> list[Sequence[_Item]]:
    """The items in chunks of CHUNK: what one process takes at a time."""
    return [items[start : start + CHUNK] for start in range(0, len(items), CHUNK)]


def map_parallel(
    work: Callable[[_Item], _Result], chunks: Iterable[_Item], count: int
) -> Iterator[_Result]:
    """The results of `work` for each chunk, in no order; `count` is the number of items in all.

    `work` must not use the cache's file: an SQLite connection belongs to the process that opened
    it.
    """
    processes = os.cpu_count() or 1
    if count < MANY or processes == 1 or not _can_fork():
        yield from map(work, chunks)
        return
    from multiprocessing import get_context

    _work[:] = [work]
    waiting = iter(chunks)
    with get_context("fork").Pool(processes, _leave_interrupts) as pool:
        # A pool takes all chunks at once and holds all results until they are fetched. Batches of
        # a few chunks a process bound the memory.
        while batch := list(islice(waiting, _CHUNKS_AHEAD * processes)):
            yield from pool.imap_unordered(_do_work, batch)


def _can_fork() -> bool:
    from multiprocessing import get_all_start_methods

    return "fork" in get_all_start_methods()


def _leave_interrupts() -> None:
    """Leave ^C to the process that waits for the results, and ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _do_work(chunk: Any) -> Any:
    return _work[0](chunk)
