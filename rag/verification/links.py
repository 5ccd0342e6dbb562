"""Addresses, however they are spelt, and mark-up in a claim. Pure.

Whoever opens such an address, or renders such mark-up, sends what it contains to a server. So a claim may have one only
if a sentence that it cites has it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

_DOT = re.compile(
    r"\s{0,3}[\[({]\s?(?:\.|dot|punkt|point|punto)\s?[\])}]\s{0,3}|(?<=\w)\s{1,3}dot\s{1,3}(?=[a-z])|(?<=[a-z0-9])。(?=[a-z])"
)
_SLASHES = str.maketrans("⁄∕⧸╱＼", "////\\")
_WORD = re.compile(r"[^\s<>\"“”«»—–]+")
_LEADING = re.compile(  # a scheme, two slashes, an e-mail address, a host name
    r"[a-z0-9+.-]:[/\\]|\b(?:javascript|vbscript|data|mailto|tel|sms|file|blob|magnet|about|ipfs|ipns|wss?|ssh|intent|https?|ftp):\S"
    r"|(?<![\w:])(?://|\\\\)\w|@\w|(?<=[\w-])\.(?:[a-zа-я]{2,24}(?!\w)|xn--)"
)
_SPACED = re.compile(r"(?<=[a-z])\s?:\s?(?=//|\\\\)")
_MARKUP = re.compile(r"<[a-z/!?][^\s<>]{0,30}|!\[")


def lure(text: str, sentences: Sequence[str]) -> str | None:
    """The first address or mark-up of the text that no sentence has, deobfuscated: `evil [.] com` is `evil.com`."""
    there = [re.sub(r"\s", "", _meant(sentence)) for sentence in sentences]
    return next(
        (found for found in _found(_meant(text)) if not any(re.sub(r"\s", "", found) in one for one in there)), None
    )


def _found(text: str) -> Iterator[str]:
    yield from (match[0] for match in _MARKUP.finditer(text))
    yield from (match[0].strip(".,;:!?()[]'’") for match in _WORD.finditer(text) if _LEADING.search(match[0]))


def _meant(text: str) -> str:
    """The text as a program, or a person who repairs an address, reads it."""
    plain = unicodedata.normalize("NFKC", html.unescape(text)).casefold().translate(_SLASHES)
    return _SPACED.sub(":", _DOT.sub(".", unquote(plain)))
