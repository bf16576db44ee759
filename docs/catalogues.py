"""Brings the catalogues of messages up to date with the source, and checks them.

    python docs/catalogues.py update      what `make messages` runs
    python docs/catalogues.py check       what `make lint` runs
    python docs/catalogues.py new es      a catalogue of a new language, to be translated

A message is what `_()`, `ngettext`, `pgettext` and `npgettext` hold, a paragraph of a command's
help, and a title or a word of the schema in a language that the schema itself lacks.
"""

from __future__ import annotations

import ast
import io
import json
import re
import string
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from clientfile.console.help import parse_help

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "clientfile"
LOCALE = PACKAGE / "locale"
# The man page and the pages of docs/ are read too, though they are no part of the package.
PAGES = [ROOT / "docs" / "manual.py", ROOT / "docs" / "pictures.py"]
MESSAGE_FUNCTIONS = ("_", "ngettext", "pgettext", "npgettext")
SENTENCE = re.compile(r"[A-Za-z]{2,},? [a-z{]")
SQL = re.compile(r"\s*(SELECT|INSERT|DELETE|CREATE|BEGIN|PRAGMA)\b")
NO_MESSAGE = "# no message"
"""The end of a line whose text nobody reads: a format of git, a key of a protocol."""


def sources() -> list[Path]:
    """The modules whose messages people read."""
    return [*sorted(PACKAGE.rglob("*.py")), *PAGES]


def template() -> Catalog:
    """All messages of the source."""
    catalog = Catalog(charset="utf-8")
    for path in sources():
        name = path.relative_to(ROOT).as_posix()
        for message, context in _marked(path):
            catalog.add(message, None, [(name, 1)], context=context)
        for text in _help_texts(path):
            catalog.add(text, None, [(name, 1)])
    for path in sorted((PACKAGE / "schema").glob("*.schema.json")):
        name = path.relative_to(ROOT).as_posix()
        for word, _ in _schema_words(json.loads(path.read_text(encoding="utf-8"))):
            catalog.add(word, None, [(name, 1)], context="schema")
    return catalog


def _marked(path: Path) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    """The messages of a module with their contexts, also of a call within another's values, which
    Babel's own extraction passes over.
    """
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        name = getattr(getattr(node, "func", None), "id", "")
        if not isinstance(node, ast.Call) or name not in MESSAGE_FUNCTIONS:
            continue
        texts = [ast.literal_eval(each) for each in node.args if isinstance(each, ast.Constant)]
        context = texts.pop(0) if texts and "pgettext" in name else None
        if texts:
            yield (texts[0], texts[1]) if name.startswith("n") else texts[0], context


def _help_texts(path: Path) -> Iterator[str]:
    """The paragraphs, comments of examples and exit codes in the help of a command's module."""
    if path.parent.name != "commands" and path.name != "cli.py":
        return
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        name = path.stem.rstrip("_")
        if isinstance(node, ast.FunctionDef) and node.name.strip("_") in (name, "root"):
            parts = parse_help(ast.get_docstring(node) or "")
            yield from parts.texts()


def _schema_words(node: Any) -> Iterator[tuple[str, set[str]]]:
    """The titles and words of a schema, each with the languages in which the schema has it."""
    if isinstance(node, dict):
        for key in ("title", "enum"):
            languages = {each.removeprefix(f"x-{key}-") for each in node if f"x-{key}-" in each}
            if languages:
                words = [node[key]] if key == "title" else node[key]
                yield from ((word, languages) for word in words)
    for inner in (
        node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    ):
        yield from _schema_words(inner)


def _in_schema(language: str) -> set[str]:
    return {
        word
        for path in (PACKAGE / "schema").glob("*.schema.json")
        for word, languages in _schema_words(json.loads(path.read_text(encoding="utf-8")))
        if language in languages
    }


def update(old: Catalog, source: Catalog, language: str) -> Catalog:
    """The catalogue of a language with the messages of the source, and the translations it had."""
    new = Catalog(
        locale=language,
        charset="utf-8",
        fuzzy=False,
        header_comment=old.header_comment,
        project="clientfile",
        copyright_holder="",
    )
    if old.locale is not None:
        # A translator's rule of plurals stays.
        new._num_plurals, new._plural_expr = old.num_plurals, old.plural_expr
    skipped = _in_schema(language)
    for message in source:
        if not message.id or (message.context == "schema" and message.id in skipped):
            continue
        before = old.get(message.id, message.context) or old.get(_one(message), message.context)
        translation = before.string if before else None
        if message.pluralizable and isinstance(translation, str):
            translation = None
        new.add(
            message.id,
            translation,
            message.locations,
            flags={"fuzzy"} if before and before.fuzzy else (),
            auto_comments=message.auto_comments,
            user_comments=before.user_comments if before else (),
            context=message.context,
        )
    return new


