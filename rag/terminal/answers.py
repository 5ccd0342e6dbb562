"""How an answer looks. Every text of an article passes `safe`, and none is read as rich markup."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from ..answering.conversation.open_references import open_pronoun
from ..text.context import context
from ..types import Answer, Citation, Passage, Rejected, Side, Span, Unproved
from ..verification.wording import without_marker_likes
from .sanitize import one_line, safe
from .widgets import FirstLines, Hanging, Quote, SourceLines, unnamed_speaker

CLOSEST = 2
"""Passages shown with an abstention."""
HARDLY = 0.01
"""Confidence below which even the closest passages of an abstention have nothing to do with the question."""

EARLIER = "Earlier, but no longer:"
"""The line above what was said before."""

TextOf = Callable[[str, str], str | None]
"""Gives the text of an article's version by article id and SHA-256; None when the library no longer has it."""
AddressOf = Callable[[str, str], str | None]
"""Likewise its URL or the path of its file."""


def answer(given: Answer, text_of: TextOf | None = None, address_of: AddressOf | None = None) -> RenderableType:
    """The answer and its citations; of an abstention what is nearest, or the closest passages.

    With `text_of`, each quote is shown in its paragraph.
    """
    return Group(_text(given), below_answer(given, text_of, address_of))


def below_answer(given: Answer, text_of: TextOf | None = None, address_of: AddressOf | None = None) -> RenderableType:
    """What `answer` shows below the text."""
    if given.abstained:
        near = [Text(), no_answer(), citations(given.nearest, text_of, address_of)]
        return Group(*(near if given.nearest else _closest(given)), *_footer(given))
    before = [Text(), Text(EARLIER, "dim"), citations(given.earlier, text_of, address_of)] if given.earlier else []
    quotes = citations(given.citations, text_of, address_of)
    return Group(*sides(given), Text(), quotes, *before, *_footer(given))


def short_answer(given: Answer) -> RenderableType:
    """The answer and two lines for each citation, without its quote; of an abstention likewise what is nearest."""
    return Group(_text(given), below_short_answer(given))


def below_short_answer(given: Answer) -> RenderableType:
    """What `short_answer` shows below the text."""
    if given.abstained and not given.nearest:
        return below_answer(given)
    sources = [SourceLines(f"[{each.marker}] ", each, whole=False) for each in given.citations or given.nearest]
    before = [Text(EARLIER, "dim"), citations(given.earlier)] if given.earlier else []
    none = [no_answer()] if given.abstained else []
    return Group(*sides(given), Text(), *none, *sources, *before, *_footer(given))


def sides(given: Answer) -> list[RenderableType]:
    """Where articles disagree: each value on a line, with the outlets and days of those who give it."""
    if not given.sides:
        return []
    by_marker = {cited.marker: cited for cited in given.citations}
    lines = [Hanging("  ", _side(side, [by_marker[marker] for marker in side.markers])) for side in given.sides]
    return [Text(), Text("The articles disagree:", "bold"), *lines]


def _side(side: Side, cited: Sequence[Citation]) -> Text:
    """`63 people: The Halden Courier, 2026-05-06 [1]`."""
    told = "; ".join(f"{told_by(each)} [{each.marker}]" for each in cited)
    text = Text.assemble((one_line(without_marker_likes(side.value)), "bold"), ": ", one_line(told))
    text.highlight_regex(r"\[\d+\]", "bold cyan")
    return text


def told_by(cited: Citation) -> str:
    """`Wire, 2026-05-03`, or `Bloomberg, in Wire, 2026-05-03`: whose report a rumour is."""
    voices = (cited.speaker, f"in {cited.source or cited.title}") if cited.relayed else (cited.source or cited.title,)
    return without_marker_likes(", ".join(part for part in (*voices, cited.published) if part))


def shortest_answer(given: Answer) -> str:
    """The exact words alone or, where none are known, the first claim; of an abstention its text without markers."""
    first = given.claims[0] if given.claims else given.plain
    return one_line(given.short or first)


def marked(text: str, exact: Sequence[Span] = ()) -> Text:
    """The text of an answer or a claim, its markers highlighted and the `exact` words bold."""
    shown, at = Text(), 0
    for start, end in exact:
        shown.append(safe(text[at:start])).append(safe(text[start:end]), "bold")
        at = end
    shown.append(safe(text[at:]))
    shown.highlight_regex(r"\[\d+\]", "bold cyan")
    return shown


