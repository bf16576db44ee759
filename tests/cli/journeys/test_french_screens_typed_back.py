"""What a French table shows is taken back: each heading by `--columns`, cells by `--where`."""

from __future__ import annotations

import json
import re
import shlex

import pytest

TABLES = [
    "rank",
    "rank --by growth",
    "rank --by revenue-per-visit",
    "visits",
    "products",
    "products --client kervelec",
    "payments",
    "competitors",
    "wallet",
    "prospects --per quarter",
    "owners",
    "loyalty",
    "targets",
    # Without it a row stands for several reasons, which it counts.
    "due --within 60d --all-reasons",
    "meetings",
    "promises --all",
    "questions --all",
    "orders",
    "list",
    "list --people",
    "find visite",
]
_HISTORY = "history --columns date,author,client,item,field,before,after,command"
# These are figured among the rows that are left.
_BY_CHANCE = ("rank", "share", "cumulative", "class", "previous_rank")


@pytest.mark.parametrize("line", [*TABLES, "history"])
def test_each_heading_is_taken_by_columns(examples, line):
    words = ["--lang", "fr", *shlex.split(line)]
    headings, cells = _screen(examples, words)
    typed = ",".join(f'"{each}"' if "," in each else each for each in headings)
    assert _screen(examples, [*words, "--columns", typed]) == (headings, cells)


@pytest.mark.parametrize("line", [*TABLES, _HISTORY])
def test_cells_are_taken_by_where(examples, line):
    words = ["--lang", "fr", *shlex.split(line)]
    headings, cells = _screen(examples, words)
    rows = _rows(examples, words)
    keys = examples.run(*words, "-f", "tsv", "--header").out.splitlines()[0].split("\t")
    # Programs have columns at the end that a screen has as marks: how much a margin covers.
    for place, (heading, key) in enumerate(zip(headings, keys, strict=False)):
        for cell in _some_cells(rows, key, [row[place] for row in cells]):
            shown = [row for row, of in zip(rows, cells, strict=True) if of[place] == cell]
            found = _rows(examples, [*words, "--where", f'"{heading}"="{cell}"'])
            assert _steady(found) == _steady(shown), (heading, cell)


def _some_cells(rows, key, cells):
    """Two cells of a column; of lists and of rounded shares none, since either is no equal, nor
    what is known of a margin that is not known as a whole.
    """
    texts = {
        cell: None
        for row, cell in zip(rows, cells, strict=True)
        if cell and "%" not in cell and row[key] is not None and not isinstance(row[key], list)
    }
    return list(texts)[:2]


def _screen(examples, words):
    """The headings and the cells of the table, as Markdown sets them apart."""
    lines = [line for line in examples.run(*words, "-f", "md").out.splitlines() if line[:1] == "|"]
    headings, __, *rows = ([each.strip() for each in _split(line)] for line in lines)
    return headings, rows


def _split(line):
    return [part.replace("\\|", "|") for part in re.split(r"(?<!\\)\|", line)[1:-1]]


def _rows(examples, words):
    found = json.loads(examples.run(*words, "-f", "json").out)
    return found if isinstance(found, list) else found["rows"]


def _steady(rows):
    return [{key: row[key] for key in row if key not in _BY_CHANCE} for row in rows]
