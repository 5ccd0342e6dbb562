"""One message of electronic mail, such as a newsletter, to text and metadata. Its attachments are not read."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from contextlib import suppress
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import parseaddr, parsedate_to_datetime

from ..errors import SourceError
from .encoding import decode, text_encoding
from .mail_page import ENOUGH, message_text
from .metadata import Reading, clean_metadata, stored

LONGEST_FIELD = 2_000
"""Characters of a field of the header; Python decodes it in quadratic time."""
DEEPEST = 5
"""Messages attached to one another."""
MOST_PARTS = 1_000
"""Parts of a message, those within others counted."""
_HEADER = re.compile(
    rb"(?:return-path|received|delivered-to|message-id|mime-version|dkim-signature|content-type|content-transfer-encoding"
    rb"|from|to|subject|date|reply-to|list-\w+|x-[\w-]+|arc-[\w-]+|authentication-results|sender|cc)[ \t]*:",
    re.IGNORECASE,
)
_ONLY_MAIL = (b"message-id:", b"mime-version:", b"received:", b"return-path:", b"delivered-to:", b"dkim-signature:")
_PAGES = ("text/html", "application/xhtml+xml")
_TEXTS = (*_PAGES, "text/plain")
_ANSWERED = re.compile(
    r"\s*(?:(?:re|fwd?|aw|wg|tr|rv|res|enc|sv|vs|antw|doorst|i|r)(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE
)
"""What programs write before the subject of an answer or of a message sent on, in several languages."""
_LISTED = re.compile(r"^\s*\[[^\[\]]{1,40}\]\s*(?=\S)")
"""The name of a mailing list before the subject."""
_QUOTED_BY = re.compile(
    r"(?:on|am|le|el|il|op|den|em)\b.{5,200}"
    r"(?:wrote|schrieb.*|a écrit|escribió|ha scritto|schreef.*|skrev.*|escreveu)\s?:",
    re.IGNORECASE | re.DOTALL,
)
_SENT_ON = re.compile(r"\s*(?:fwd?|wg|tr|rv|i|enc|doorst)(?:\[\d+\])?\s*:", re.IGNORECASE)
_FIELDS = (
    "from|von|de|da|van|fra|från|date|sent|datum|gesendet|envoyé|enviado(?: el)?|fecha|data|inviato|to|an|à|para|a|aan"
    "|till|cc|kopie|subject|betreff|objet|asunto|oggetto|onderwerp|ämne|reply-to"
)
_HEAD = re.compile(
    rf"(?:^-{{2,}}[^\n]{{3,60}}-{{2,}}\s*\n\s*|^begin forwarded message:\s*\n\s*)?"
    rf"(?:^[> \t*]*(?:{_FIELDS})[ *]{{0,3}}:[^\n]{{0,500}}(?:\n\s*|$)){{3,8}}",
    re.IGNORECASE | re.MULTILINE,
)
"""The header of another message within a text, as programs write it when they answer or send on."""
_FROM = re.compile(r"^[> \t*]*(?:from|von|de|da|van|fra|från)[ *]{0,3}:[ *]*(.+)$", re.IGNORECASE | re.MULTILINE)
_DATE = re.compile(
    r"^[> \t*]*(?:date|sent|datum|gesendet|envoyé|enviado(?: el)?|fecha|data|inviato)[ *]{0,3}:[ *]*(.+)$",
    re.IGNORECASE | re.MULTILINE,
)


def is_message(data: bytes) -> bool:
    """Whether the first lines are the header of a message: three fields of it, one that nothing else has."""
    head = data[:8_000].removeprefix(BOM_UTF8).replace(b"\r\n", b"\n").split(b"\n\n")[0]
    lines = [line for line in head.split(b"\n") if line[:1] not in b" \t"]
    return (
        len(lines) >= 3
        and all(re.match(rb"[!-9;-~]+[ \t]*:", line) for line in lines[:-1] if line)
        and sum(bool(_HEADER.match(line)) for line in lines) >= 3
        and any(line.lower().startswith(_ONLY_MAIL) for line in lines)
    )


def read_mail(data: bytes, name: str) -> Reading:
    """The parts in HTML, else the plain text. Raises `SourceError` where a message has neither."""
    try:
        message = BytesParser(policy=compat32).parsebytes(data.removeprefix(BOM_UTF8).lstrip(b"\r\n"))
        reading = _reading(message, name)
    except SourceError:
        raise
    except Exception:  # the parsers raise many kinds on malformed headers and pages
        raise SourceError(f"{name} is damaged or not a message.", "Save its text as a .txt file.") from None
    if not reading.text.strip():
        raise SourceError(f"{name} holds no text; attachments are not read.", "Save them, and give them as files.")
    return reading


def _reading(message: Message, name: str, depth: int = 0) -> Reading:
    """A message with little to say that has another attached is the other."""
    html, plain, attached = _parts(message, name)
    text, head = _split("\n\n".join(filter(None, (message_text(_decoded(part, name)) for part in html))))
    if not text.strip():
        text, head = _split(stored("\n\n".join(_plain(part, name) for part in plain)))
    if attached and len(text) < ENOUGH and depth < DEEPEST:
        inner = _reading(attached[0], name, depth + 1)
        if inner.text.strip():
            return inner
    sent_on = _of_header(head) if _SENT_ON.match(_field(message, "Subject")) else {}
    return Reading(_own_words(text), {**_metadata(message), **sent_on})


def _parts(message: Message, name: str) -> tuple[list[Message], list[Message], list[Message]]:
    """The parts in HTML, those in plain text, and the messages that are attached. No recursion: it may be deep."""
    html: list[Message] = []
    plain: list[Message] = []
    attached: list[Message] = []
    named: list[Message] = []  # shown below the text, mostly a file
    waiting, number = [message], 0
    while waiting:
        part = waiting.pop()
        number += 1
        if number > MOST_PARTS:
            raise SourceError(f"{name} has more than {MOST_PARTS} parts.", "Save its text as a .txt file.")
        kind, inner = part.get_content_type(), part.get_payload()
        if isinstance(inner, list):
            messages = [one for one in inner if isinstance(one, Message)]
            (attached if kind == "message/rfc822" else waiting).extend(reversed(messages))
        elif part.get_content_disposition() != "attachment" and kind in _TEXTS:
            (named if part.get_filename() else html if kind in _PAGES else plain).append(part)
    shown = [part for part in named if part.get_content_type() == "text/plain"]
    return html, plain if html or plain else shown, attached


def _plain(part: Message, name: str) -> str:
    text = _decoded(part, name)
    if str(part.get_param("format", "")).lower() == "flowed":
        return _unflowed(text, joined=str(part.get_param("delsp", "")).lower() == "yes")
    return text


def _decoded(part: Message, name: str) -> str:
    """The text of a part. Whatever is declared, valid UTF-8 is mostly that, but for encodings that are all ASCII."""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    declared = text_encoding(str(part.get_param("charset", "")) or "")
    own = declared is not None and declared.startswith(("utf-16", "utf-32", "iso2022"))
    for encoding in (declared,) if own else ("utf-8", declared):
        with suppress(UnicodeDecodeError):
            if encoding:
                return data.decode(encoding)
    return decode(data, name)


def _unflowed(text: str, *, joined: bool) -> str:
    """The paragraphs of format=flowed: a line that ends in a blank goes on in the next (RFC 3676)."""
    lines: list[str] = []
    open_line = False
    for raw in text.replace("\r\n", "\n").split("\n"):
        line = raw[1:] if raw.startswith(" ") else raw
        if open_line and not line.startswith(">"):
            lines[-1] += line
        else:
            lines.append(line)
        open_line = line.endswith(" ") and line != "-- " and not line.startswith(">")
        if open_line and joined:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)


def _split(text: str) -> tuple[str, str]:
    """A message's own words, and the header of the message that it sends on, whose words then are its own.

    A message with more of its own to say is an answer: what follows the other's header is not read.
    """
    head = _HEAD.search(text)
    if head is None:
        return text, ""
    before, after = text[: head.start()].strip(), text[head.end() :].strip("\n")
    if len(before) >= ENOUGH or not after:
        return before or text, ""
    return after, head[0]


def _own_words(text: str) -> str:
    """Without the signature, and without the quoted message that is answered; a quotation within the text stays."""
    body, mark, _ = text.partition("\n-- \n")
    lines = (body if mark and body.strip() else text).rstrip().split("\n")
    end = len(lines)
    while end and (lines[end - 1].startswith(">") or not lines[end - 1].strip()):
        end -= 1
    for begin in range(max(0, end - 3), end if end < len(lines) else 0):
        if _QUOTED_BY.fullmatch(" ".join(line.strip() for line in lines[begin:end]).strip()):
            lines = lines[:begin]
            break
    return "\n".join(lines).strip("\n") or text


def _metadata(message: Message) -> dict[str, str]:
    subject = _ANSWERED.sub("", _LISTED.sub("", _field(message, "Subject")), count=1)
    sender, address = parseaddr(_field(message, "From"))
    values = {
        "title": _ANSWERED.sub("", _LISTED.sub("", subject)) or None,
        "source": sender.strip("\"' ") or address.rpartition("@")[2] or None,
        "published": _day(_field(message, "Date")),
    }
    return clean_metadata(values)


def _of_header(head: str) -> dict[str, str]:
    """The outlet and the day of a message by its header within a text."""
    sender, day = _FROM.search(head), _DATE.search(head)
    name, address = parseaddr(sender[1].replace("[mailto:", "<").replace("]", ">")) if sender else ("", "")
    source = name.strip("\"'* ") or address.rpartition("@")[2]
    return clean_metadata({"source": source or None, "published": day[1].partition(" at ")[0] if day else None})


def _field(message: Message, name: str) -> str:
    """A field of the header, with its encoded words (RFC 2047) decoded."""
    raw = next((raw for key, raw in message.raw_items() if key.lower() == name.lower()), "")
    sent = str(raw)[:LONGEST_FIELD].encode("ascii", "surrogateescape")  # as BytesParser has decoded it
    written = re.sub(r"\s*[\r\n]\s*", " ", _word(sent, None))
    try:
        parts = decode_header(written)
    except Exception:  # a broken encoded word
        return written
    return "".join(_word(part, charset) for part, charset in parts).strip()


def _word(part: bytes | str, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    for encoding in (text_encoding(charset or "utf-8"), "utf-8"):
        try:
            return part.decode(encoding or "utf-8")
        except UnicodeDecodeError:
            continue
    return part.decode("latin-1")


def _day(written: str) -> str | None:
    try:
        return parsedate_to_datetime(written).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return written or None
