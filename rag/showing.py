"""How answers, articles and outcomes look. Everything that comes from an article passes `safe` and is never read as markup."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.text import Text

from .terminal import one_line, safe
from .text.context import Context, beginning, context
from .types import Answer, Citation, Outcome, Passage, Verdict
from .verification.citations import without_marker_likes

if TYPE_CHECKING:
    from .storage.records import Entry
    from .terminal import Bar

CLOSEST = 3
"""Passages shown with an abstention."""
SHORTEST = 16
"""Columns of a title that stay, even where the outlet must be cut for it."""
NARROW = 76
"""Columns below which a table is harder to read than a list."""
COLOURS = {
    "added": "green",
    "updated": "green",
    "valid": "green",
    "ok": "green",
    "unchanged": "dim",
    "duplicate": "yellow",
    "gone": "yellow",
    "removed": "yellow",
    "stale": "yellow",
    "warn": "yellow",
    "failed": "red",
    "broken": "red",
    "fail": "red",
}

OPENING, CLOSING = '“"„«', '”"“»'
"""A quote that has its own quotation marks gets no others."""

TextOf = Callable[[str, str], str | None]
"""The text of an article's version, by its id and SHA-256."""


class Hanging:
    """Text wrapped at words, its further lines set under the first after `lead`. Nothing is filled up with spaces."""

    def __init__(self, lead: str | Text, text: Text) -> None:
        self.lead, self.text = Text(lead) if isinstance(lead, str) else lead, text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> list[Text]:
        lines = self.text.wrap(console, max(options.max_width - self.lead.cell_len, 16), overflow="fold")
        for line in lines:
            line.rstrip()
        blank = Text(" " * self.lead.cell_len)
        return [Text.assemble(blank if n else self.lead, line) for n, line in enumerate(lines or [Text()])]


def shortened(text: str, room: int) -> str:
    """`beginning` with the room in columns: a Chinese character takes two."""
    from rich.cells import cell_len, chop_cells

    return text if cell_len(text) <= room else beginning(text, len(chop_cells(text, max(room - 1, 1))[0]))


def answer(given: Answer, text_of: TextOf | None = None) -> RenderableType:
    """The answer and its sources; with `text_of` each quote within its paragraph. Of an abstention, what came closest."""
    return Group(Hanging("", marked(given.text)), below_answer(given, text_of))


def below_answer(given: Answer, text_of: TextOf | None = None) -> RenderableType:
    """What `answer` shows below its text."""
    if given.abstained:
        return Group(*closest(given.passages), *_remarks(given, "Confidence that an answer would have been right"))
    return Group(Text(), sources(given.citations, text_of), *_remarks(given, "Confidence"))


def with_contexts(given: Answer, text_of: TextOf) -> dict[str, Any]:
    """The answer's document with each citation's paragraph as `context`; null where its article is gone."""
    document = given.to_dict()
    for citation, shown in zip(given.citations, document["citations"], strict=True):
        text = text_of(citation.article_id, citation.sha256)
        shown["context"] = None if text is None else "".join(context(text, citation.start, citation.end))
    return document


def short_answer(given: Answer) -> RenderableType:
    """The answer with a line for each source; `sources` has what they say."""
    return answer(given) if given.abstained else Group(Hanging("", marked(given.text)), below_short_answer(given))


def below_short_answer(given: Answer) -> RenderableType:
    """What `short_answer` shows below its text; not of an abstention."""
    return Group(Text(), *map(OneLine, given.citations), *_remarks(given, "Confidence"))


def marked(text: str) -> Text:
    """An answer's text, or a claim of it, with its markers set off."""
    shown = Text(safe(text))
    shown.highlight_regex(r"\[\d+\]", "bold cyan")
    return shown


