"""The French pages have the structure of the English ones, their commands, examples and links.

Sentences are for a reader to judge; here stands what a translation may not change. What cog prints
is left out: tests/test_docs.py compares it with the commands.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.support.paths import ROOT

PAGES = {
    "README.md": "README.fr.md",
    "docs/day.md": "docs/fr/day.md",
    "docs/commands.md": "docs/fr/commands.md",
    "docs/reports.md": "docs/fr/reports.md",
    "docs/import.md": "docs/fr/import.md",
    "docs/record-format.md": "docs/fr/record-format.md",
    "docs/guarantees.md": "docs/fr/guarantees.md",
    "docs/team.md": "docs/fr/team.md",
}
ENGLISH = {french: english for english, french in PAGES.items()}

# Blocks of code that a shell or a program reads are compared by their lines, others (a report in
# words, a grammar) by how many lines they have.
READ_BY_PROGRAMS = {"sh", "console", "toml", "yaml", "json", "csv"}
COMMAND_LINE = re.compile(r"^(?:\$ )?(?:clientfile|make|git|export|cat|cd) ", re.MULTILINE)
CELL_BORDER = re.compile(r"(?<!\\)[|]")
COMMENT = re.compile(r"(?:^|\s+)# .*")
# By the English heading of their first column: keys without the marks of code, and messages, which
# a French page quotes in French.
COLUMN_OF_KEYS, COLUMN_OF_MESSAGES = "key", "it says"


@dataclass(frozen=True)
class Part:
    """What the translation of a page may not change, and where in the page it stands."""

    line: int
    section: int
    heading: str
    text: str


@cache
def lines_of(page: str) -> list[str]:
    return (ROOT / page).read_text(encoding="utf-8").split("\n")


@cache
def parse(page: str) -> list[Token]:
    parser = MarkdownIt("commonmark").enable("table")
    parser.normalizeLink = lambda url: url  # accents stay as written
    return parser.parse("\n".join(lines_of(page)))


@cache
def own_tokens(page: str) -> list[Token]:
    """A page's tokens without the outputs that cog prints."""
    tokens, printed = [], False
    for token in parse(page):
        marker = token.type == "html_block"
        if not printed or (marker and "[[[end]]]" in token.content):
            tokens.append(token)
        if marker:
            printed = "[[[cog" in token.content
    return tokens


def parts(page: str, texts: Callable[[str, int], Iterator[str]]) -> list[Part]:
    """The parts of a kind: `texts` yields those of one token, named by its place in the page."""
    result: list[Part] = []
    line, section, heading = 1, 0, "the top of the page"
    for place, token in enumerate(own_tokens(page)):
        line = token.map[0] + 1 if token.map else line
        if token.type == "heading_open":
            section, heading = section + 1, f'"{own_tokens(page)[place + 1].content}"'
        result += [Part(line, section, heading, text) for text in texts(page, place)]
    return result


def headings(page: str, place: int) -> Iterator[str]:
    token = own_tokens(page)[place]
    if token.type == "heading_open":
        yield f"a heading of level {token.tag[1:]}"


def cog_markers(page: str, place: int) -> Iterator[str]:
    token = own_tokens(page)[place]
    if token.type == "html_block" and ("[[[cog" in token.content or "[[[end" in token.content):
        yield f"the marker\n{token.content.strip()}\n"


def code_blocks(page: str, place: int) -> Iterator[str]:
    token = own_tokens(page)[place]
    if token.type not in ("fence", "code_block"):
        return
    name, lines = f"a block of {token.info or 'code'}", token.content.splitlines()
    if token.info not in READ_BY_PROGRAMS and not COMMAND_LINE.search(token.content):
        yield f"{name} of {len(lines)} lines"
        return
    yield name
    for line in lines:
        if code := COMMENT.sub("", line).rstrip():
            yield f"the line of code `{code}`"


def tables(page: str, place: int) -> Iterator[str]:
    """A table's number of rows, then of each row its number of cells and the code of its first."""
    token = own_tokens(page)[place]
    if token.type == "table_open":
        ends = [n for n, each in enumerate(own_tokens(page)) if each.type == "table_close"]
        rows = own_tokens(page)[place : min(n for n in ends if n > place)]
        yield f"a table of {sum(row.type == 'tr_open' for row in rows)} rows"
    if token.type == "tr_open":
        assert token.map is not None
        # Markdown drops a cell too many, so that it shows in the source alone.
        cells = CELL_BORDER.split(lines_of(page)[token.map[0]].strip().strip("|"))
        code = code_of_row(page, place)
        first = f", the first with `{', '.join(code)}`" if code else ""
        yield f"a row of {len(cells)} cells{first}"


