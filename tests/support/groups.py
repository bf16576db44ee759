"""Many small cases in one test: each is tried, and those that fail are named together.

A test of its own for each costs more than the case where there are hundreds of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def check_each(cases: Iterable[T], name_of: Callable[[T], str], check: Callable[[T], None]) -> None:
    """Check every case.

    Raises:
        ExceptionGroup: what was wrong with each case that failed, with its name.
    """
    failures: list[Exception] = []
    count = 0
    for count, case in enumerate(cases, 1):  # noqa: B007 - said at the end
        try:
            check(case)
        except Exception as error:
            error.add_note(f"case: {name_of(case)}")
            failures.append(error)
    assert count, "no case at all"
    if failures:
        raise ExceptionGroup(f"{len(failures)} of {count} cases failed", failures)
