"""How the chat's greeting, its help, `/show` and `/why` look. Every text of an article passes `safe`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.text import Text

from ..answering.confidence import sigmoid, threshold
from ..terminal import answers
from ..terminal.sanitize import one_line
from ..terminal.widgets import NARROW, FirstLines, Hanging, Quote, citation_line, page_label, unnamed_speaker
from ..text.article_body import blocks
from ..text.context import Context, beginning, context, ending
from ..text.dates import stored_day
from ..text.time.periods import periods
from ..types import Answer, Article, Citation, Passage, Span
from ..urls import at_page
from .filters import counted

if TYPE_CHECKING:
    from ..storage.records import Entry

NEWEST = 3
"""Titles in the greeting."""
LISTED = 60
"""Articles that `/articles` lists at most."""
LEGEND = (
    "meaning, title: cosines of the question with the passage and with its title; "
    "words: the share of the question's words in both; reader: the probability that the passage answers."
)
UNREAD = "The reader, which knows English only, did not read the passages: the score is that of meaning and words."
BESIDE = 1
"""Paragraphs shown before the quote's own, and as many after it."""


def greeting(entries: Sequence[Entry], model: str) -> RenderableType:
    """The number of articles, the model, and the newest titles, one a line."""
    head = Text.assemble((counted(len(entries)), "bold"), f" · {one_line(model)} · /help for help, Ctrl-D to leave")
    # An article without a date sorts last: it is not known to be new.
    newest = sorted(
        (e for e in entries if e.duplicate_of is None), key=lambda e: (e.published or "", e.ingested_at), reverse=True
    )
    return Group(
        Hanging("", head), *(_Line(Text.assemble(("  ", "dim"), _titled(entry))) for entry in newest[:NEWEST]), Text()
    )


def _titled(entry: Entry) -> Text:
    parts = [one_line(part) for part in (entry.title, entry.source, entry.published) if part]
    return Text(" · ".join(parts), "dim")


class _Line:
    """Text cut to one line."""

    def __init__(self, text: Text) -> None:
        self.text = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> list[Text]:
        shown = self.text.copy()
        shown.truncate(options.max_width, overflow="ellipsis")
        return [shown]


def help_lines(commands: Sequence[tuple[str, str]], width: int) -> RenderableType:
    """Each command and what it does: in two columns, or below each other on a narrow terminal."""
    lines: list[RenderableType] = [Hanging("", Text("Type a question, or one of these:"))]
    column = max(len(name) for name, _ in commands) + 4
    for name, does in commands:
        if width >= NARROW:
            lines.append(Hanging(Text(f"  {name}".ljust(column), "bold"), Text(does)))
        else:
            lines += [Text(f"  {name}", "bold"), Hanging("    ", Text(does))]
    return Group(*lines)


class Paragraph(NamedTuple):
    """A paragraph around a quote, and where in the article the part of the quote in it begins."""

    context: Context
    at: int


def window(text: str, start: int, end: int) -> list[Paragraph]:
    """The paragraphs that hold the characters [start, end), with `BESIDE` before and after; boilerplate is left out.

    The quote may lie across several paragraphs, and is empty in those around it. Long paragraphs are cut at a word.
    """
    found = blocks(text)
    touched = [n for n, block in enumerate(found) if block.start < end and start < block.end]
    if not touched:  # the quote lies in what is now taken for boilerplate
        return [Paragraph(context(text, start, end), start)]
    paragraphs = []
    for block in found[max(0, touched[0] - BESIDE) : touched[-1] + 1 + BESIDE]:
        a, b = (min(max(at, block.start), block.end) for at in (start, end))
        before, after = text[block.start : a], text[b : block.end]
        shown = Context((ending if a < b else beginning)(before), text[a:b], beginning(after))
        paragraphs.append(Paragraph(shown, a))
    return paragraphs


def opened(citation: Citation, article: Article | None, current: str | None) -> RenderableType:
    """A quote within its article. `article` is the quoted version (None: gone), `current` the present SHA-256."""
    lines: list[RenderableType] = [citation_line(citation), *_copies(citation)]
    page = "" if citation.page is None else f"page {citation.page}, "
    place = f"{citation.article_id}, {page}characters {citation.start:,} to {citation.end:,}"
    if article is None:
        note = "This article is no longer in the library."
        quote = Quote(citation.quote, citation.answer, unnamed_speaker(citation))
        return Group(*lines, quote, Text(), Hanging("    ", Text(f"{one_line(place)}. {note}", "dim")))
    if current != article.sha256:
        place += "; the article has changed since"
    for paragraph, at in window(article.text, citation.start, citation.end):
        exact = _part(citation, at, at + len(paragraph.quote))
        beside = Hanging("    ", Text(one_line("".join(paragraph)), "dim"))
        lines += [Text(), Quote(paragraph, exact, unnamed_speaker(citation)) if paragraph.quote else beside]
    if days := _days_of(citation):
        lines += [Text(), Hanging("    ", Text(one_line(days), "dim"))]
    note = " · ".join(part for part in (place, at_page(article.url or "", citation.page)) if part)
    return Group(*lines, Text(), Hanging("    ", Text(one_line(note), "dim")))


