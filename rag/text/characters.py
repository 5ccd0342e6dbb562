"""Removes characters that readers cannot see but programs read: direction marks, zero widths, tag characters. Pure."""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = (
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
# Zero-width joiners stay, because Persian, Hindi and emoji need them. One variation selector after a character stays,
# because Japanese names need it; a row of them is removed, because each can encode a byte of hidden text.
INVISIBLE = re.compile(f"(?<=[{_SELECTORS}])[{_SELECTORS}{_UNSEEN}]+|[{_UNSEEN}]+")


def without_invisible(text: str) -> str:
    """The text without invisible characters."""
    return INVISIBLE.sub("", text)


def encodable(text: str) -> str:
    """The text with lone surrogates replaced by U+FFFD: tokenizers refuse them."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


LETTERS = dict(zip("øØłŁıđĐðÐħĦŧŦ", "oOlLidDdDhHtT", strict=True)) | {
    "ß": "ss",
    "ẞ": "SS",
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "þ": "th",
    "Þ": "TH",
}
"""Latin letters that Unicode does not take apart into a plain letter and an accent."""
_PLAIN = str.maketrans(LETTERS | dict.fromkeys("’‘‛ʼ", "'") | dict.fromkeys("‐−", "-") | dict.fromkeys("“”", '"'))
_FULL_WIDTH = str.maketrans({chr(0xFF01 + n): chr(0x21 + n) for n in range(94)} | {"\u3000": " "})
_ACCENT = re.compile("(?<![иИ])[\u0300-\u036f]|[\u0591-\u05bd\u064b-\u0652\u0e47-\u0e4c]")
"""Accents, the points of Hebrew and Arabic, and the tones of Thai; but й is another letter than и."""
_RAISED = re.compile(r"(?<=\d)(?=[¼-¾⅐-⅞²³¹⁰⁴-⁹₀-₉])")


def narrowed(text: str) -> str:
    """The text with the full-width letters, digits and signs of East Asian fonts in their usual width: `２５０`."""
    return text if text.isascii() else text.translate(_FULL_WIDTH)


def folded(text: str) -> str:
    """The text as it is compared: without accents, with plain digits, quotes and hyphens, and composed letters.

    The length may differ. "12½" becomes "12 1⁄2", not 121.
    """
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", _RAISED.sub(" ", text))
    return unicodedata.normalize("NFC", _ACCENT.sub("", decomposed)).translate(_PLAIN)
