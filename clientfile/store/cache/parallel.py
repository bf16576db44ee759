"""Work shared out to several processes where there is much of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

# Fewer than these are done sooner than other processes start.
MANY = 400
CHUNK = 100
_AHEAD = 8

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

# What the other processes do: a forked one has it, with our modules, from the first moment on.
_work: list[Callable[[Any], Any]] = []


def chunked(items: Sequence[_Item]) -> list[Sequence[_Item]]:
    """The items, so many at a time as one process takes."""
    return [items[start : start + CHUNK] for start in range(0, len(items), CHUNK)]


def map_parallel(
    work: Callable[[_Item], _Result], chunks: Iterable[_Item], count: int
) -> Iterator[_Result]:
    """What `work` makes of each chunk, in no order; `count` is how much there is in all.

    `work` must use nothing of the index's: its file is this process's.
    """
    processes = os.cpu_count() or 1
    if count < MANY or processes == 1 or not _can_fork():
        yield from map(work, chunks)
        return
    from multiprocessing import get_context

    _work[:] = [work]
    waiting = iter(chunks)
    with get_context("fork").Pool(processes) as pool:
        # A pool takes all that it is given at once, and keeps what it has done until it is asked
        # for: so it is given no more than is soon done.
        while batch := list(islice(waiting, _AHEAD * processes)):
            yield from pool.imap_unordered(_do_work, batch)


def _can_fork() -> bool:
    from multiprocessing import get_all_start_methods

    return "fork" in get_all_start_methods()


def _do_work(chunk: Any) -> Any:
    return _work[0](chunk)
