"""Whether a claim follows from one sentence. Pure, and for English.

What is not proved may still be true: then the sentence itself is quoted.
"""

from __future__ import annotations

from .analysis import graph_of
from .entailment import Entailment
from .referents import aliases
from .words import words_of

LONGEST = 150
"""Words of a claim or a sentence; a longer one proves nothing and is not proved."""


def unproved(claim: str, sentence: str, before: str = "", title: str = "") -> str | None:
    """The step at which the proof that the sentence says the claim fails, in a few words; None if the claim is proved.

    `before` is the sentence before, and `title` the article's: they only tell whom a pronoun or a short name means.
    """
    said, there = words_of(claim), words_of(sentence)
    if max(len(said), len(there)) > LONGEST or not said:
        return "it is too long to be compared" if said else "it says nothing"
    known = aliases(said, there, words_of(before), words_of(title))
    search = Entailment(graph_of(claim), graph_of(sentence), known, [graph_of(before), graph_of(title)])
    return None if search.holds() else search.failed
