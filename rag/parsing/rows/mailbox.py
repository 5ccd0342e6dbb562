"""mbox to messages."""

from __future__ import annotations

import hashlib
import re

from ...errors import SourceError
from .record import Part, Parts

_START = re.compile(rb"^From [^\r\n]{0,300}\d\d?:\d\d[^\r\n]{0,100}\r?\n(?=[!-9;-~]{1,100}:)", re.MULTILINE)
"""The line before each message, which ends in a date; a paragraph that begins with the word has no header below it."""
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_MESSAGE_ID = re.compile(rb"^message-id:\s{0,10}<?\s{0,10}([^\s<>]{1,500})", re.MULTILINE | re.IGNORECASE)


def is_mailbox(data: bytes) -> bool:
    return bool(_START.match(data))


def split_mailbox(data: bytes, name: str) -> Parts:
    """The messages, each without the line before it; one that is there twice, as under two labels, is one."""
    starts = list(_START.finditer(data))
    if not starts:
        raise SourceError(f"{name} holds no messages.", "A mailbox begins with a line `From ADDRESS DATE`.")
    ends = [*(start.start() for start in starts[1:]), len(data)]
    found: dict[str, Part] = {}
    for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
        message = _QUOTED.sub(rb"\1", data[start.end() : end]).rstrip(b"\r\n") + b"\n"
        key = _message_id(message)
        if key in found and found[key].data != message:
            key = f"{key}-{hashlib.sha256(message).hexdigest()[:8]}"
        found.setdefault(key, Part(number, message, "mail", key))
    return Parts("Message", tuple(found.values()))


def _message_id(message: bytes) -> str:
    """That of the header; without one, a hash of the message."""
    head = message[: blank.start()] if (blank := _BLANK_LINE.search(message)) else message
    told = _MESSAGE_ID.search(head)
    return told[1].decode("utf-8", "replace") if told else f"message-{hashlib.sha256(message).hexdigest()[:16]}"
