"""Which sentence opens an answer, and which are quoted, by the form of the question. Pure.

The best by its score, unless one that ranks nearly as high denies what is asked, speaks of it, or is of the speaker.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..text.stemming import all_stems, is_alike, stems
from ..types import Passage, Sentence
from ..verification.denial import denies
from ..verification.verdicts import Keyed
from .newest import earlier, newest_first
from .question.alternatives import alternatives_of
from .question.kind import form_of
from .question.predicate import predicate_of
from .selection import further
from .speech.asked import whose_words
from .speech.speaker import is_said_by
from .summary import main_points

DENIAL = 0.4
"""A sentence that denies what is asked is quoted first if its score is within this margin of the best."""
TELLING = 0.1
"""So is the one that has what a yes/no question asks of its subject, where the best does not speak of that."""
LOOKED_AT = 5
"""Sentences among which these are looked for."""
SPOKEN = 0.6
"""The margin for a sentence of the speaker whose words the question asks for."""
SPOKEN_AMONG = 10
"""Sentences among which one of that speaker's is looked for."""


def chosen(question: str, ranked: list[str], keyed: Keyed) -> tuple[list[str], list[str]]:
    """The keys with the one in front that answers, and those of them that are quoted."""
    form = form_of(question)
    if form == "summary" and (points := main_points(question, ranked, keyed)):
        return [*points, *(key for key in ranked if key not in points)], points
    ranked = newest_first(question, _telling_first(question, ranked, keyed), keyed)
    whom = whose_words(question) if form == "said" else ""
    if whom and (said := _said_by(whom, ranked, keyed)):
        ranked = _with_first(said[0], ranked)
        return ranked, [said[0], *(key for key in further(question, ranked[1:], keyed, keyed[said[0]]) if key in said)]
    wanted = _of_alternatives(question, ranked, keyed)
    old = set(earlier(question, ranked[0], keyed))
    others = [key for key in ranked[1:] if key not in old]
    return ranked, wanted or [ranked[0], *further(question, others, keyed, keyed[ranked[0]])]


def _telling_first(question: str, ranked: list[str], keyed: Keyed) -> list[str]:
    """The keys with the sentence in front that denies what is asked or assumed, or else that speaks of it.

    Each only if it ranks nearly as high as the best.
    """
    best, near = keyed[ranked[0]], ranked[:LOOKED_AT]
    denial = next((key for key in near if denies(question, keyed[key][1].text)), None)
    if denial and keyed[denial][1].score >= best[1].score - DENIAL:
        return _with_first(denial, ranked)
    asked = predicate_of(question)
    if asked:
        # of the same article, in which "it" or "there" may stand for the subject
        speaking = next((key for key in near if _speaks_of(asked, keyed[key], best[0].article_id)), None)
        if speaking and keyed[speaking][1].score >= best[1].score - TELLING:
            return _with_first(speaking, ranked)
    return ranked


def _with_first(first: str, ranked: list[str]) -> list[str]:
    return [first, *(key for key in ranked if key != first)]


def _speaks_of(asked: str, place: tuple[Passage, Sentence], article_id: str) -> bool:
    passage, sentence = place
    return passage.article_id == article_id and any(is_alike(asked, said) for said in stems(sentence.text))


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
