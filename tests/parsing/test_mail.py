from __future__ import annotations

from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import SourceError
from rag.parsing.formats import kind_of, read
from rag.parsing.metadata import Reading

SENTENCE = "The harbour of Kiel will cost 48 million euros, the council said on Tuesday."


def message(text: str = SENTENCE, html: str = "", **fields: str) -> bytes:
    made = EmailMessage()
    told = {"Subject": "Harbour costs", "From": "Quay News <news@quay.example>", "To": "me@x.example"}
    told |= {"Date": "Tue, 03 Jun 2025 23:30:00 +0200", "Message-ID": "<1@x>", **fields}
    for name, value in told.items():
        made[name] = value
    made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html")
    return made.as_bytes()


def raw(body: bytes, *fields: bytes) -> bytes:
    return b"\r\n".join((b"From: a@x.example", b"MIME-Version: 1.0", b"Subject: S", *fields, b"", body))


def mail(data: bytes) -> Reading:
    return read("mail", data, "x.eml")


def test_title_outlet_and_day_are_those_of_the_header():
    assert mail(message()).metadata == {"title": "Harbour costs", "source": "Quay News", "published": "2025-06-03"}


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("Fwd: Re: Harbour", "Harbour"),
        ("WG: AW: Hafen", "Hafen"),
        ("[quay-list] RE: Harbour", "Harbour"),
        ("=?utf-8?q?H=C3=A4fen_werden?= =?iso-8859-1?q?_=FCberall_teurer?=", "Häfen werden überall teurer"),
        ("Return of the ferry", "Return of the ferry"),
        ("=?unknown?q?Harbour?=", "Harbour"),
    ],
)
def test_the_subject_is_the_title(subject: str, title: str):
    assert (
        mail(raw(SENTENCE.encode()).replace(b"Subject: S", b"Subject: " + subject.encode())).metadata["title"] == title
    )


def test_a_sender_without_a_name_is_the_domain():
    assert mail(raw(SENTENCE.encode())).metadata["source"] == "x.example"


@pytest.mark.parametrize(
    ("fields", "body", "expected"),
    [
        ((b"Content-Type: text/plain; charset=iso-8859-1",), "Caf\u00e9.".encode("latin-1"), "Café."),
        ((b"Content-Type: text/plain; charset=iso-8859-1",), "Café.".encode(), "Café."),
        ((b"Content-Type: text/plain", b"Content-Transfer-Encoding: quoted-printable"), b"Caf=C3=A9=\r\n.", "Café."),
        ((b"Content-Transfer-Encoding: base64",), b"Q2Fmw6ku", "Café."),
        ((b"Content-Type: text/plain; charset=iso-2022-jp",), "日本。".encode("iso-2022-jp"), "日本。"),
        ((b"Content-Type: text/plain; format=flowed",), b"One \r\nline.\r\n\r\nTwo.", "One line.\n\nTwo."),
        ((b"Content-Type: text/plain; charset=nonsense",), b"Words.", "Words."),
    ],
)
def test_plain_text_is_decoded(fields: tuple[bytes, ...], body: bytes, expected: str):
    assert mail(raw(body, *fields)).text.strip() == expected


def test_a_signature_and_what_is_answered_are_not_read_and_a_quotation_within_is():
    body = "I agree.\n\n> The price is high.\n\nIt is not.\n\nOn Tue, Jane Roe\n<j@x.example> wrote:\n> Hello.\n"
    assert mail(message(body)).text == "I agree.\n\n> The price is high.\n\nIt is not."
    assert mail(message("Words.\n\n-- \nJane Roe\nQuay News")).text == "Words."


def test_a_message_that_was_sent_on_is_the_one_within():
    body = "FYI\n\n---------- Forwarded message ---------\nFrom: Dock Post <post@dock.example>\n"
    body += f"Date: Mon, Jun 2, 2025 at 6:00 AM\nSubject: Harbour\nTo: me\n\n{SENTENCE}\n"
    reading = mail(message(body, Subject="Fwd: Harbour"))
    assert reading.text == SENTENCE
    assert reading.metadata == {"title": "Harbour", "source": "Dock Post", "published": "2025-06-02"}


