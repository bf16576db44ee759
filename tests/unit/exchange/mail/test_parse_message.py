"""E-mails of real programs, and hostile ones: who wrote to whom, when, and the first lines."""

from __future__ import annotations

import time
from datetime import date
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientfile.errors import InvalidValueError
from clientfile.exchange.mail.parse_message import Correspondent, parse_message

HEAD = b"""From: =?utf-8?q?H=C3=A9l=C3=A8ne?= <H.C@Kervelec.example>
To: "Sales, us" <us@firm.example>
"""


def test_an_ordinary_message() -> None:
    mail = parse_message(
        b"From kervelec Tue Nov 10\nReceived: by x\n" + HEAD + b"Cc: a@b.example, c@d.example\n"
        b"Date: Tue, 10 Nov 2026 23:30:00 +0100 (CET)\nMessage-ID:\n <1@kervelec.example>\n"
        b"Subject: =?iso-8859-1?q?Four_=E0_pain?=\n =?iso-8859-1?q?_:_devis?=\n"
        b"Content-Type: text/plain; charset=iso-8859-1\n"
        b"Content-Transfer-Encoding: quoted-printable\n\n"
        b"Bonjour,\n\nle four est arriv=E9.\nMerci\nQuatri=E8me\n\n"
        b"Le 9 nov. 2026, X a =E9crit :\n> a\n"
    )
    assert mail.sender == Correspondent("Hélène", "h.c@kervelec.example")
    assert [each.address for each in mail.receivers] == [
        "us@firm.example",
        "a@b.example",
        "c@d.example",
    ]
    assert (mail.day, mail.message_id) == (date(2026, 11, 10), "<1@kervelec.example>")
    assert mail.summary == "Four à pain : devis — Bonjour, le four est arrivé. Merci"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Yes.\n\nOn Mon, 9 Nov 2026 at 9:00, A <a@b.be> wrote:\n> Do you?\n", "Yes."),
        ("> Do you?\nYes.\n", "Yes."),
        ("Yes.\n-- \nJean Petit\n", "Yes."),
        ("Yes.\n-----Message d'origine-----\nDe : a@b.be\n", "Yes."),
        ("Oui\n\nDe : Jo <a@b.be>\nEnvoyé : lundi\n", "Oui"),
        ("Am 9.11.2026 um 9 Uhr schrieb Jo:\n> ?\n", ""),
        ("a\x1b[31mb\u202e\n", "a [31mb"),
        ("word " * 200, "word " * 79 + "word …"),
    ],
)
def test_the_first_lines_are_those_that_the_sender_wrote(body: str, text: str) -> None:
    assert parse_message(HEAD + b"\n" + body.encode()).text == text


def test_a_page_of_html_and_what_is_attached() -> None:
    message = EmailMessage()
    message["From"] = "a@b.be"
    message.set_content(
        "<style>x{}</style><p>Bonjour&nbsp;!<br>Oui</p><blockquote>no</blockquote>", "html"
    )
    message.add_attachment(b"\0" * 1000, maintype="application", subtype="pdf", filename="a.pdf")
    message.add_attachment("attached text", filename="a.txt")
    assert parse_message(bytes(message)).text == "Bonjour ! Oui"
    assert parse_message(bytes(message)).day is None


def test_what_is_no_message_is_refused() -> None:
    for data in (b"", b"Bonjour\n", b"From: nobody\n\nx", b"\0" * 100):
        with pytest.raises(InvalidValueError):
            parse_message(data)


def test_hostile_messages_are_read_within_bounds() -> None:
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(20_000)
    )
    start = time.process_time()
    for data in (
        HEAD + deep,
        b"From: " + b"(" * 1_000_000 + b"a@b.be\n\n",
        b"From: " + b"a@b.be, " * 200_000 + b"\n\n",
        HEAD + b"Subject: " + b"=?utf-8?q?a?= " * 100_000 + b"\n\n",
        HEAD + b"X: y\n" * 400_000,
        HEAD + b"Content-Type: text/html\n\n" + b"<p" * 1_000_000,
        HEAD + b"Content-Type: text/html\n\n" + b"<!--" * 500_000,
        HEAD + b"Content-Type: text/plain; charset=nonsense\n\n" + b"\xff" * 2_000_000,
        HEAD + b"Date: " + b"9" * 100_000 + b"\n\n" + b"On " + b"x " * 900_000,
    ):
        try:
            parse_message(data)
        except InvalidValueError:
            continue
    assert time.process_time() - start < 20


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_message_or_refused(data: bytes) -> None:
    for each in (data, HEAD + data, HEAD + b"Content-Type: text/html\n\n" + data):
        try:
            parse_message(each)
        except InvalidValueError:
            continue
