"""Renderables that other views are made of: hanging indents, quotes, and lines that say where a text is from."""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, RenderableType
from rich.text import Text

from ..text.context import Context, beginning
from ..types import Citation
from ..verification.citations import without_marker_likes
from .sanitize import one_line

SHORTEST_TITLE = 16
"""Columns of a title that are always shown, even if the outlet is cut for them."""
NARROW = 76
"""Terminal width in columns below which a table is harder to read than a list."""
OPENING, CLOSING = '“"„«', '”"“»'
"""Quotation marks: a quote that begins and ends with some gets no others."""


class Hanging:
    """Text wrapped at words after `lead`, further lines indented by its width. No line has trailing spaces."""

    def __init__(self, lead: str | Text, text: Text) -> None:
        self.lead, self.text = Text(lead) if isinstance(lead, str) else lead, text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> list[Text]:
        lines = self.text.wrap(console, max(options.max_width - self.lead.cell_len, 16), overflow="fold")
        for line in lines:
            line.rstrip()
        blank = Text(" " * self.lead.cell_len)
        return [Text.assemble(blank if n else self.lead, line) for n, line in enumerate(lines or [Text()])]


def shortened(text: str, room: int) -> str:
    """`beginning`, but `room` counts columns: a Chinese character takes two."""
    from rich.cells import cell_len, chop_cells

    return text if cell_len(text) <= room else beginning(text, len(chop_cells(text, max(room - 1, 1))[0]))


def citation_line(citation: Citation) -> RenderableType:
    """`[1] title · outlet · date`, wrapped; an unknown outlet or date is left out."""
    return Hanging(f"[{citation.marker}] ", attribution(citation.title, citation.source, citation.published))


class OneLineCitation:
    """`citation_line` cut to one line: first the title is shortened, then the end of the line."""

    def __init__(self, citation: Citation) -> None:
        self.citation = citation

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> list[Text]:
        cited = self.citation
        lead, title = f"[{cited.marker}] ", _without_markers(cited.title)
        beside = attribution("", cited.source, cited.published)
        room = options.max_width - len(lead) - beside.cell_len
        shown = Text.assemble(lead, (shortened(title, max(room, SHORTEST_TITLE)), "bold"), beside)
        shown.truncate(options.max_width, overflow="ellipsis")
        return [shown]


def attribution(title: str, outlet: str | None, published: str | None) -> Text:
    """`title · outlet · date`; an unknown outlet or date is left out."""
    text = Text(_without_markers(title), "bold")
    for part in (outlet, published):
        if part:
            text.append(f" · {_without_markers(part)}", "not bold")
    return text


def _without_markers(words: str) -> str:
    """A title or an outlet on one line, without anything that looks like a citation marker `[1]`."""
    return one_line(without_marker_likes(words))


class Quote:
    """A quote, indented. Within its paragraph it is underlined, or set in asterisks where the console has no styles."""

    def __init__(self, quote: str | Context) -> None:
        self.quote = quote

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> list[RenderableType]:
        if isinstance(self.quote, str):
            words = one_line(self.quote)
            quoted = words[:1] in OPENING and words[-1:] in CLOSING
            return [Hanging("    ", Text(words if quoted else f"“{words}”"))]
        before, quote, after = self.quote
        mark = "" if console.color_system else "**"
        text = Text.assemble(
            (_part_of_line(before), "dim"),
            (f"{mark}{one_line(quote)}{mark}", "bold underline"),
            (_part_of_line(after), "dim"),
        )
        return [Hanging("    ", text)]


def _part_of_line(text: str) -> str:
    """`one_line`, but white space at either end stays as one space."""
    words = one_line(text)
    return f"{' ' * text[:1].isspace()}{words}{' ' * text[-1:].isspace()}" if words else " " * bool(text)


class FirstLines:
    """The first two lines or so of a text, indented."""

    def __init__(self, text: str, lead: str = "  · ") -> None:
        self.words, self.lead = one_line(text), lead

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> list[RenderableType]:
        room = 2 * min(max(options.max_width - 4, 20), 100) - 4
        return [Hanging(self.lead, Text(shortened(self.words, room), "dim"))]