NEWSLETTER = f"""<html><head><title>N</title><style>.pre {{display: none}}</style></head><body>
<span class="pre">A preview that nobody sees.</span><table role="presentation"><tr><td><table>
<tr><td><a href="x">View this email in your browser</a></td></tr>
<tr><td><h1>Morning Brief</h1><p>Good morning.</p><h2>Costs rise</h2><p>{SENTENCE}</p>
<ul><li>Some 210 jobs go.</li><li>The ship is sold.</li></ul></td></tr>
<tr><td><table><tr><td>DAX</td><td>18,210</td></tr><tr><td>Dow</td><td>39,100</td></tr></table></td></tr>
<tr><td><p>You are receiving this email because you signed up.</p><p>1 Main St, Springfield</p>
<a href="u">Unsubscribe</a> | <a href="p">Update your preferences</a></td></tr></table></td></tr></table></body>"""


def test_a_newsletter_is_read_without_its_furniture():
    assert mail(message("See the web.", NEWSLETTER)).text == (
        f"Morning Brief\n\nGood morning.\n\nCosts rise\n\n{SENTENCE}\n\n- Some 210 jobs go.\n- The ship is sold.\n\n"
        "| DAX | 18,210 |\n| Dow | 39,100 |"
    )


def test_an_answer_in_html_is_read_without_what_it_answers():
    own = "".join(f"<p>{SENTENCE}</p>" for _ in range(4))
    quoted = f'{own}<div class="gmail_quote">On Tuesday she wrote: <blockquote>What is it?</blockquote></div>'
    assert "What is it" not in mail(message("x", quoted)).text
    assert SENTENCE in mail(message("x", f'FYI<div class="gmail_quote"><p>{SENTENCE}</p></div>')).text


def test_plain_text_is_read_where_the_html_says_nothing():
    assert mail(message(SENTENCE, "<html><body><img src='cid:1'></body></html>")).text.strip() == SENTENCE


def test_attachments_are_not_read():
    made = EmailMessage()
    made["Subject"], made["From"] = "S", "a@x.example"
    made.add_attachment("Attached words.", filename="a.txt")
    with pytest.raises(SourceError, match=r"^x\.eml holds no text; attachments are not read\.$"):
        mail(made.as_bytes())


def test_a_message_that_is_attached_is_read_where_little_is_said_of_it():
    outer = EmailMessage()
    outer["Subject"], outer["From"] = "Fwd: look", "boss@x.example"
    outer.set_content("FYI")
    inner = EmailMessage()
    inner["Subject"], inner["From"] = "Harbour", "Dock Post <post@dock.example>"
    inner.set_content(SENTENCE)
    outer.add_attachment(inner)
    reading = mail(outer.as_bytes())
    assert (reading.text.strip(), reading.metadata["source"]) == (SENTENCE, "Dock Post")


def test_parts_within_parts_are_read_however_deep():
    part = MIMEMultipart()
    part.attach(EmailMessage())
    inner = message(SENTENCE)
    for _ in range(20):
        outer = MIMEMultipart()
        outer.attach(part)
        part = outer
    data = part.as_bytes().replace(b"\n\n\n", b"\n" + inner.partition(b"To: me@x.example\n")[2], 1)
    assert SENTENCE in mail(data).text


def test_a_message_is_told_by_its_header():
    assert kind_of(message()) == "mail"
    assert kind_of(b"From: a\nTo: b\nSubject: c\n\nA letter that begins like a message.") == "text"
    assert kind_of(b"Date: today\nPlace: here\n\nText.") == "text"


def test_a_header_in_utf_8_that_is_not_encoded_is_read():
    sent = raw(SENTENCE.encode(), "From: Küstenbote <a@x.example>".encode(), "Subject: Häfen – teurer".encode())
    reading = mail(sent.replace(b"From: a@x.example\r\n", b"").replace(b"Subject: S\r\n", b""))
    assert reading.metadata == {"title": "Häfen – teurer", "source": "Küstenbote"}


def test_a_byte_order_mark_before_a_message_is_no_part_of_it():
    data = b"\xef\xbb\xbf" + message()
    assert kind_of(data) == "mail"
    assert mail(data) == mail(message())


@given(data=st.binary(max_size=400))
def test_no_bytes_raise_anything_but_a_source_error(data: bytes):
    for body in (data, raw(data, b"Content-Type: text/html"), raw(b"", data)):
        try:
            mail(body or b"x").text.encode()
        except SourceError as error:
            assert error.message.startswith("x.eml ")


def test_a_text_with_a_file_name_is_read_where_there_is_no_other():
    shown = (b"Content-Type: text/plain", b'Content-Disposition: inline; filename="a.txt"')
    assert mail(raw(SENTENCE.encode(), *shown)).text == SENTENCE
