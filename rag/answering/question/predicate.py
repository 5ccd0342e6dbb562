"""What a yes/no question asks of its subject: "open" in "Has Halden opened the plant?". Pure, for English."""

from __future__ import annotations

from ...text.stemming import stems
from .clause import BE, clause_of, is_adverb
from .kind import form_of


def predicate_of(question: str) -> str | None:
    """The stem of the word that an answer affirms or denies; None in doubt, and for any other form of question."""
    if form_of(question) != "yes_no":
        return None
    if clause := clause_of(question):
        words = [word for word in clause.rest.split() if not is_adverb(word)]
        return next(iter(stems(" ".join(words))), None)
    first, *_, last = question.strip(" ?!.").split()
    is_noun = first.casefold() in BE and last.islower()  # "Was the fire at the mill arson?"
    return next(iter(stems(last)), None) if is_noun else None
