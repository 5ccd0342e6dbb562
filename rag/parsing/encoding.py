"""Bytes -> str, for text in whatever encoding. The only file that imports charset-normalizer."""

from __future__ import annotations

import codecs
import re
import unicodedata

from ..errors import SourceError

_BINARY = (
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"PK\x03\x04",
    b"\x7fELF",
    b"\x1f\x8b",
    b"MZ\x90",
    b"\xd0\xcf\x11\xe0",
    b"SQLite format 3",
    b"%PDF-",
)
_MARKS = (
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\xef\xbb\xbf", "utf-8"),
)
_SAMPLE = 100_000
"""Characters."""
_ENCODINGS = "cp1252 cp1250 cp1251 koi8_r cp1253 cp1254 cp1255 cp1256 cp932 euc_jp gb18030 big5 euc_kr utf_16_le utf_16_be".split()
_NOT_WESTERN = re.compile(r"[ŠšŽžŸ¹³¿¼¾ðþ]\w|\w[¹³¿¼¾£¡¢¤¥¦§]\w")
"""What text of central and eastern Europe becomes when it is taken for Western."""

_NO_ENCODINGS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"})
"""Python's codecs that no text is in. Some take minutes for a page that is made for it."""


def text_encoding(declared: str) -> str | None:
    """Python's name for the encoding that a page or its server declares; None for one that is unknown or not of texts."""
    try:
        found = codecs.lookup(declared.strip())
    except (LookupError, ValueError):
        return None
    is_text = getattr(found, "_is_text_encoding", True)
    return found.name if is_text and found.name not in _NO_ENCODINGS else None


def decode(data: bytes, name: str) -> str:
    """By its byte-order mark, which stays, else UTF-8, else a guess. Raises `SourceError` for what is not text."""
    text = None if data.startswith(_BINARY) else _decoded(data)
    if text is None or _has_controls(text):
        raise SourceError(
            f"{name} is a binary file or in an unknown encoding, not text.",
            "Save it as UTF-8 text, or give an HTML or PDF file.",
        )
    return text


def _decoded(data: bytes) -> str | None:
    if mark := next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None):
        return _strict(data, mark)
    if (text := _strict(data, "utf-8")) is not None and not _has_controls(text):
        return text
    if (text := _strict(data, "cp1252")) is not None and _is_western(text):
        return text if (repaired := _repaired(data)) is None else repaired
    return _repaired(data) or _guessed(data)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _repaired(data: bytes) -> str | None:
    """UTF-8 that is damaged here and there, or cut off in mid-character. Other encodings hardly make a valid sequence."""
    text = data.decode("utf-8", errors="replace")
    whole = sum(not c.isascii() for c in text) - text.count("\ufffd")
    return text if whole >= 2 * text.count("\ufffd") > 0 else None


def _is_western(text: str) -> bool:
    sample = text[:_SAMPLE]
    return (
        sum(not c.isascii() for c in sample) < 0.25 * len(sample) + 1
        and not _NOT_WESTERN.search(sample)
        and "\0" not in sample
    )


def _guessed(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=list(_ENCODINGS)).best()
    text = "" if best is None else str(best)
    words = sum(
        c.isspace() or (unicodedata.category(c)[0] in "LN" and unicodedata.category(c) != "Lm") for c in text[:_SAMPLE]
    )
    # Any bytes are text in some code page: what is mostly signs is not taken for words.
    return text if words > 0.6 * len(text[:_SAMPLE]) else None


def _has_controls(text: str) -> bool:
    controls = len(re.findall(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", text[: 10 * _SAMPLE]))
    return controls > 2 + min(len(text), 10 * _SAMPLE) // 20
