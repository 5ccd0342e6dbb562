"""What an abstention says: "The articles do not say when the bridge was opened.", made from the question. Pure."""

from __future__ import annotations

import re

from ...text.characters import without_invisible
from ...text.language import is_english
from ...verification.citations import ABSTENTION
from ...verification.verbs import AUXILIARIES, DO, past, present
from .clause import Clause, clause_of, is_adverb
from .parts import parts_of

LONGEST = 160
"""Characters of a question that is named; the general sentence answers a longer one."""
_UNFIT = re.compile(r"[\[\]<>{}|\\`*_#~^=@]|://|www\.|[?!.;:]\s|[^\w\s.,'’\"“”$€£%&()/?!+-]")
"""A question is a stranger's text: no markers, mark-up or addresses, and no second sentence."""
_PERSONAL = re.compile(r"\b(?:[Ii]|me|[Mm]y|mine|[Ww]e|us|[Oo]ur|[Yy]ou|[Yy]our)\b")
_SECOND = re.compile(
    rf"\b(?:and|or) (?:(?:who|what|when|where|why|how|which)\b|(?:{'|'.join(sorted(AUXILIARIES))}) \w)", re.IGNORECASE
)
_AFTER_AND = re.compile(r"\b(?:and|or) ([a-z]+)")


def refusal(question: str) -> str:
    """The sentence that names what the articles do not say; the general one wherever the grammar is in doubt.

    It is one line of plain text whatever the question is.
    """
    asked = indirect(" ".join(without_invisible(question).split()))
    return f"The articles do not say {asked}." if asked else ABSTENTION


def indirect(question: str) -> str | None:
    """The question as a clause, "when the bridge was opened"; None if it is unsure."""
    if len(question) > LONGEST or not question.isprintable() or _UNFIT.search(question):
        return None
    if question.isupper() or _PERSONAL.search(question) or not is_english(question):
        return None
    if _SECOND.search(question) or len(parts_of(question)) > 1:
        return None
    clause = clause_of(question)
    return _stated(clause) if clause else None


def _stated(clause: Clause) -> str | None:
    if clause.asks_for_its_subject:
        return _joined(clause.asked, clause.auxiliary, clause.rest)
    asked = clause.asked or "whether"
    if clause.auxiliary not in DO:
        return _joined(asked, clause.subject, clause.auxiliary, clause.rest)
    words = clause.rest.split(" ")
    at = next((n for n, word in enumerate(words) if not is_adverb(word)), 0)
    if any(past(word) for word in _AFTER_AND.findall(clause.rest)):  # "starts and end"
        return None
    form = {"did": past(words[at]), "does": present(words[at]), "do": words[at]}[clause.auxiliary]
    return _joined(asked, clause.subject, *words[:at], form, *words[at + 1 :]) if form else None


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