def _text(given: Answer) -> RenderableType:
    return Hanging("", marked(given.text, given.answer_spans))


def no_answer() -> Text:
    """The line above what an abstention names as nearest."""
    return Text("Nearest, but no answer:", "dim")


def remarks(given: Answer, shows: str, *, show_rejected: bool = False) -> list[str]:
    """Lines for standard error: a failed model replaced, an early end, passages left out, claims withheld, an "it".

    `shows` is the option or command that shows the withheld claims.
    """
    lines = [f"Answered offline, with quotes: {one_line(given.fallback)}"] if given.fallback else []
    lines += [f"The answer may be incomplete: {one_line(given.incomplete)}"] if given.incomplete else []
    if given.left_out:
        passages = _number(given.left_out, "passage")
        lines.append(f"{passages} did not fit into the model's context window. RAG_CONTEXT_TOKENS sets it.")
    if given.abstained and not given.understood and (pronoun := open_pronoun(given.question)):
        lines.append(f"“{one_line(pronoun)}” refers to nothing said before. Ask again with the name.")
    if show_rejected:
        lines += [f"Withheld: {withheld(each)}" for each in given.rejected]
        lines += [f"Not proved: {unproved(each)}" for each in given.unproved]
        lines += [f"Not said, although the articles do: {one_line(left.quote)}" for left in given.unsaid]
    elif given.rejected:
        lines.append(f"{_number(len(given.rejected), 'claim')} withheld; {shows} shows what and why.")
    return lines


def withheld(claim: Rejected) -> str:
    """The claim with its reason, on one line, and how many times it was said."""
    times = f", {claim.count} times" if claim.count > 1 else ""
    return f"{one_line(claim.text)} ({one_line(claim.reason)}{times})"


def unproved(claim: Unproved) -> str:
    """The claim in whose place its sentence is quoted, with the step at which its proof fails, on one line."""
    return f"{one_line(claim.text)} ({one_line(claim.step)})"


def _number(n: int, what: str) -> str:
    return f"{n} {what}{'s' * (n != 1)}"


def _footer(given: Answer) -> list[RenderableType]:
    """The confidence, what the answer may lack, and how the question was understood."""
    label = "Confidence that an answer would have been right" if given.abstained else "Confidence"
    lines = [] if given.confidence is None else [f"{label}: {percent(given.confidence)}"]
    lines += [f"Not answered: {one_line(part)}" for part in given.unanswered]
    lines += [one_line(given.note)] if given.note else []
    lines += [f"Understood as: {one_line(given.understood)}"] if given.understood else []
    return [Text(), *(Hanging("", Text(line, "dim")) for line in lines)] if lines else []


def percent(probability: float) -> str:
    """A percentage that is never 0% or 100%, because no answer is certain."""
    if probability < 0.01:
        return "less than 1%"
    return "more than 99%" if probability > 0.99 else f"{probability:.0%}"


def citations(
    cited: Sequence[Citation], text_of: TextOf | None = None, address_of: AddressOf | None = None
) -> RenderableType:
    """Each citation's marker and title, its id, outlet, date and address, and below them its quote."""
    lines: list[RenderableType] = []
    for citation in cited:
        version = citation.article_id, citation.sha256
        lines.append(SourceLines(f"[{citation.marker}] ", citation, address_of(*version) if address_of else None))
        text = text_of(*version) if text_of else None
        quote = citation.quote if text is None else context(text, citation.start, citation.end)
        lines.append(Quote(quote, citation.answer, unnamed_speaker(citation)))
    return Group(*lines)


def _closest(given: Answer) -> list[RenderableType]:
    hopeless = given.confidence is not None and given.confidence < HARDLY
    return closest_passages(() if hopeless else given.passages)


def closest_passages(passages: Sequence[Passage]) -> list[RenderableType]:
    """The first lines of the best passages, under a heading that says that they are not an answer."""
    lines: list[RenderableType] = [Text("\nClosest passages, which are not an answer:")] if passages else []
    shown = passages[:CLOSEST]
    for n, passage in enumerate(shown):
        if n == 0 or _place(shown[n - 1]) != _place(passage):
            lines.append(SourceLines("  ", passage))
        lines.append(FirstLines(passage_body(passage)))
    return lines


def _place(passage: Passage) -> tuple[str, int | None]:
    return passage.article_id, passage.page


def passage_body(passage: Passage) -> str:
    """The passage's text without the headings before its first sentence."""
    return passage.text[passage.sentences[0].start - passage.start if passage.sentences else 0 :]
