"""`add`: adds an item to a list of a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from clientfile.console.many import ManyOptions, matching_clients, write_to_many
from clientfile.console.options import (
    ClientItem,
    CommitOptions,
    FieldSourceOptions,
    with_option_groups,
)
from clientfile.console.session import Session
from clientfile.console.visit.all_records import write_at_all_clients
from clientfile.console.writing import load_record_data, resolve_target
from clientfile.errors import UsageError
from clientfile.language import _
from clientfile.records.change import Change
from clientfile.records.edits import Data, Path
from clientfile.records.shape import Shape


@with_option_groups
def add(
    ctx: typer.Context,
    target: ClientItem,
    list_: Annotated[
        str, typer.Argument(metavar="LIST", help=_("A list of the record, by its path."))
    ] = "",
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="KEY=VALUE…", help=_("The item's fields; or texts, for a list of texts.")
        ),
    ] = None,
    *,
    many: ManyOptions,
    source: FieldSourceOptions,
    acting: CommitOptions,
) -> None:
    """Add an item to a list of a record.

    An item is given as KEY=VALUE. A field that is a list is given several times, one within another
    with a dot: address.city=Lyon. Lists of texts take the texts. With --where it is added to all
    clients that match, in one commit.

    Examples:
        clientfile add kervelec business.competitors name=Lamardelle price=cheaper
        clientfile add gerbe tags salon-2026 "carte de voeux"
        clientfile add --where "city~Nantes or city~Quimper" tags tour-ouest --yes
    """
    session: Session = ctx.obj
    if many.where:
        # Without a client the list stands in its place.
        texts = [word for word in (list_, *(words or ())) if word]
        _add_to_many(session, many, _Addition(target, texts, source), acting)
        return
    if not list_:
        raise UsageError(_("to which list? write: clientfile add CLIENT LIST …"))
    client, item = resolve_target(session, target, needed=False)
    addition = _Addition(list_, words or (), source)
    values = _values(session, addition, load_record_data(session, client), item)

    def decide(records: Mapping[str, Data]) -> Change:
        return _change(client, records[client], addition, item, values)

    write_at_all_clients(session, client, decide, acting)


@dataclass(frozen=True)
class _Addition:
    """What is to be added: to which list, by its path as typed, and the words of the items."""

    list: str
    words: Sequence[str]
    source: FieldSourceOptions

    def place(self, data: Data, item: str) -> Path:
        """The concrete path of the list in a record, or in an item of it."""
        from clientfile.records.ids import find_item
        from clientfile.records.paths import resolve
        from clientfile.schema.shapes import record_shape

        return resolve(self.list, data, record_shape(), find_item(data, item) if item else ())


def _add_to_many(
    session: Session, many: ManyOptions, addition: _Addition, acting: CommitOptions
) -> None:
    """Add the same to the list of every client that matches."""
    if addition.source.json_source or addition.source.edit:
        raise UsageError(_("--json and --edit are for one record: leave --where out"))
    clients = matching_clients(session, many.where)

    def change_one(client: str, data: Data) -> Change:
        return _change(client, data, addition, "", _values(session, addition, data, ""))

    write_to_many(session, clients, many, acting, change_one)


def _values(session: Session, addition: _Addition, data: Data, item: str) -> list[Any]:
    """The items to add. Raises UsageError for a path that is no list."""
    from clientfile.records.paths import shape_at
    from clientfile.schema.shapes import record_shape

    list_shape = shape_at(record_shape(), addition.place(data, item))
    if list_shape.kind != "list":
        raise UsageError(_("{list} is no list: write it with: clientfile set", list=addition.list))
    return _parse_items(session, data, addition.list, list_shape, addition.words, addition.source)


def _change(
    client: str, data: Data, addition: _Addition, item: str, values: Sequence[Any]
) -> Change:
    from clientfile.changes.items import add_items
    from clientfile.schema.shapes import record_shape
    from clientfile.store.user import random_id

    path = addition.place(data, item)
    return add_items(client, data, record_shape(), path, values, random_id)


def _parse_items(
    session: Session,
    data: Data,
    list_: str,
    list_shape: Shape,
    words: Sequence[str],
    source: FieldSourceOptions,
) -> list[Any]:
    """The items to add: a text for each word, or one mapping of all words."""
    from clientfile.console.input_fields import gather_fields, parse_options
    from clientfile.records.typed.parse import currencies_of, parse_text

    item = list_shape.child(0)
    currencies = currencies_of(data, session.folder.settings.currency)
    if item.kind != "mapping":
        if not words:
            raise UsageError(_("nothing is to be added: write the text after the list"))
        month = session.folder.settings.fiscal_year_start
        return [parse_text(word, item, session.today, currencies, "", month) for word in words]
    texts = _split_words(words, item, _("an item of {list}", list=list_))
    fields = parse_options(session, texts, item, currencies)
    fields = gather_fields(session, fields, item, source)
    if not fields:
        raise UsageError(_("nothing is to be added: write the item's fields as KEY=VALUE"))
    return [fields]


def _split_words(words: Sequence[str], item: Shape, whole: str) -> Data:
    """`KEY=VALUE` words as a nested mapping of the texts typed: dots in KEY lead into mappings.

    `whole` names the item in messages.
    """
    from clientfile.records.paths import resolve, shape_at

    texts: Data = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or not value:
            raise UsageError(_("{word!r}: write KEY=VALUE, such as name=Globex", word=word))
        path = resolve(key, {}, item, whole=whole)
        holder: dict[Any, Any] = texts
        for step in path[:-1]:
            holder = holder.setdefault(step, {})
        last = path[-1]
        if shape_at(item, path).kind == "list":
            holder.setdefault(last, []).append(value)
        elif last in holder:
            raise UsageError(
                _("{option} is given twice, and holds one value: give one", option=key)
            )
        else:
            holder[last] = value
    return texts
