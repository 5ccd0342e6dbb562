"""Which sentences are quoted, and in what order, by the form of the question. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..text.stemming import all_stems
from ..verification.verdicts import Keyed
from .newest import earlier, newest_first
from .opening import opening_first, tells_of_another, tells_of_none, with_first
from .question.alternatives import alternatives_of
from .question.kind import form_of
from .selection import further
from .speech.asked import whose_words
from .speech.speaker import is_said_by
from .summary import main_points

SPOKEN = 0.6
"""A sentence of the speaker whose words are asked for opens if its score is within this margin of the best."""
SPOKEN_AMONG = 10
"""Sentences among which one of that speaker's is looked for."""


def chosen(question: str, ranked: list[str], keyed: Keyed) -> tuple[list[str], list[str]]:
    """The keys with the one in front that answers, and those of them that are quoted."""
    form = form_of(question)
    if form == "summary" and (points := main_points(question, ranked, keyed)):
        return [*points, *(key for key in ranked if key not in points)], points
    ranked = newest_first(question, opening_first(question, ranked, keyed), keyed)
    whom = whose_words(question) if form == "said" else ""
    if whom and (said := _said_by(whom, ranked, keyed)):
        ranked = with_first(said[0], ranked)
        return ranked, [said[0], *(key for key in _beside(question, ranked, keyed) if key in said)]
    wanted = _of_alternatives(question, ranked, keyed)
    return ranked, wanted or [ranked[0], *_beside(question, ranked, keyed)]


def _beside(question: str, ranked: Sequence[str], keyed: Keyed) -> list[str]:
    """What serves beside the first sentence, which counts as the best.

    Nothing does beside one that says that there is none: what ranks high assumes the contrary.
    """
    passage, first = keyed[ranked[0]]
    if tells_of_none(question, first.text):
        return []
    best = max(keyed[key][1].score for key in ranked)
    old = earlier(question, ranked[0], keyed)
    others = [key for key in ranked[1:] if key not in old]
    serving = further(question, others, keyed, (passage, replace(first, score=best)))
    return [key for key in serving if not tells_of_another(question, keyed[key])]


def _said_by(whom: str, ranked: Sequence[str], keyed: Keyed) -> list[str]:
    """Of the keys that rank nearly as high as the best those whose sentences are of the speaker; there may be none.

    Another sentence may then still tell what was said: not every speaker is recognised.
    """
    least = max(keyed[key][1].score for key in ranked) - SPOKEN
    near = ((key, *keyed[key]) for key in ranked[:SPOKEN_AMONG] if keyed[key][1].score >= least)
    return [key for key, passage, said in near if is_said_by(passage, passage.sentences.index(said), whom)]


def _of_alternatives(question: str, ranked: Sequence[str], keyed: Keyed) -> list[str]:
    """Of a comparison, the best sentence on each thing compared; empty unless there is one on each."""
    best = []
    for thing in alternatives_of(question):
        words = all_stems(thing)
        found = next((key for key in ranked if words <= all_stems(keyed[key][1].text)), None)
        best.append(found)
    return [key for key in dict.fromkeys(best) if key] if best and all(best) else []
