"""Whom a pronoun, "the company" or a surname in a sentence means, where only one is possible. Pure, for English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...text.names import BODY_WORDS
from ...text.ordinary_words import is_ordinary_form
from ...text.stopwords import FUNCTION_WORDS
from .words import Word

Alias = tuple[tuple[Word, ...], tuple[Word, ...]]
"""Words of a claim, and the words of the sentence for which they stand."""
Run = tuple[Word, ...]

_OF_PERSONS = (("he",), ("she",), ("him",), ("her",), ("his",))
_OF_BODIES = (("it",), ("its",), ("they",), ("their",))
_KINDS = "company firm group club team party union bank university agency council ministry band airline court".split()
_POSSESSIVE = frozenset("his her its their".split())


def aliases(
    claim: Sequence[Word], sentence: Sequence[Word], before: Sequence[Word], title: Sequence[Word]
) -> list[Alias]:
    """The claim's names that the sentence before (or else the title) gives, for the pronouns and short names here."""
    around = [run for words in (before, title) for run in _names(words)]
    found: list[Alias] = []
    for run in _names(claim):
        if not any(name[-len(run) :] == run for name in around):
            continue
        if len(run) > 1:
            found.append((run, run[-1:]))
        if _is_only(run, before, title, sentence) or _is_subject(run, before, sentence):
            found += _pronouns(run)
    return found


def _pronouns(run: Run) -> Iterator[Alias]:
    if _is_person(run):
        phrases = [*_OF_PERSONS, ("they",), ("their",)]
    else:
        phrases = [*_OF_BODIES, *(("the", kind) for kind in _KINDS)]
        phrases += _OF_PERSONS if len(run) == 1 else []
    for phrase in phrases:
        owner = (Word("'s"),) if phrase[0] in _POSSESSIVE else ()
        yield (*run, *owner), tuple(Word(word) for word in phrase)


def _is_only(run: Run, before: Sequence[Word], title: Sequence[Word], sentence: Sequence[Word]) -> bool:
    """Whether no other name of its kind stands in the sentence before it, or in the title where that has none."""
    for words in (before, title):
        alike = {name for name in _names(words) if _is_person(name) == _is_person(run) or len(name) == 1}
        if run in alike or any(run[-1:] == name[-1:] for name in alike):
            others = {name[-1].form for name in alike} - {run[-1].form}
            return not others and not any(_is_person(name) == _is_person(run) for name in _names(sentence[:2]))
        if alike:
            return False
    return False


def _is_subject(run: Run, before: Sequence[Word], sentence: Sequence[Word]) -> bool:
    """Whether the sentence opens with a pronoun, and the one before it with the name."""
    first = next(iter(_names(before)), ())
    at = next((n for n in range(len(before)) if tuple(before[n : n + len(first)]) == first), 0)
    opens = sentence[0].form in ("he", "she", "it", "his", "her", "its") if sentence else False
    return opens and first[-len(run) :] == run and at < 4


def _is_person(run: Run) -> bool:
    return len(run) > 1 and not any(word.form in BODY_WORDS for word in run)


def _names(words: Sequence[Word]) -> list[Run]:
    """Words with a capital in a row, without what only opens a sentence."""
    runs: list[Run] = []
    run: list[Word] = []
    for number, word in enumerate((*words, Word(","))):
        opens = number == 0 and (word.form in FUNCTION_WORDS or is_ordinary_form(word.form))
        if word.is_name and not opens and not (word.form in FUNCTION_WORDS and not run):
            run.append(word)
        elif run:
            runs.append(tuple(run))
            run = []
    return runs