def remarks(given: Answer, shows: str, *, show_rejected: bool = False) -> list[str]:
    """What is to be said beside an answer, a line each: who answered in whose place, where it ends early, what is withheld or left out.

    `shows` names what shows the claims withheld.
    """
    lines = [f"Answered offline, with quotes: {one_line(given.fallback)}"] if given.fallback else []
    lines += [f"The answer may be incomplete: {one_line(given.incomplete)}"] if given.incomplete else []
    if given.left_out:
        lines.append(f"{_number(given.left_out, 'passage')} did not fit into the model's context window. RAG_CONTEXT_TOKENS sets it.")
    if show_rejected:
        lines += [f"Withheld: {one_line(r.text)} ({one_line(r.reason)})" for r in given.rejected]
    elif given.rejected:
        lines.append(f"{_number(len(given.rejected), 'claim')} withheld; {shows} shows what and why.")
    return lines


def _number(n: int, what: str) -> str:
    return f"{n} {what}{'s' * (n != 1)}"


def _remarks(given: Answer, label: str) -> list[RenderableType]:
    lines = [] if given.confidence is None else [f"{label}: {percent(given.confidence)}"]
    lines += [f"Understood as: {one_line(given.understood)}"] if given.understood else []
    return [Text(), *(Hanging("", Text(line, "dim")) for line in lines)] if lines else []


def percent(probability: float) -> str:
    """Never 0% or 100%: nothing here is certain."""
    if probability < 0.01:
        return "less than 1%"
    return "more than 99%" if probability > 0.99 else f"{probability:.0%}"


def sources(citations: Sequence[Citation], text_of: TextOf | None = None) -> RenderableType:
    """Each citation's origin under its number, and its quote."""
    lines: list[RenderableType] = []
    for citation in citations:
        lines.append(source_line(citation))
        text = text_of(citation.article_id, citation.sha256) if text_of else None
        lines.append(Quote(citation.quote if text is None else context(text, citation.start, citation.end)))
    return Group(*lines)


def source_line(citation: Citation) -> RenderableType:
    """`[1] title · outlet · date`, without what is not known."""
    return Hanging(f"[{citation.marker}] ", origin(citation.title, citation.source, citation.published))


class OneLine:
    """`source_line` on one line of the terminal, however long the title is: that is what is cut."""

    def __init__(self, citation: Citation) -> None:
        self.citation = citation

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> list[Text]:
        cited = self.citation
        lead, title = f"[{cited.marker}] ", _named(cited.title)
        beside = origin("", cited.source, cited.published)
        room = options.max_width - len(lead) - beside.cell_len
        shown = Text.assemble(lead, (shortened(title, max(room, SHORTEST)), "bold"), beside)
        shown.truncate(options.max_width, overflow="ellipsis")
        return [shown]


def origin(title: str, source: str | None, published: str | None) -> Text:
    """`title · outlet · date`, without what is not known."""
    text = Text(_named(title), "bold")
    for part in (source, published):
        if part:
            text.append(f" · {_named(part)}", "not bold")
    return text


def _named(words: str) -> str:
    """A title or an outlet on one line, in which nothing is taken for the marker of another source."""
    return one_line(without_marker_likes(words))


class Quote:
    """A quote, indented; within its paragraph it is underlined, or set in asterisks where there are no styles."""

    def __init__(self, quote: str | Context) -> None:
        self.quote = quote

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> list[RenderableType]:
        if isinstance(self.quote, str):
            words = one_line(self.quote)
            quoted = words[:1] in OPENING and words[-1:] in CLOSING
            return [Hanging("    ", Text(words if quoted else f"“{words}”"))]
        before, quote, after = self.quote
        mark = "" if console.color_system else "**"
        text = Text.assemble((_joined(before), "dim"), (f"{mark}{one_line(quote)}{mark}", "bold underline"), (_joined(after), "dim"))
        return [Hanging("    ", text)]


def _joined(text: str) -> str:
    """`one_line`, but a space at either end stays."""
    words = one_line(text)
    return f"{' ' * text[:1].isspace()}{words}{' ' * text[-1:].isspace()}" if words else " " * bool(text)


