"""The tokens of RTF, its code pages, and the look of its letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

CODE_PAGES = {
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gb18030",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    255: "cp437",
}
"""The number of a font's character set -> Python's codec. The others are in the code page of the document."""
SYMBOL_SET = 2
CHARACTERS = {
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "tab": "\t",
    "line": "\v",
    "page": "\v",
    "column": "\v",
    "~": "\u00a0",
    "_": "-",
    "lbr": "\v",
}
"""Control words and signs that stand for a character; `\\v` is a line break."""
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+", re.DOTALL
)


class Token(NamedTuple):
    """A control `word` with its `number`, or `text`: the bytes that stand for letters. `{` and `}` are words."""

    word: str
    number: int | None = None
    text: bytes = b""


def tokens(data: bytes) -> Iterator[Token]:
    r"""The tokens of RTF. The bytes after `\bin` are skipped; whatever is no RTF, too."""
    at = 0
    while match := _TOKEN.match(data, at):
        at = match.end()
        word, number, code, sign, brace, text = match.groups()
        if word is not None:
            found = int(number) if number else None
            if word == b"bin" and found:
                at += max(0, found)
            yield Token(word.decode("ascii"), found)
        elif code is not None:
            yield Token("", None, bytes([int(code, 16)]))
        elif brace is not None:
            yield Token(brace.decode("ascii"))
        elif sign in (b"\\", b"{", b"}"):
            yield Token("", None, sign)
        elif sign in (b"\n", b"\r"):
            yield Token("par")
        elif sign is not None:
            yield Token(sign.decode("latin-1"))
        elif text is not None:
            yield Token("", None, text)


@dataclass(slots=True)
class Look:
    """What a group inherits from the one around it."""

    place: str = "body"
    """What its text is: of the `body`, of a table of fonts, of a field's instruction, or to `skip`."""
    font: int | None = None
    fallback: int = 1
    """How many characters after `\\u` stand for it in older programs."""
    hidden: bool = False
    deleted: bool = False
    struck: bool = False
    raised: bool = False
    size: int = 24
    """Half points."""
    colour: int = 0
    ground: int = 0
    """Numbers in the table of colours; 0 is none."""

    def plain(self) -> None:
        r"""Resets what belongs to letters, as `\plain` asks."""
        self.hidden = self.deleted = self.struck = self.raised = False
        self.size, self.colour, self.ground, self.font = 24, 0, 0, None

    def change(self, word: str, number: int | None) -> bool:
        """Takes a control word that changes the look; False for any other."""
        if name := _SWITCHES.get(word):
            setattr(self, name, number != 0 and word not in _LOWERED)
        elif name := _NUMBERS.get(word):
            setattr(self, name, number or 0)
        elif word in ("plain", "fs", "uc", "f"):
            self._reset(word, number)
        else:
            return False
        return True

    def _reset(self, word: str, number: int | None) -> None:
        """Takes a control word with a value of its own where it has no number."""
        if word == "plain":
            self.plain()
        elif word == "fs":
            self.size = number or 24
        elif word == "f":
            self.font = number
        else:
            self.fallback = min(max(1 if number is None else number, 0), 10)


_LOWERED = ("nosupersub", "sub", "dn")
_SWITCHES = {
    "v": "hidden",
    "deleted": "deleted",
    "strike": "struck",
    "striked": "struck",
    "super": "raised",
    "up": "raised",
    **dict.fromkeys(_LOWERED, "raised"),
}
_NUMBERS = {"cf": "colour", **dict.fromkeys(("cb", "highlight", "chcbpat"), "ground")}


def joined(text: str) -> str:
    """The text with the halves of a character that RTF writes as two numbers put together."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
