"""An e-mail as a program pipes it (RFC 5322, MIME): bytes → who wrote to whom, when, and what."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes
from email.header import decode_header
from email.message import Message as ParsedMessage
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser

from clientfile.errors import InvalidValueError
from clientfile.language import _

MOST_BYTES = 2_000_000
"""So much of a message is read: its text stands before what is attached."""
_MOST_OF_A_HEADER, _MOST_ADDRESSES, _MOST_OF_A_TEXT = 20_000, 200, 200_000
_LINES, _MOST_SIGNS = 3, 400
_RECEIVERS = ("to", "cc")
# Where the text of the message ends, and the one that it answers begins, or a signature.
_END = re.compile(
    r"--\s*$|-{2,}\s*(original message|message d'origine)|_{10,}$"  # no message
    r"|(on|le|am)\b.{5,200}(wrote|a écrit|schrieb.*)\s*:$",  # no message
    re.IGNORECASE,
)
_ANSWERED = re.compile(r"(from|de|von)\s?:\s.*@", re.IGNORECASE)


@dataclass(frozen=True)
class Correspondent:
    """A name, which may be empty, and an e-mail address."""

    name: str
    address: str


@dataclass(frozen=True)
class Mail:
    """An e-mail. `day` is that of its Date, as the sender's clock had it; None without one.

    `text` are the first lines that the sender wrote, without those that are quoted.
    """

    sender: Correspondent
    receivers: tuple[Correspondent, ...]
    day: date | None
    subject: str
    text: str
    message_id: str

    @property
    def summary(self) -> str:
        """The subject and the first lines."""
        return " — ".join(filter(None, (self.subject, self.text)))


def parse_message(data: bytes) -> Mail:
    """The e-mail in the bytes of a message. Raises InvalidValueError for what is none."""
    try:
        message = message_from_bytes(data[:MOST_BYTES])
        senders = _addresses(message, ("from",)) or _addresses(message, ("sender", "reply-to"))
        text = _text(message)
    except (RecursionError, ValueError) as error:
        raise InvalidValueError(_("this is no e-mail that can be read")) from error
    if not senders:
        raise InvalidValueError(
            _("this is no e-mail: it has no From (pipe the whole message in, with its headers)")
        )
    return Mail(
        senders[0],
        tuple(_addresses(message, _RECEIVERS)),
        _day(message),
        _clean(_header(message, "subject")),
        _first_lines(text),
        _clean(_header(message, "message-id")),
    )


def _header(message: ParsedMessage, name: str) -> str:
    """A header's text, decoded as RFC 2047 has it; what can't be decoded stays."""
    raw = " ".join(str(message.get(name, ""))[:_MOST_OF_A_HEADER].split())
    try:
        return "".join(_decode(word, charset or "utf-8") for word, charset in decode_header(raw))
    except ValueError:
        return raw


def _decode(word: bytes | str, charset: str) -> str:
    if isinstance(word, str):
        return word
    try:
        return word.decode(charset, "replace")
    except LookupError:
        return word.decode("utf-8", "replace")


def _addresses(message: ParsedMessage, names: Iterable[str]) -> list[Correspondent]:
    """Names and addresses of headers; names are decoded after they are parted from addresses."""
    texts = [
        str(text)[:_MOST_OF_A_HEADER] for name in names for text in message.get_all(name, [])[:20]
    ]
    pairs = getaddresses(texts)[:_MOST_ADDRESSES]
    return [
        Correspondent(_clean(_decoded_name(name)), _clean(address).lower())
        for name, address in pairs
        if "@" in address
    ]


def _decoded_name(name: str) -> str:
    try:
        return "".join(_decode(word, charset or "utf-8") for word, charset in decode_header(name))
    except ValueError:
        return name


def _day(message: ParsedMessage) -> date | None:
    try:
        return parsedate_to_datetime(str(message.get("date", ""))[:100]).date()
    except (ValueError, OverflowError):
        return None


def _text(message: ParsedMessage) -> str:
    """The text of the message: its first plain part, else its first page of HTML."""
    parts = [part for part in message.walk() if part.get_content_maintype() == "text"]
    parts = [part for part in parts if part.get_content_disposition() != "attachment"]
    plain = [part for part in parts if part.get_content_subtype() == "plain"]
    for part in [*plain, *parts]:
        payload = part.get_payload(decode=True)
        raw = payload if isinstance(payload, bytes) else b""
        text = _decode(raw[:_MOST_OF_A_TEXT], part.get_content_charset() or "utf-8")
        text = _without_tags(text) if part.get_content_subtype() == "html" else text
        if text.strip():
            return text
    return ""


class _TextOfPage(HTMLParser):
    """Collects the text of a page of HTML, a line a block."""

    _HIDDEN = frozenset({"style", "script", "head", "title"})
    _BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3"})

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        """Begin a line at a block; what is quoted is not the sender's."""
        self._hidden += tag in self._HIDDEN or tag == "blockquote"
        self.pieces += ["\n"] if tag in self._BLOCKS else []

    def handle_endtag(self, tag: str) -> None:
        """End what is hidden."""
        is_hidden = tag in self._HIDDEN or tag == "blockquote"
        self._hidden -= bool(is_hidden and self._hidden)

    def handle_data(self, data: str) -> None:
        """Keep a text that is shown."""
        self.pieces += [] if self._hidden else [data.replace("\n", " ")]


def _without_tags(text: str) -> str:
    page = _TextOfPage()
    page.feed(text)
    return "".join(page.pieces)


def _first_lines(text: str) -> str:
    """The first lines that the sender wrote, in one, cut at a word."""
    lines: list[str] = []
    for line in text[:_MOST_OF_A_TEXT].splitlines():
        line = _clean(line)
        if _END.match(line[:400]) or _ANSWERED.match(line[:400]):
            break
        if line and not line.startswith(">"):
            lines.append(line)
        if len(lines) == _LINES:
            break
    joined = " ".join(lines)
    if len(joined) <= _MOST_SIGNS:
        return joined
    return f"{joined[:_MOST_SIGNS].rpartition(' ')[0] or joined[:_MOST_SIGNS]} …"


def _clean(text: str) -> str:
    """A text in one line, without characters that are not seen."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
