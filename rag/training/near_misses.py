"""Changes to a question or a passage after which the one no longer answers the other, though nearly all words stay.

A name, a number or a word such as "born" is exchanged for another. The same exchange on both sides leaves the question
answered: without such examples a model would learn to tell a changed text from an unchanged one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from ..text.names import NAME_RUN, NAME_WORD
from ..text.stopwords import FUNCTION_WORDS
from .word_groups import GROUP_OF

_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_YEAR = re.compile(r"(?:1[0-9]|20)\d\d")
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{3})\.\s+")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


class Exchange(NamedTuple):
    """What is replaced, wherever it stands as a whole word, and by what; case is ignored in finding it."""

    old: str
    new: str

    def of(self, text: str) -> str:
        """The text with it; in the case of the text where that has no capitals."""
        new = self.new if any(map(str.isupper, text)) else self.new.casefold()
        return whole(self.old).sub(lambda _: new, text)


def whole(words: str) -> re.Pattern[str]:
    """Matches these words, in any case, where they are not part of a longer word."""
    return re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", re.IGNORECASE)


def names_in(text: str) -> list[str]:
    """The names of a text, each once: runs of capitals, without function words and what only opens a sentence."""
    found: dict[str, None] = {}
    for run in NAME_RUN.finditer(text):
        at = run.start()
        for part in _SENTENCE_END.split(run[0]):
            at = text.index(part, at)
            opens = at == 0 or text[:at].rstrip(" \"“'‘(\n")[-1:] in ".!?:;\n"
            if name := _name(part.split(), opens=opens):
                found.setdefault(name)
            at += len(part)
    return list(found)


def _name(words: list[str], *, opens: bool) -> str | None:
    while words and words[0].casefold().strip(".,") in FUNCTION_WORDS:
        words, opens = words[1:], False
    if not words or (opens and len(words) == 1) or not NAME_WORD.match(words[0]):
        return None
    name = re.sub(r"['’]s$", "", " ".join(words)).rstrip(".,&-")
    return name if len(name) > 2 and not name.isdigit() else None


def another_name(
    question: str, passage: str, answers: Sequence[str], pool: Sequence[str], rng: Random
) -> Exchange | None:
    """A name that question and passage share, for one of the passage (half of the time) or of the pool."""
    own = names_in(passage)
    asked = [
        name for name in (*own, *names_in(question[1:])) if whole(name).search(question) and whole(name).search(passage)
    ]
    said = " ".join(answers).casefold()
    asked = [name for name in asked if name.casefold() not in said]
    if not asked:
        return None
    old = rng.choice(asked)
    beside = [
        name
        for name in own
        if not whole(name).search(question)
        and name.casefold() not in said
        and abs(name.count(" ") - old.count(" ")) < 2
    ]
    new = rng.choice(beside if beside and rng.random() < 0.5 else pool)
    if (new.casefold() in passage.casefold() and new not in beside) or set(new.split()) & set(old.split()):
        return None
    return Exchange(old, new)


def another_number(question: str, passage: str, answers: Sequence[str], rng: Random) -> Exchange | None:
    """A number that question and passage share, for another of the passage (half of the time) or a made one."""
    said = " ".join(answers)
    own = _NUMBER.findall(passage)
    asked = [number for number in _NUMBER.findall(question) if number in own and number not in said]
    if not asked:
        return None
    old = rng.choice(asked)
    alike = [
        n for n in own if n != old and bool(_YEAR.fullmatch(n)) == bool(_YEAR.fullmatch(old)) and n not in question
    ]
    alike = [number for number in alike if number not in said]
    new = rng.choice(alike) if alike and rng.random() < 0.5 else _near(old, rng)
    return None if new in question else Exchange(old, new)


def _near(number: str, rng: Random) -> str:
    if _YEAR.fullmatch(number):
        return str(int(number) + rng.choice([-1, 1]) * rng.choice([1, 2, 3, 5, 8, 10, 13, 20, 40, 100]))
    digits = [at for at, character in enumerate(number) if character.isdigit()]
    at = rng.choice(digits)
    return number[:at] + rng.choice([d for d in "123456789" if d != number[at]]) + number[at + 1 :]


def another_word(question: str, passage: str, rng: Random, *, of_passage: bool = False) -> Exchange | None:
    """A word of the question that has a counterpart, such as "ceo" and "cfo", for one that the passage has not.

    `of_passage`: one that the passage has too, so that it can be exchanged there.
    """
    said = {word.casefold() for word in _WORD.findall(passage)}
    asked = [word for word in _WORD.findall(question) if word.casefold() in GROUP_OF]
    if of_passage:
        asked = [word for word in asked if word.casefold() in said]
    if not asked:
        return None
    old = rng.choice(asked)
    others = [word for word in GROUP_OF[old.casefold()] if word not in said and not whole(word).search(question)]
    if not others:
        return None
    new = rng.choice(others)
    return Exchange(old, new.upper() if old.isupper() else new.capitalize() if old[0].isupper() else new)


def asks_why(question: str, rng: Random) -> str | None:
    """The question of a time or a place, asked for the reason: "When did it close?", "Why did it close?"."""
    changed = re.sub(r"^(?:When|Where|In (?:what|which) year|How often) (?=\w)", "Why ", question, flags=re.IGNORECASE)
    return None if changed == question or rng.random() < 0.3 else changed