def code_of_row(page: str, place: int) -> list[str]:
    """The keys or the code in the first cell of the row that begins at a place."""
    column = first_heading(page, place)
    cell = own_tokens(page)[place + 2]
    if column == COLUMN_OF_KEYS and cell.content and own_tokens(page)[place + 1].type == "td_open":
        return [cell.content] if cell.content.startswith("`") else keys_in(cell.content)
    return [] if column == COLUMN_OF_MESSAGES else code_in(cell)


def first_heading(page: str, place: int) -> str:
    """The English heading of the first column of the table that a place is in; empty where the
    English page has fewer tables.
    """
    number = sum(token.type == "table_open" for token in own_tokens(page)[:place])
    english = own_tokens(ENGLISH.get(page, page))
    begins = [n for n, token in enumerate(english) if token.type == "table_open"]
    # After table_open, thead_open, tr_open and th_open.
    return english[begins[number - 1] + 4].content if number <= len(begins) else ""


def code_in(text: Token) -> list[str]:
    return [child.content for child in text.children or () if child.type == "code_inline"]


def keys_in(text: str) -> list[str]:
    """`a, .b (required), or .c{network: handle}` → a, .b, .c."""
    return [part.split()[-1] for part in re.sub(r"\(.*?\)|\{.*?\}", "", text).split(",")]


def commands_in_sentences(page: str, place: int) -> Iterator[str]:
    for code in code_in(own_tokens(page)[place]):
        if code.startswith("clientfile "):
            yield f"the command `{' '.join(code.split())}`"


def links(page: str, place: int) -> Iterator[str]:
    for child in own_tokens(page)[place].children or ():
        if child.type in ("link_open", "image"):
            target = str(child.attrs.get("href") or child.attrs.get("src"))
            yield f"a link to {french_target(page, target) if page in PAGES else target}"


def french_target(english: str, target: str) -> str:
    """Where the translation of an English page links to, for a target of that page."""
    if re.match(r"[a-z]+:", target):
        return target
    file, mark, anchor = target.partition("#")
    path = os.path.normpath(Path(english).parent / file) if file else english
    there = PAGES.get(path) or ENGLISH.get(path) or path
    if path in PAGES:
        anchor = dict(zip(anchors(path), anchors(there), strict=False)).get(anchor, anchor)
    here = PAGES[english]
    relative = "" if there == here else os.path.relpath(there, Path(here).parent)
    return relative + "/" * file.endswith("/") + mark + anchor


@cache
def anchors(page: str) -> list[str]:
    """The anchors of a page's headings as GitHub makes them; none of a page that is not there."""
    if not (ROOT / page).is_file():
        return []
    texts = [
        "".join(child.content for child in text.children or ())
        for heading, text in zip(parse(page), parse(page)[1:], strict=False)
        if heading.type == "heading_open"
    ]
    slugs = [re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in texts]
    seen: Counter[str] = Counter()
    result = []
    for slug in slugs:
        result.append(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return result


KINDS = {
    "headings": headings,
    "tables": tables,
    "code blocks": code_blocks,
    "commands in sentences": commands_in_sentences,
    "links": links,
    "cog markers": cog_markers,
}
# A sentence may turn its commands round; they are compared within their section in any order.
IN_ANY_ORDER = {"commands in sentences"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("english", PAGES)
def test_a_french_page_has_what_the_english_one_has(english, kind):
    french = PAGES[english]
    assert (ROOT / french).is_file(), f"{french} is missing: the translation of {english}"
    expected, found = parts(english, KINDS[kind]), parts(french, KINDS[kind])
    if kind in IN_ANY_ORDER:
        expected.sort(key=lambda part: (part.section, part.text))
        found.sort(key=lambda part: (part.section, part.text))
    for want, have in zip_longest(expected, found):
        if (want and (want.section, want.text)) != (have and (have.section, have.text)):
            pytest.fail(difference(english, want, have), pytrace=False)


def difference(english: str, want: Part | None, have: Part | None) -> str:
    """A sentence: the French page, the place in it, what is expected and what stands there."""
    french = PAGES[english]
    place = f"{french}:{have.line}, under {have.heading}" if have else f"{french}, at its end"
    expected = (
        f"expected {want.text} as in {english}:{want.line}, under {want.heading}"
        if want
        else f"expected nothing more, as in {english}"
    )
    return f"{place}: {expected}; found {have.text if have else 'nothing'}"
