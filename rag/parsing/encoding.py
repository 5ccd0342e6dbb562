"""Bytes to text in any encoding. The only file that imports charset-normalizer and webencodings."""

from __future__ import annotations

import re
import unicodedata

import webencodings

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
_CHARSET = re.compile(
    rb"<(?:meta\b[^>]{0,200}?charset|\?xml\b[^>]{0,100}?encoding)\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE
)
_SAMPLE = 100_000
"""Characters that a guess looks at."""
_ENCODINGS = (
    *("cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256"),
    *("cp932", "euc_jp", "gb18030", "big5", "euc_kr", "utf_16_le", "utf_16_be"),
)
"""What charset-normalizer chooses from; given more, it is often wrong about short texts."""
_NOT_WESTERN = re.compile(r"[ŠšŽžŸ¹³¿¼¾ðþ]\w|\w[¹³¿¼¾£¡¢¤¥¦§]\w")
"""Text of central and eastern Europe, read as cp1252."""

_POLISH_ISO_8859_2 = re.compile(r"[¶±¦][^\W\d]|[^\W\d][¶±¦]")
"""Its letters ś, ą and Ś in words, when they are read as cp1250."""


def text_encoding(declared: str) -> str | None:
    """Python's codec for a label in HTML or HTTP, as browsers read it; None for a label that they do not know."""
    found = webencodings.lookup(declared)
    if found is None or found.name in ("replacement", "x-user-defined"):  # Python has no codec for these
        return None
    return "gb18030" if found.name == "gbk" else str(found.codec_info.name)


def decode(data: bytes, name: str) -> str:
    """By the byte-order mark, which stays; else as UTF-8; else by a guess. Raises `SourceError` for binary files."""
    text = None if data.startswith(_BINARY) else _decoded(data)
    if text is None or _has_controls(text):
        raise SourceError(
            f"{name} is a binary file or in an unknown encoding, not text.",
            "Save it as UTF-8 text, or give an HTML or PDF file.",
        )
    return text


def decode_markup(data: bytes, name: str) -> str:
    """HTML or XML: as UTF-8; else as its top declares; else as `decode` does, which may raise `SourceError`."""
    declared = _CHARSET.search(data[:4096])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    encoding = text_encoding(declared[1].decode("ascii", errors="replace")) if declared else None
    if encoding and not encoding.startswith("utf-16"):  # a label readable as ASCII cannot be true
        return data.decode(encoding, errors="replace")
    return decode(data, name)


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
    """UTF-8 with damaged bytes, or cut off within a character. Other encodings rarely have valid sequences."""
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
    if best is not None and best.encoding == "cp1250" and _is_iso_8859_2(data, text[:_SAMPLE]):
        text = data.decode("iso8859_2")
    words = sum(
        c.isspace() or (unicodedata.category(c)[0] in "LN" and unicodedata.category(c) != "Lm") for c in text[:_SAMPLE]
    )
    # Any bytes are text in some code page; text that is mostly signs is refused.
    return text if words > 0.6 * len(text[:_SAMPLE]) else None


def _is_iso_8859_2(data: bytes, as_cp1250: str) -> bool:
    """Whether Polish or Czech looks like misread letters. A byte from 80 to 9F is a letter or sign in cp1250 alone."""
    if re.search(rb"[\x80-\x9f]", data):
        return False
    is_czech = not set("ąľ").isdisjoint(as_cp1250) and not set("ěřů").isdisjoint(as_cp1250)  # š and ž, misread
    return is_czech or bool(_POLISH_ISO_8859_2.search(as_cp1250))


def _has_controls(text: str) -> bool:
    controls = len(re.findall(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", text[: 10 * _SAMPLE]))
    return controls > 2 + min(len(text), 10 * _SAMPLE) // 20
