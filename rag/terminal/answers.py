"""How answers, articles and outcomes look. Everything that comes from an article passes `safe` and is never read as markup."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.text import Text

from ..text.context import context
from ..types import Answer, Citation, Passage
from .sanitize import one_line, safe
from .widgets import FirstLines, Hanging, OneLineCitation, Quote, attribution, citation_line

if TYPE_CHECKING:
    pass

CLOSEST = 3
"""Passages shown with an abstention."""


TextOf = Callable[[str, str], str | None]
"""The text of an article's version, by its id and SHA-256."""


def answer(given: Answer, text_of: TextOf | None = None) -> RenderableType:
    """The answer and its citations; with `text_of` each quote within its paragraph. Of an abstention, what came closest."""
    return Group(Hanging("", marked(given.text)), below_answer(given, text_of))


def below_answer(given: Answer, text_of: TextOf | None = None) -> RenderableType:
    """What `answer` shows below its text."""
    if given.abstained:
        return Group(*closest(given.passages), *_remarks(given, "Confidence that an answer would have been right"))
    return Group(Text(), citations(given.citations, text_of), *_remarks(given, "Confidence"))


def with_contexts(given: Answer, text_of: TextOf) -> dict[str, Any]:
    """The answer's document with each citation's paragraph as `context`; null where its article is gone."""
    document = given.to_dict()
    for citation, shown in zip(given.citations, document["citations"], strict=True):
        text = text_of(citation.article_id, citation.sha256)
        shown["context"] = None if text is None else "".join(context(text, citation.start, citation.end))
    return document


def short_answer(given: Answer) -> RenderableType:
    """The answer with a line for each citation; `citations` has what they say."""
    return answer(given) if given.abstained else Group(Hanging("", marked(given.text)), below_short_answer(given))


def below_short_answer(given: Answer) -> RenderableType:
    """What `short_answer` shows below its text; not of an abstention."""
    return Group(Text(), *map(OneLineCitation, given.citations), *_remarks(given, "Confidence"))


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
        lines.append(
            f"{_number(given.left_out, 'passage')} did not fit into the model's context window. RAG_CONTEXT_TOKENS sets it."
        )
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


def citations(cited: Sequence[Citation], text_of: TextOf | None = None) -> RenderableType:
    """Each citation's attribution under its number, and its quote."""
    lines: list[RenderableType] = []
    for citation in cited:
        lines.append(citation_line(citation))
        text = text_of(citation.article_id, citation.sha256) if text_of else None
        lines.append(Quote(citation.quote if text is None else context(text, citation.start, citation.end)))
    return Group(*lines)


def closest(passages: Sequence[Passage]) -> list[RenderableType]:
    """The best passages with their first words, under a heading that says that they are no answer."""
    lines: list[RenderableType] = [Text("\nClosest passages, which are not an answer:")] if passages else []
    shown = passages[:CLOSEST]
    for n, passage in enumerate(shown):
        if n == 0 or shown[n - 1].article_id != passage.article_id:
            lines.append(Hanging("  ", attribution(passage.title, passage.source, passage.published)))
        lines.append(FirstLines(body(passage)))
    return lines


def body(passage: Passage) -> str:
    """A passage without the headings that come before its first sentence."""
    return passage.text[passage.sentences[0].start - passage.start if passage.sentences else 0 :]
