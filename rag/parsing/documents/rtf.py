"""RTF to text and metadata, as a reader sees the page.

Deleted and hidden text, comments, tables of contents, heads and feet are not read; notes stand after the text.
"""

from __future__ import annotations

import codecs
from copy import copy

from ...errors import SourceError
from ..html.visibility import SMALLEST, WHITE, is_near
from ..metadata import Reading
from ..properties import document_reading
from .body import note, plain, symbol, text_of_body, top_heading, tree_of
from .docx_styles import is_listing
from .packages import reading
from .rtf_story import Story
from .rtf_text import CHARACTERS, CODE_PAGES, SYMBOL_SET, Look, Token, joined, tokens

DEEPEST = 1_000
"""Groups within groups."""
_SKIPPED = frozenset(
    "pict nonshppict shprslt header headerl headerr headerf footer footerl footerr footerf annotation atnid atnauthor"
    " atntime atndate atnref ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn tc tcn xe rxe filetbl revtbl sp listname"
    " template objdata upr operator keywords comment doccomm subject category manager company".split()
)
_PLACES = frozenset("fonttbl colortbl stylesheet title author listtext pntext fldinst".split())
_STORIES = frozenset("footnote shptxt".split())
"""Groups that are texts of their own."""
_OPEN = frozenset("shpinst footnote fldinst ud shptxt shpgrp".split())
"""Groups that begin with `\\*`, which means that older programs may skip them, and are read all the same."""


def read_rtf(data: bytes, name: str) -> Reading:
    """Raises `SourceError` for what is not RTF or is too deep."""
    with reading(data, name, "an RTF document", "Open it in Word or LibreOffice and save it as .docx."):
        if not data.lstrip().startswith(b"{\\rtf"):
            raise ValueError("no RTF")
        document = _Document(name)
        for token in tokens(data.lstrip()):
            document.take(token)
        body = tree_of(document.html())
        text = text_of_body(body)
        properties = {key: joined("".join(words)).strip() for key, words in document.properties.items()}
        return document_reading(text, top_heading(body), properties)


