"""An answer about a mine, the passage that it cites, and how either is printed."""

from __future__ import annotations

import io

from helpers.drafted_rag import read
from rich.console import Console, RenderableType

from rag.terminal.console import ENDLESS
from rag.types import Answer, Claim, Draft, Passage, Sentence
from rag.verification.citations import verify

TEXT = (
    "Copper\n\nThe mine opened in 1911. It closed in 2024, after a long strike. Nobody was hurt.\n\nThe town lives on."
)
QUOTE = "It closed in 2024, after a long strike."


def passage(text: str = TEXT, quote: str = QUOTE, **fields: str) -> Passage:
    start = text.index(quote)
    sentence = Sentence(start, start + len(quote), quote)
    about = {"title": "The mine", "source": "The Herald", "published": "2025-06-08"} | fields
    return Passage("mine", "0" * 64, 0, len(text), text, 1.0, sentences=(sentence,), **about)  # type: ignore[arg-type]


def answered(given: Passage | None = None, confidence: float | None = 0.91) -> Answer:
    quoted = given or passage()
    return verify("When?", Draft((Claim(quoted.sentences[0].text, ("1.1",)),), "extractive", confidence), [quoted])


def lit(words: str = "2024", given: Passage | None = None) -> Answer:
    """`answered`, with these words as the exact ones."""
    return answered(read(given or passage(), words))


def refused(given: Passage | None = None) -> Answer:
    """An abstention whose nearest quote is the passage's sentence."""
    near = Draft((), "extractive", 0.1, nearest=("1.1",), refusal="The articles do not say when it was sold.")
    return verify("When was it sold?", near, [given or passage()])


def shown(renderable: RenderableType, width: int = ENDLESS, **options: object) -> str:
    console = Console(file=io.StringIO(), width=width, markup=False, emoji=False, highlight=False, **options)  # type: ignore[arg-type]
    console.print(renderable)
    return console.file.getvalue()  # type: ignore[attr-defined]