def _one(message: Message) -> str:
    return str(message.id if isinstance(message.id, str) else message.id[0])


def text_of(catalog: Catalog) -> str:
    """A catalogue as its file has it: sorted by message, with the files that use each."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=100, sort_output=True, include_lineno=False, omit_header=True)
    header = (
        f'msgid ""\nmsgstr ""\n"Language: {catalog.locale_identifier}\\n"\n'
        f'"Plural-Forms: {catalog.plural_forms}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        '"MIME-Version: 1.0\\n"\n\n'
    )
    return header + buffer.getvalue().decode()


def read(path: Path) -> Catalog:
    """The catalogue in a file."""
    with path.open("rb") as po:
        return read_po(po, locale=path.parts[-3])


def compile_catalogue(path: Path) -> None:
    """Write the compiled form of a catalogue beside it."""
    with path.with_suffix(".mo").open("wb") as mo:
        write_mo(mo, read(path))


def faults(path: Path, source: Catalog) -> Iterator[str]:
    """What is wrong with a catalogue: it is out of date, or lacks a message or a place of one."""
    name, catalog = path.relative_to(ROOT), read(path)
    if path.read_text(encoding="utf-8") != text_of(update(catalog, source, path.parts[-3])):
        yield f"{name}: it is not up to date: run make messages"
    for message in catalog:
        if not message.id:
            continue
        strings = message.string if isinstance(message.string, tuple | list) else [message.string]
        if not all(strings):
            yield f"{name}: not translated: {_one(message)!r}"
        elif message.fuzzy:
            yield f"{name}: marked as fuzzy: {_one(message)!r}"
        elif any(places(each) - {"count"} != _places(message) - {"count"} for each in strings):
            yield f"{name}: other places than in {_one(message)!r}"


def _places(message: Message) -> set[str]:
    ids = [message.id] if isinstance(message.id, str) else message.id
    return set().union(*map(places, ids))


def places(pattern: str) -> set[str]:
    """The named places of a pattern; a text that is no pattern has none."""
    try:
        names = {name for _, name, _, _ in string.Formatter().parse(pattern) if name}
    except ValueError:
        return set()
    return {name for name in names if name.isidentifier()}


def literal_sentences(path: Path) -> Iterator[int]:
    """The lines of a module that hold a sentence outside of `_()` and of docstrings."""
    source = path.read_text(encoding="utf-8")
    tree, lines = ast.parse(source), source.split("\n")
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            skipped.update(ast.walk(body[0]))
        # A text below an assignment, which documents it.
        if isinstance(body, list):
            skipped.update(
                inner
                for each in body
                if isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)
                for inner in ast.walk(each)
            )
        if isinstance(node, ast.JoinedStr | ast.Assert | ast.Compare):
            skipped.update(each for each in ast.walk(node) if each is not node)
        name = getattr(getattr(node, "func", None), "id", "")
        if isinstance(node, ast.Call) and name in MESSAGE_FUNCTIONS:
            for argument in node.args:
                skipped.update(ast.walk(argument))
    for node in ast.walk(tree):
        if node in skipped or not isinstance(node, ast.Constant | ast.JoinedStr):
            continue
        text = _literal(node)
        if _is_sentence(text) and NO_MESSAGE not in lines[node.end_lineno - 1]:
            yield node.lineno


def _is_sentence(text: str) -> bool:
    return bool(SENTENCE.search(text)) and not SQL.match(text)


def _literal(node: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in node.values)


def main() -> int:
    """Run the command of the first argument."""
    command = sys.argv[1] if sys.argv[1:] else "check"
    source, paths = template(), sorted(LOCALE.glob("*/LC_MESSAGES/clientfile.po"))
    if command == "new":
        path = LOCALE / sys.argv[2] / "LC_MESSAGES" / "clientfile.po"
        path.parent.mkdir(parents=True)
        path.write_text(text_of(update(Catalog(), source, sys.argv[2])), encoding="utf-8")
        return 0
    if command == "update":
        for path in paths:
            path.write_text(text_of(update(read(path), source, path.parts[-3])), encoding="utf-8")
            compile_catalogue(path)
        return 0
    found = [line for path in paths for line in faults(path, source)]
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(ROOT)
        found += [f"{name}:{line}: a sentence outside of _()" for line in literal_sentences(path)]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
