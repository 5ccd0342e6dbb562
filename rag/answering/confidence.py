"""The probability that the best sentence answers the question, from what retrieval saw of it. Fitted, not guessed."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence, Set
from typing import NamedTuple

from ..text.names import named_words
from ..types import Passage

_WORD = re.compile(r"\w+")
LONGEST_NAME = 5
"""Words of a title that is a name: nearly all titles of encyclopedias are no longer, and hardly a headline is that short."""


class Signals(NamedTuple):
    """What the fit sees: of the best sentence and its passage, and of the question's names. Cosines and shares, in [-1, 1]."""

    sentence_dense: float
    sentence_lexical: float
    passage_lexical: float
    topic: float
    """Cosine of the question and the title: a sentence must be nearer than its topic is."""
    unsuited: float
    """1 where the sentence does not hold the kind of thing asked for."""
    unknown_name: float
    """1 where a name or number of the question is in none of the passages: whatever they say, they do not speak of that."""
    absent_name: float
    """1 where one is in neither the sentence nor its title, unless that is a headline: it may be said of another."""
    alone: float
    """Cosine of the question and the sentence read alone, without what its passage lends it."""


# python -m rag.benchmarks.fit confidence bench/xquad bench/clapnq
WEIGHTS = Signals(
    sentence_dense=7.43,
    sentence_lexical=0.73,
    passage_lexical=3.09,
    topic=-1.94,
    unsuited=-0.66,
    unknown_name=-1.5,
    absent_name=-0.85,
    alone=3.55,
)
BIAS = -7.09
THRESHOLD = 0.17
"""Below this an answer is withheld: of answerable questions about one in twenty-five, as the same command shows."""


Likeness = Callable[[str, str], float]
"""The cosine of a question and a text that is read alone."""


def signals(question: str, passages: Sequence[Passage], likeness: Likeness) -> Signals | None:
    """None where there is no sentence at all."""
    pairs = [(passage, sentence) for passage in passages for sentence in passage.sentences]
    if not pairs:
        return None
    passage, sentence = max(pairs, key=lambda pair: pair[1].score)
    everywhere = " ".join(f"{p.title} {p.text}" for p in passages)
    return Signals(
        sentence_dense=sentence.dense,
        sentence_lexical=sentence.lexical,
        passage_lexical=passage.lexical,
        topic=passage.topic,
        unsuited=float(not sentence.suits),
        unknown_name=float(_lacks_a_name(everywhere, question)),
        absent_name=float(_lacks_a_name(f"{_subject(passage.title)} {sentence.text}", question)),
        alone=likeness(question, sentence.text),
    )


def _subject(title: str) -> str:
    """A title that is a name says what its sentences speak of; a headline names several, and none of them for sure."""
    return title if len(title.split()) <= LONGEST_NAME else ""


def _lacks_a_name(text: str, question: str) -> bool:
    said = {word.casefold() for word in _WORD.findall(text)}
    return any(not _is_said(name.casefold(), said) for name in named_words(question))


def _is_said(name: str, said: Set[str]) -> bool:
    """Inflected too: Germany is said where German is, the 80s where 1980 is."""
    if name in said:
        return True
    if digits := "".join(c for c in name if c.isdigit()):
        return any(digits in word for word in said)
    stem = name[: max(4, len(name) - 2)]
    return any(word.startswith(stem) or (len(word) > 3 and name.startswith(word)) for word in said)


def probability(seen: Signals | None, weights: Signals = WEIGHTS, bias: float = BIAS) -> float:
    """Logistic regression on the signals, in (0, 1); 0 without any."""
    if seen is None:
        return 0.0
    return 1 / (1 + math.exp(-bias - sum(w * x for w, x in zip(weights, seen, strict=True))))