class _Document:
    """Takes the tokens one by one."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._code_page = "cp1252"
        self._fonts: dict[int, int] = {}
        self._colours: list[tuple[int, int, int]] = []
        self._rgb = [0, 0, 0]
        self._styles: dict[int, tuple[str, int | None]] = {}
        self._style = ("", 0)
        self._look = Look()
        self._around: list[Look] = []
        self._texts: list[tuple[Story, int, str]] = [(Story(self._styles), 0, "body")]
        self._notes: list[str] = []
        self._bytes = bytearray()
        self._skip = 0
        self._starred = False
        self._instruction: list[str] = []
        self.properties: dict[str, list[str]] = {"title": [], "author": []}

    @property
    def _text(self) -> Story:
        return self._texts[-1][0]

    def html(self) -> str:
        """What was read, with the notes at the end."""
        while self._around:
            self.take(Token("}"))
        self._flush()
        return "".join((*self._text.end(), *self._notes))

    def take(self, token: Token) -> None:
        word = token.word
        if not word:
            self._letters(token.text)
            return
        if self._skip and word not in "{}":  # what stands for a character in older programs
            self._skip -= 1
            return
        self._flush()
        if word == "{":
            if len(self._around) >= DEEPEST:
                raise SourceError(f"{self._name} has groups within groups, too deep.", "Save its text as a .txt file.")
            self._around.append(self._look)
            self._look = copy(self._look)
            self._starred = False
        elif word == "}":
            self._close()
        elif word == "*":
            self._starred = True
        elif word == "u" and token.number is not None:
            self._add(chr(token.number % 65536))
            self._skip = self._look.fallback
        elif word in CHARACTERS:
            self._add(CHARACTERS[word])
        else:
            self._control(word, token.number)
        if word not in "{*":
            self._starred = False

    def _letters(self, text: bytes) -> None:
        if self._skip:
            dropped = min(self._skip, len(text))
            self._skip -= dropped
            text = text[dropped:]
        self._bytes += text

    def _flush(self) -> None:
        """Decodes the letters that have come: in some code pages, one letter is two bytes."""
        if not self._bytes:
            return
        charset = self._fonts.get(self._look.font or 0, 0) if self._look.font is not None else 0
        data, self._bytes = bytes(self._bytes), bytearray()
        if charset == SYMBOL_SET:
            self._add("".join(symbol(code, "Symbol") for code in data))
        else:
            self._add(data.decode(CODE_PAGES.get(charset, self._code_page), "replace"))

    def _add(self, text: str) -> None:
        look, place = self._look, self._look.place
        if place == "body" and not self._is_unseen():
            html = plain(text).replace("\v", "<br>")
            self._text.words.append(f"<sup>{html}</sup>" if look.raised and text.strip() else html)
        elif place in ("listtext", "pntext"):
            self._text.mark.append(text)
        elif place == "fldinst":
            self._instruction.append(text)
        elif place in self.properties:
            self.properties[place].append(text)
        elif place == "stylesheet":
            self._styles[self._style[1]] = (
                text.strip(" ;").casefold(),
                self._styles.get(self._style[1], ("", None))[1],
            )
        elif place == "colortbl":
            for _ in range(text.count(";")):
                self._colours.append((self._rgb[0], self._rgb[1], self._rgb[2]))
                self._rgb = [0, 0, 0]

    def _is_unseen(self) -> bool:
        look = self._look
        if look.hidden or look.deleted or look.struck or look.size <= 2 * SMALLEST:
            return True
        if not 0 < look.colour < len(self._colours):
            return False
        ground = WHITE
        if 0 < look.ground < len(self._colours):
            ground = self._colours[look.ground]
        elif self._text.coloured or len(self._texts) > 1:
            return False
        return is_near(self._colours[look.colour], ground)

    def _close(self) -> None:
        if not self._around:
            return
        text, depth, what = self._texts[-1]
        if len(self._texts) > 1 and depth == len(self._around):
            self._texts.pop()
            if what == "footnote":
                self._notes.append(note(text.end()))
            else:
                self._text.boxes += text.end()
        self._look = self._around.pop()
        self._skip = 0

    def _control(self, word: str, number: int | None) -> None:
        look = self._look
        if look.place == "skip":
            look.place = "body" if word == "ud" else "skip"
        elif self._begins_unread(word):
            look.place = "skip"
        elif word in _STORIES:
            look.plain()
            self._texts.append((Story(self._styles), len(self._around), word))
        elif word in _PLACES:
            look.place = word
            self._instruction = [] if word == "fldinst" else self._instruction
        elif look.place in ("fonttbl", "colortbl", "stylesheet"):
            self._table_entry(word, number)
        elif word in ("ansicpg", "mac"):
            name = f"cp{number}" if word == "ansicpg" else "mac_roman"
            self._code_page = name if _is_codec(name) else self._code_page
        elif not look.change(word, number) and look.place == "body":  # the mark of a list has a `\pard` of its own
            self._text.take(word, number)

    def _begins_unread(self, word: str) -> bool:
        """Whether the group is none of the text, or its text is a table of contents."""
        if word == "fldrslt" and self._look.place == "body":
            return is_listing("".join(self._instruction))
        return word in _SKIPPED or (self._starred and word not in _OPEN)

    def _table_entry(self, word: str, number: int | None) -> None:
        """A control word in the table of fonts, of colours, or of styles."""
        if word == "f":
            self._look.font = number
        elif word == "fcharset" and self._look.font is not None:
            self._fonts[self._look.font] = number or 0
        elif word in ("red", "green", "blue"):
            self._rgb[("red", "green", "blue").index(word)] = min(max(number or 0, 0), 255)
        elif word == "s":
            self._style = ("", number or 0)
        elif word == "outlinelevel" and self._look.place == "stylesheet":
            self._styles[self._style[1]] = ("", number)


def _is_codec(name: str) -> bool:
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True
