"""What RTF's control words make of its letters: paragraphs, headings, list items, and the rows of tables, as HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ..html.cleanup import LONGEST_REPEATED
from .body import MOST_REPEATED, plain
from .docx_styles import is_of_contents, tag_of
from .rtf_text import joined

Styles = Mapping[int, tuple[str, int | None]]
"""The number of a style -> its name in small letters, and its level as a heading, from 0."""
_BULLETS = ("o", "§", "Ø", "ü", "q", "v")
"""Letters that are bullets in the fonts of signs."""


@dataclass
class Story:
    """The body, a note or a text box: its finished blocks, and the paragraph, cell and row that are being written."""

    styles: Styles
    blocks: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    mark: list[str] = field(default_factory=list)
    """The bullet or the number of the paragraph, which the program that wrote the file has counted."""
    boxes: list[str] = field(default_factory=list)
    coloured: bool = False
    """Whether the paragraph, or a cell of the row, has a background."""
    _style: int = 0
    _outline: int | None = None
    _in_table: bool = False
    _cell: list[str] = field(default_factory=list)
    _row: list[str] = field(default_factory=list)
    _rows: list[str] = field(default_factory=list)
    _above: list[str] = field(default_factory=list)
    _merges: list[str] = field(default_factory=list)
    _merge: str = ""
    _repeats: int = 0

    def take(self, word: str, number: int | None) -> None:
        """Takes a control word about paragraphs and tables; any other is passed over."""
        if word in _ACTIONS:
            _ACTIONS[word](self)
        elif word == "s":
            self._style = number or 0
        elif word == "outlinelevel":
            self._outline = number
        elif word in ("clmrg", "clvmrg"):
            self._merge = word
        elif word in ("clcbpat", "cbpat"):
            self.coloured = bool(number)

    def end(self) -> list[str]:
        """All blocks."""
        self.end_paragraph()
        self._end_table()
        return self.blocks

    def end_paragraph(self) -> None:
        """Adds the paragraph to its cell or to the blocks."""
        inner, mark = joined("".join(self.words)), joined("".join(self.mark)).strip(" \t\u00a0")
        listed, boxes = bool(self.mark), self.boxes
        self.words, self.mark, self.boxes = [], [], []
        if not self._in_table and self._rows:
            self._end_table()
        name, level = self.styles.get(self._style, ("", None))
        if inner.strip() and not is_of_contents(name):
            tag = tag_of(name, level if self._outline is None else self._outline)
            tag = "li" if tag == "p" and listed else tag
            is_bullet = mark in _BULLETS or not any(c.isalnum() and not "\ue000" <= c <= "\uf8ff" for c in mark)
            number = "" if is_bullet else f"{plain(mark)} "
            boxes.insert(0, f"<{tag}>{number}{inner}</{tag}>")
        (self._cell if self._in_table else self.blocks).extend(boxes)

    def begin_cells(self) -> None:
        """Takes what follows as the definition of a row."""
        self._merges, self._merge, self.coloured = [], "", False

    def define_cell(self) -> None:
        """Ends the definition of a cell."""
        self._merges.append(self._merge)
        self._merge = ""

    def reset(self) -> None:
        """Takes what follows as a plain paragraph."""
        self._style, self._outline, self._in_table, self.coloured = 0, None, False, False

    def enter_table(self) -> None:
        """Takes the paragraph as one of a cell."""
        self._in_table = True

    def end_nested(self) -> None:
        """Ends a cell of a table within a cell: its paragraphs are those of the cell."""
        self._in_table = True
        self.end_paragraph()

    def end_cell(self) -> None:
        """Adds the cell to its row; a merged one repeats the cell before it or above it."""
        self.end_nested()
        at = len(self._row)
        merge = self._merges[at] if at < len(self._merges) else ""
        html = "".join(self._cell)
        if merge == "clmrg" and at:
            html = self._repeated(self._row[-1])
        elif merge == "clvmrg" and at < len(self._above):
            html = self._repeated(self._above[at])
        self._row.append(html)
        self._cell = []

    def _repeated(self, html: str) -> str:
        """The content of a merged cell; empty for a long one, and beyond a number of them, as they take memory."""
        self._repeats += 1
        return html if len(html) <= LONGEST_REPEATED and self._repeats <= MOST_REPEATED else ""

    def end_row(self) -> None:
        """Adds the row to its table."""
        if self._row:
            tag = "td" if self._rows else "th"
            self._rows.append(f"<tr>{''.join(f'<{tag}>{html}</{tag}>' for html in self._row)}</tr>")
            self._above = self._row
        self._row, self._cell = [], []

    def _end_table(self) -> None:
        self.end_row()
        if self._rows:
            self.blocks.append(f"<table>{''.join(self._rows)}</table>")
        self._rows, self._above = [], []


_ACTIONS: Mapping[str, Callable[[Story], None]] = {
    **dict.fromkeys(("par", "sect"), Story.end_paragraph),
    "pard": Story.reset,
    "intbl": Story.enter_table,
    "trowd": Story.begin_cells,
    "cellx": Story.define_cell,
    "cell": Story.end_cell,
    "nestcell": Story.end_nested,
    "row": Story.end_row,
}
