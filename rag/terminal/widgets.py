"""Renderables that other views are made of: hanging indents, quotes, and lines that say where a text is from."""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, RenderableType
from rich.text import Text

from ..loading.origins import file_of
from ..text.context import Context, beginning
from ..types import Citation, Passage, Span
from ..urls import at_page
from ..verification.wording import without_marker_likes
from .sanitize import one_line

SHORTEST_TITLE = 16
"""Columns that a title gets at least."""
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
    """`[1] title · outlet · date · p. 3 · and 2 others`, wrapped; what is not known is left out."""
    parts = citation.source, citation.published, page_label(citation), others(citation)
    return Hanging(f"[{citation.marker}] ", attribution(citation.title, *parts))


def page_label(about: Citation | Passage) -> str:
    """`p. 3`; empty where the article has no pages."""
    return "" if about.page is None else f"p. {about.page}"


def others(about: Citation | Passage) -> str:
    """`and 11 others`: the copies that say the same in the same words; empty where there are none."""
    number = len(about.also) if isinstance(about, Citation) else 0
    return f"and {number} other{'s' * (number > 1)}" if number else ""


def unnamed_speaker(about: Citation | Passage) -> str:
    """Who says the quote, if it does not have the name itself: it is "he said"."""
    speaker = about.speaker if isinstance(about, Citation) else None
    return (
        speaker if speaker and isinstance(about, Citation) and speaker.casefold() not in about.quote.casefold() else ""
    )


def speaker_label(about: Citation | Passage) -> str:
    """`said by Anna Weber`; empty where `unnamed_speaker` is."""
    speaker = unnamed_speaker(about)
    return speaker and f"said by {speaker}"


class SourceLines:
    """A title after `lead`, and under it `id · outlet · date · and 2 others · p. 3 · address`, so far as known.

    A title that is not `whole` is cut to one line, and who speaks is named, as no quote follows. An id is folded only
    if it is longer than the screen.
    """

    def __init__(self, lead: str, about: Citation | Passage, address: str | None = None, *, whole: bool = True) -> None:
        self.lead, self.about, self.address, self.whole = lead, about, address, whole

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> list[RenderableType]:
        about, title = self.about, _without_markers(self.about.title)
        if not self.whole:
            title = shortened(title, max(options.max_width - len(self.lead), SHORTEST_TITLE))
        address = self.address and at_page(self.address, about.page)
        place = page_label(about), _told_apart(address, about.article_id)
        said_by = "" if self.whole else speaker_label(about)  # a whole source has it behind its quote
        parts = (about.article_id, about.source, about.published, others(about), *place, said_by)
        beside = " · ".join(_without_markers(part) for part in parts if part)
        return [Hanging(self.lead, Text(title, "bold")), Hanging("    ", Text(beside, "dim"))]


def _told_apart(address: str | None, article_id: str) -> str | None:
    """A URL as it is, of a path the file's name; nothing if the id already gives that."""
    if not address or address.startswith(("http://", "https://")):
        return address
    name = file_name(address)
    return None if name == "-" or name.rpartition(".")[0] in article_id else name


def file_name(origin: str) -> str:
    """The last part of a path; of a row's origin, `path.jsonl:3` or `path.csv#ID`, the name of its file."""
    return file_of(origin.replace("\\", "/")).rpartition("/")[2]


def attribution(title: str, *about: str | None) -> Text:
    """`title · outlet · date`; what is not known is left out."""
    text = Text(_without_markers(title), "bold")
    for part in about:
        if part:
            text.append(f" · {_without_markers(part)}", "not bold")
    return text


def _without_markers(words: str) -> str:
    """A title or an outlet on one line, without anything that looks like a citation marker `[1]`."""
    return one_line(without_marker_likes(words))


def quoted(quote: str) -> str:
    """The quote on one line, in quotation marks unless it has some."""
    words = one_line(quote)
    return words if words[:1] in OPENING and words[-1:] in CLOSING else f"“{words}”"


class Quote:
    """A quote, indented. Within its paragraph it is underlined, or set in asterisks where the console has no styles.

    Its `exact` words, a range of the quote, are bold or, within its paragraph, reversed.
    """

    def __init__(self, quote: str | Context, exact: Span | None = None, speaker: str = "") -> None:
        """`speaker`, in brackets behind the quote, outside its marks."""
        self.quote, self.exact = quote, exact
        self.behind = Text(f" [{_without_markers(speaker)}]" if speaker else "", "dim")

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> list[RenderableType]:
        if isinstance(self.quote, str):
            words = self._lit(self.quote, "", "bold")
            quoted = words.plain[:1] in OPENING and words.plain[-1:] in CLOSING
            marked = words if quoted else Text.assemble("“", words, "”")
            return [Hanging("    ", Text.assemble(marked, self.behind))]
        before, quote, after = self.quote
        mark = "" if console.color_system else "**"
        text = Text.assemble(
            (_part_of_line(before), "dim"),
            (mark, "bold underline"),
            self._lit(quote, "bold underline", "bold underline reverse"),
            (mark, "bold underline"),
            (_part_of_line(after), "dim"),
            self.behind,
        )
        return [Hanging("    ", text)]

    def _lit(self, quote: str, style: str, exact_style: str) -> Text:
        """The quote on one line, its exact words in a style of their own."""
        if self.exact is None:
            return Text(one_line(quote), style)
        start, end = self.exact
        parts = (quote[:start].lstrip(), style), (quote[start:end], exact_style), (quote[end:].rstrip(), style)
        return Text.assemble(*((_part_of_line(part), its) for part, its in parts))


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
