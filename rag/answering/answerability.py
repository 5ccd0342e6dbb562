"""Sentences that cannot answer: questions, lead-ins alone, what only repeats the question, lists of keywords, bylines.

Most of these rank high because they share the question's words. An article may contain them just to be found.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ..embedding.model_files import english_words
from ..text.paragraphs import is_dated, is_final, is_title_case
from ..text.stemming import stem
from ..text.stopwords import COMMONEST, FUNCTION_WORDS
from ..types import Sentence
from ..verification.denial import says_none
from ..verification.negation import has_negation

_WORD = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_SEEKS = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)
_CHOICE = re.compile(r"\bor\b", re.IGNORECASE)
"""The question may hold its own answer: "Which is older, the bridge or the mill?"."""
_OF_THE_ARTICLE = re.compile(
    r"\b(?:when|dates?d?|days?|years?|month|wrote|written|author|byline|reporter|publish\w*)\b", re.I
)
"""What a byline answers."""
_BREAK = re.compile(r"[^\w\s'’-]")

HEAP = 20
"""Fewest words, without the common ones, to count repeats among: no prose in bench/ repeats half of so many."""
RUN = 15
"""Words without a stop: such a run of English has a "the" or "of". The longest in bench/ without one is 13, a table."""


def tells(question: str, sentence: Sentence) -> bool:
    """Whether the sentence can answer the question, by its form alone, and was not the answer before."""
    return not sentence.told and not asks(sentence) and _tells(question, sentence.text)


@lru_cache(maxsize=2048)
def _tells(question: str, text: str) -> bool:
    seeks = _SEEKS.search(question) and not _CHOICE.search(question)
    if _is_heap(text) or (seeks and _repeats(question, text)):
        return False
    return not is_byline(text) or bool(_OF_THE_ARTICLE.search(question))


def asks(sentence: Sentence) -> bool:
    """Whether the sentence is a question, or announces in a colon what is not in it."""
    return sentence.text.rstrip("\"'”’»)]}*_ ").endswith(("?", "？", "؟", ":", "："))


def is_byline(text: str) -> bool:
    """Whether it is a line with the article's author, or its outlet and date, and no sentence."""
    return is_dated(text) and not is_final(text) and is_title_case(text)


def _repeats(question: str, text: str) -> bool:
    """Whether the text adds no word to the question's: "It has a price." does not answer "What is its price?".

    A negation answers, "It has no price.", unless the question has one too.
    """
    if (has_negation(text) or says_none(text)) and not (has_negation(question) or says_none(question)):
        return False
    asked = {stem(word) for word in _WORD.findall(question)}
    said = [(at, word) for at, word in enumerate(_WORD.findall(text)) if stem(word) not in asked]
    return not any(word.casefold() not in FUNCTION_WORDS or (at and word[0].isupper()) for at, word in said)


def _is_heap(text: str) -> bool:
    words = [word.casefold() for word in _LETTERS.findall(text)]
    telling = [word for word in words if word not in COMMONEST["en"]]
    if len(telling) >= HEAP and 2 * len(set(telling)) < len(telling):
        return True
    return any(_is_run([word.casefold() for word in _LETTERS.findall(part)]) for part in _BREAK.split(text))


def _is_run(words: list[str]) -> bool:
    """English only: for most languages no common words are known here."""
    if len(words) < RUN or not COMMONEST["en"].isdisjoint(words):
        return False
    return 5 * sum(word in english_words() for word in words) >= 4 * len(words)