def closest(passages: Sequence[Passage]) -> list[RenderableType]:
    """The best passages with their first words, under a heading that says that they are no answer."""
    lines: list[RenderableType] = [Text("\nClosest passages, which are not an answer:")] if passages else []
    shown = passages[:CLOSEST]
    for n, passage in enumerate(shown):
        if n == 0 or shown[n - 1].article_id != passage.article_id:
            lines.append(Hanging("  ", origin(passage.title, passage.source, passage.published)))
        lines.append(FirstLines(body(passage)))
    return lines


def body(passage: Passage) -> str:
    """A passage without the headings that come before its first sentence."""
    return passage.text[passage.sentences[0].start - passage.start if passage.sentences else 0 :]


class FirstLines:
    """About two lines of a text, indented."""

    def __init__(self, text: str, lead: str = "  · ") -> None:
        self.words, self.lead = one_line(text), lead

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> list[RenderableType]:
        room = 2 * min(max(options.max_width - 4, 20), 100) - 4
        return [Hanging(self.lead, Text(shortened(self.words, room), "dim"))]


def articles(entries: Sequence[Entry], width: int) -> RenderableType:
    """The list of articles: a table, or where `width` is too small for one, some lines each."""
    if width >= NARROW:
        rows = [(e.id, _title(e), e.source or "", e.published or "", f"{e.characters:,}") for e in entries]
        return _table(("id", "title", "outlet", "date", "characters"), rows)
    lines: list[RenderableType] = []
    for entry in entries:
        lines += [Text(one_line(entry.id), "bold", overflow="fold"), Hanging("    ", origin(_title(entry), entry.source, entry.published))]
    return Group(*lines)


def _title(entry: Entry) -> str:
    return f"{entry.title} (same text as {entry.duplicate_of})" if entry.duplicate_of else entry.title


def verdicts(found: Sequence[Verdict]) -> RenderableType:
    """A saved answer's citations with what became of them."""
    return _table(("marker", "article", "status", "reason"), [(f"[{v.marker}]", v.article_id, v.status, v.reason) for v in found])


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> RenderableType:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        count = column == "characters"
        table.add_column(column, justify="right" if count else "left", overflow="fold", no_wrap=column in ("date", "status") or count)
    for row in rows:
        table.add_row(*(Text(one_line(cell), COLOURS.get(cell, "")) for cell in row))
    return table


def reporter(bar: Bar) -> Callable[[Outcome], None]:
    """Moves the bar on with each article, and notes beside it what somebody should know of."""

    def report(done: Outcome) -> None:
        bar.advance()
        if (line := outcome(done)) is not None:
            bar.note(line)

    return report


def outcome(done: Outcome) -> RenderableType | None:
    """A line for what somebody should know of; None for an article that went in, or was in, as it should."""
    match done.status:
        case "failed":
            file = re.sub(r"\.jsonl[:#].*", ".jsonl", done.origin.replace("\\", "/"), flags=re.DOTALL).rpartition("/")[2]
            named = done.origin == "-" or done.origin in done.detail or file in done.detail
            text = done.detail if named else f"{done.origin}: {done.detail}"
        case "duplicate":
            text = f"{done.article_id} has the same text as {done.detail}, which is asked in its place."
        case "gone":
            text = f"{done.article_id} is still in the library, but its file is gone: {done.origin}"
        case "removed":
            text = f"{done.article_id} is out of the library: its file is gone: {done.origin}"
        case _:
            return None
    return labelled(done.status, text)


def labelled(status: str, text: str) -> RenderableType:
    """A line behind its status, in that one's colour."""
    return Hanging(Text(status.ljust(11), COLOURS.get(status, "")), Text(one_line(text)))


def counts(statuses: Sequence[str], none: str) -> str:
    """`2 added, 1 unchanged, 1 failed`; `none` where there are none."""
    found = Counter(statuses)
    order = [status for status in COLOURS if status in found]
    return ", ".join(f"{found[status]} {status}" for status in order) or none