def _copies(citation: Citation) -> list[RenderableType]:
    """`also in dam-courier · Stavelock Courier · 2026-03-03` for each article that has the sentence too."""
    named = ((copy.article_id, copy.source, copy.published) for copy in citation.also)
    texts = (" · ".join(one_line(part) for part in parts if part) for parts in named)
    return [Hanging("    ", Text(f"also in {text}", "dim")) for text in texts]


def _days_of(citation: Citation) -> str:
    """`Tuesday [3 June 2025], last week [26 May to 1 June 2025]`: what the quote's words mean at its article's date."""
    found = periods(citation.quote, stored_day(citation.published))
    said = ((citation.quote[each.start : each.end], each.days) for each in found)
    return ", ".join(f"{words} [{days}]" for words, days in said if days[-4:] not in words)


def _part(citation: Citation, start: int, end: int) -> Span | None:
    """The part of the exact words that stands in the characters [start, end) of the article, as a range of these."""
    if citation.answer is None:
        return None
    first, last = (citation.start + at for at in citation.answer)
    first, last = max(first, start), min(last, end)
    return Span(first - start, last - start) if first < last else None


def reasons(given: Answer, scope: str) -> RenderableType:
    """How the question was understood, the confidence, withheld claims, ranked passages. `scope`: the filters."""
    lines: list[RenderableType] = [
        _fact("Asked", given.question),
        *([_fact("Understood as", given.understood)] if given.understood else []),
        *([_fact("Searched", scope)] if scope else []),
        _fact("Answered by", f"{given.model}{_taken(given)}"),
        _fact("Confidence", _confidence(given)),
        *_withheld(given),
        Text(),
    ]
    if not given.passages:
        return Group(*lines, Text("No passage was found."))
    return Group(*lines, *_ranked(given))


def _fact(name: str, value: str) -> RenderableType:
    return Hanging("", Text.assemble((f"{name}: ", "bold"), one_line(value)))


def _taken(given: Answer) -> str:
    return f", in {given.seconds['total']:.2f} s" if "total" in given.seconds else ""


def _confidence(given: Answer) -> str:
    if given.confidence is None:
        return "none is known"
    if not given.abstained:
        return answers.percent(given.confidence)
    least = threshold(given.passages)
    below = f"; below {answers.percent(least)} an answer is withheld" if given.confidence < least else ""
    return f"{answers.percent(given.confidence)} that an answer would have been right{below}"


def _withheld(given: Answer) -> list[RenderableType]:
    lines: list[RenderableType] = []
    for head, said in (
        ("Withheld:", [answers.withheld(each) for each in given.rejected]),
        ("Not proved, so that the sentence is quoted instead:", [answers.unproved(each) for each in given.unproved]),
        ("Not said, although the articles do:", [one_line(each.quote) for each in given.unsaid]),
    ):
        if said:
            lines += [Text(head, "bold"), *(Hanging("  ", Text(each, "yellow")) for each in said)]
    return lines


def _ranked(given: Answer) -> list[RenderableType]:
    """Each passage with its score, the parts of it, and its article's id; the title beside its first passage alone."""
    lines: list[RenderableType] = [Text("Passages, best first:", "bold")]
    named: set[str] = set()
    for rank, passage in enumerate(given.passages, 1):
        cited = "".join(f"[{c.marker}]" for c in given.citations or given.nearest if _cites(c, passage))
        cited = f"nearest {cited}" if cited and given.abstained else cited
        scores = (
            f"score {passage.score:.2f} · meaning {passage.dense:.2f} · "
            f"words {passage.lexical:.2f} · title {passage.topic:.2f}"
            + ("" if passage.reads is None else f" · reader {answers.percent(sigmoid(passage.reads))}")
        )
        head = Text.assemble(scores, (f" · {cited}", "bold cyan") if cited else "")
        parts = [passage.article_id, page_label(passage), "" if passage.article_id in named else passage.title]
        named.add(passage.article_id)
        lines += [Hanging(Text(f"{rank:>2}. ", "bold"), head)]
        lines += [Hanging("    ", Text(" · ".join(one_line(part) for part in parts if part), "dim"))]
        lines.append(FirstLines(answers.passage_body(passage), lead="    "))
    unread = any(passage.reads is None for passage in given.passages)
    return [*lines, Text(), Hanging("", Text(f"{LEGEND} {UNREAD}" if unread else LEGEND, "dim"))]


def _cites(citation: Citation, passage: Passage) -> bool:
    return citation.article_id == passage.article_id and passage.start <= citation.start and citation.end <= passage.end
