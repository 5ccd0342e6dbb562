"""A passage as news has it: what it is about is named in its title or at its start, and a pronoun stands in the answer.

In the data nearly every answering sentence has the names of its question, and a model learns to look for them alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from ..text.names import BODY_WORDS
from ..text.stopwords import FUNCTION_WORDS
from ..types import Span
from .windows import Edit, Window, edited

_PERSONS = (("He", "His"), ("She", "Her"))
_THINGS = (("It", "Its"),)
_BODIES = (*_THINGS, ("The company", "The company's"), ("The group", "The group's"))
_MANY = (("They", "Their"),)
"""As a subject, and of a possessor."""
_PLURAL = frozenset("are were have do".split())
_AUXILIARIES = frozenset(
    "is are was were has have had will would can could may might must shall should do does did".split()
)
_PAST = frozenset(
    """
    said won began became made took left led went came gave got found held kept lost met paid ran rose fell sold sent
    spent told wrote grew drew flew fought built bought brought taught thought says
    """.split()
)
_LONGEST = 6
"""Words of a subject."""
_WORD = re.compile(r"[\w.&-]+(?:['’](?!s\b)\w+)*")


def with_pronoun(window: Window, question: str, rng: Random) -> tuple[Window, str] | None:
    """The window with a pronoun for the subject of an answering sentence whose words the question has; and the subject.

    None where no answering sentence has such a subject. The answer's words are left as they are. The subject may stand
    nowhere else in the window: the title has to give it then.
    """
    asked = {word.casefold() for word in _WORD.findall(question)}
    for sentence, answers in zip(window.sentences, window.answering, strict=True):
        if answers == 1.0 and (found := _subject(window.text, sentence, asked, rng)):
            edit, subject = found
            if not any(s.start < edit[0].end and s.end > edit[0].start for s in window.spans):
                text, spans = edited(window.text, [edit])
                return replace(window, text=text, sentences=spans(window.sentences), spans=spans(window.spans)), subject
    return None


def _subject(text: str, sentence: Span, asked: set[str], rng: Random) -> tuple[Edit, str] | None:
    """What replaces the words before the sentence's first verb, and what these are without their article."""
    words: list[str] = []
    for match in _WORD.finditer(text, sentence.start, sentence.end):
        word, end = match[0].casefold(), match.end()
        if words and (word in _AUXILIARIES or word in _PAST or (word.endswith("ed") and word == match[0])):
            return _edit(text, Span(sentence.start, match.start() - 1), words, word, rng)
        if (word not in FUNCTION_WORDS and word not in asked) or len(words) == _LONGEST:
            return None
        words.append(match[0])
        if text.startswith(("'s ", "’s "), end):
            return _edit(text, Span(sentence.start, end + 2), words, None, rng)
        if not text.startswith(" ", end):
            return None
    return None


def _edit(text: str, place: Span, words: Sequence[str], verb: str | None, rng: Random) -> tuple[Edit, str] | None:
    """`verb`: what follows; None where the words end in a possessive."""
    article = words[0].casefold() in ("the", "a", "an")
    named = words[article:]
    if not named or any(word.casefold() in FUNCTION_WORDS for word in named) or not text[place.start].isupper():
        return None
    forms = _MANY if verb in _PLURAL else _forms(named, article=article)
    return (place, rng.choice(forms)[verb is None]), " ".join(named)


def _forms(words: Sequence[str], *, article: bool) -> Sequence[tuple[str, str]]:
    if any(word.casefold() in BODY_WORDS for word in words):
        return _BODIES
    if article or not all(word[:1].isupper() for word in words):
        return _THINGS
    return _PERSONS if len(words) == 2 else (*_PERSONS, *_BODIES)
