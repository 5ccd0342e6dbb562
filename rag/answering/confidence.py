"""The probability that the best sentence answers the question: a logistic regression on retrieval's scores."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence, Set
from typing import NamedTuple

from ..text.characters import folded
from ..text.language import language
from ..text.names import named_words, names
from ..text.time.periods import without_periods
from ..types import Passage, Sentence
from .near_misses.codes import differs_in_a_code
from .near_misses.offices import other_office
from .near_misses.times import other_time

_WORD = re.compile(r"\w+")
LONGEST_NAME = 5
"""Words of a title that is a name. Nearly all titles of encyclopedias are that short, and hardly any headline is."""


class CosineSignals(NamedTuple):
    """Features of the best sentence, its passage and the question's names: cosines and shares, in [-1, 1].

    For a language that the embedding model was trained on and the reader was not.
    """

    sentence_dense: float
    sentence_lexical: float
    passage_lexical: float
    topic: float
    """Cosine of the question and the title. Its weight is negative: a sentence must be nearer than its topic."""
    unsuited: float
    """1 if the sentence lacks the kind of thing that is asked for, such as a date."""
    unknown_name: float
    """1 if a name or number of the question is in none of the article's passages."""
    absent_name: float
    """1 if one is in neither the sentence nor its title; headlines do not count. The sentence may be about another."""
    alone: float
    """Cosine of the question and the sentence embedded alone, without its passage as context."""


class Signals(NamedTuple):
    """Features where the reader has read, which is for a question in English."""

    sentence_dense: float
    sentence_lexical: float
    topic: float
    unknown_name: float
    alone: float
    passage_reads: float
    """The reader's highest logit that a passage answers."""
    other_thing: float
    """1 if the sentence is about another office, time or model number than the question."""


class WordSignals(NamedTuple):
    """The signals that need no cosines, for a language that the embedding model was not trained on."""

    sentence_lexical: float
    passage_lexical: float
    unsuited: float
    unknown_name: float
    absent_name: float


# python -m rag.benchmarks.fit confidence bench/xquad bench/clapnq
WEIGHTS = Signals(
    sentence_dense=5.94,
    sentence_lexical=1.58,
    topic=-1.35,
    unknown_name=-0.75,
    alone=1.14,
    passage_reads=0.73,
    other_thing=-1.04,
)
BIAS = -4.5
# the same command before there was a reader
COSINE_WEIGHTS = CosineSignals(
    sentence_dense=7.43,
    sentence_lexical=0.73,
    passage_lexical=3.09,
    topic=-1.94,
    unsuited=-0.66,
    unknown_name=-1.5,
    absent_name=-0.85,
    alone=3.55,
)
COSINE_BIAS = -7.09
# the same command with translations of bench/xquad: German, Spanish, Romanian, Russian, Turkish, Chinese, Arabic
WORD_WEIGHTS = WordSignals(
    sentence_lexical=2.78, passage_lexical=5.96, unsuited=-0.61, unknown_name=-0.93, absent_name=-1.63
)
WORD_BIAS = -2.92
WORDS_AT_MOST = 0.9
"""The surest that words alone can be: a sentence may hold all of the question's and not tell what is asked.

Of the answers at .95 and more, those to bench/ were right and three of thirteen to evals/languages.jsonl wrong.
"""
THRESHOLD = 0.2
"""Below this an answer is withheld: of the answerable questions one in ten on bench/xquad, one in twenty on clapnq."""
UNREAD_THRESHOLD = 0.17
"""The same where the reader does not know the language: about one in seventeen."""


Likeness = Callable[[str, str], float | None]
"""The cosine of a question and a text that is embedded alone; None if the model was not trained on the language."""


AnySignals = Signals | CosineSignals | WordSignals


def signals(
    question: str, passages: Sequence[Passage], likeness: Likeness, first: tuple[Passage, Sentence] | None = None
) -> AnySignals | None:
    """Those of the sentence that opens the answer, `first`, or else of the best one; None if there is no sentence."""
    pairs = [(passage, sentence) for passage in passages for sentence in passage.sentences]
    if not pairs:
        return None
    passage, sentence = first or max(pairs, key=lambda pair: pair[1].score)
    everywhere = " ".join(f"{p.title} {p.text}" for p in passages if p.article_id == passage.article_id)
    named = without_periods(question) if sentence.timely else question
    words = WordSignals(
        sentence_lexical=sentence.lexical,
        passage_lexical=passage.lexical,
        unsuited=float(not sentence.suits),
        unknown_name=float(_lacks_a_name(everywhere, named)),
        absent_name=float(_lacks_a_name(f"{_subject(passage.title)} {sentence.text}", named)),
    )
    alone = likeness(named, sentence.text)
    if alone is None:
        return words
    cosines = CosineSignals(sentence_dense=sentence.dense, topic=passage.topic, alone=alone, **words._asdict())
    read = [passage.reads for passage in passages if passage.reads is not None]
    if not read:
        return cosines
    said = f"{passage.title} {sentence.text}"
    return Signals(
        *(sentence.dense, sentence.lexical, passage.topic, words.unknown_name, alone),
        passage_reads=max(read),
        other_thing=float(
            sentence.timely is False
            or any(differs(named, said) for differs in (differs_in_a_code, other_office, other_time))
        ),
    )


def threshold(passages: Sequence[Passage]) -> float:
    """Below this confidence an answer from these passages is withheld."""
    return THRESHOLD if any(passage.reads is not None for passage in passages) else UNREAD_THRESHOLD


def _subject(title: str) -> str:
    """The title if it is a name, which its sentences are then about; a headline names several things."""
    return title if len(title.split()) <= LONGEST_NAME else ""


def _lacks_a_name(text: str, question: str) -> bool:
    said = {word.casefold() for word in _WORD.findall(folded(text))}
    return any(not _is_said(name.casefold(), said) for name in _named(folded(question)))


def _named(question: str) -> list[str]:
    if language(question) != "de":
        return named_words(question)
    numbers = [word for word in _WORD.findall(question) if any(c.isdigit() for c in word)]
    proper = [word for run in names(question, "de") for word in run]  # all nouns have capitals; these are names
    return numbers + proper


def _is_said(name: str, said: Set[str]) -> bool:
    """Also in another form: "German" counts for Germany, and "1980" for the 80s."""
    if name in said:
        return True
    if digits := "".join(c for c in name if c.isdigit()):
        return any(digits in word for word in said)
    stem = name[: max(4, len(name) - 2)]
    return any(word.startswith(stem) or (len(word) > 3 and name.startswith(word)) for word in said)


def probability(seen: AnySignals | None, weights: AnySignals | None = None, bias: float = 0.0) -> float:
    """Logistic regression on the signals, in (0, 1), with the weights that belong to them; 0 for None.

    At most `WORDS_AT_MOST` for `WordSignals`.
    """
    if seen is None:
        return 0.0
    if weights is None:
        weights, bias = _fitted(seen)
    stated = sigmoid(bias + sum(w * x for w, x in zip(weights, seen, strict=True)))
    return min(stated, WORDS_AT_MOST) if isinstance(seen, WordSignals) else stated


def _fitted(seen: AnySignals) -> tuple[AnySignals, float]:
    if isinstance(seen, Signals):
        return WEIGHTS, BIAS
    return (COSINE_WEIGHTS, COSINE_BIAS) if isinstance(seen, CosineSignals) else (WORD_WEIGHTS, WORD_BIAS)


def sigmoid(logit: float) -> float:
    """The probability of a logit."""
    return 1 / (1 + math.exp(-logit))
