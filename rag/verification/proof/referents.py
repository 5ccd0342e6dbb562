"""Whom a pronoun, "the company" or a surname in a sentence means, where only one is possible. Pure, for English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from ...text.names import BODY_WORDS
from ...text.ordinary_words import ROLES, is_ordinary_form
from ...text.stopwords import FUNCTION_WORDS
from ..verbs import is_past
from .speech import INNER
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
        if not any(name[-len(run) :] == run or name[: len(run)] == run for name in around):
            continue
        if len(run) > 1:
            found.append((run, run[-1:]))
        if _is_subject(run, before, sentence):
            found += _openers(run, sentence)
        if _is_only(run, before, title, sentence):
            found += _pronouns(run)
        others = [name for name in around if name[-1:] != run[-1:]]
        kinds = {kind for words in (before, title) for kind in _kinds_of(run, words)}
        kinds -= {kind for name in others for words in (before, title) for kind in _kinds_of(name, words)}
        found += _standing_for(run, [("the", kind) for kind in kinds])
        if run[-1:] == _other(sentence)[-1:] != ():
            found += _standing_for(run, [("him",), ("her",)])
    found += _things(claim, sentence)
    if before[:1] and before[0].form == "the" and sentence[0].form in ("it", "he", "she") and not before[1].is_name:
        found += [(tuple(before[:2]), tuple(sentence[:1]))]
    owner = _owner(sentence)
    return found + ([((*owner, Word("'s")), (Word("its"),))] if owner else [])


def _owner(sentence: Sequence[Word]) -> Run:
    """Whose "its" is in `The trust restored services at its hospitals`: the subject's, with no other between."""
    at = next((n for n, word in enumerate(sentence) if word.form == "its"), 0)
    if at < 3 or sentence[0].form != "the" or any(word.is_pause or word.is_name for word in sentence[1:at]):
        return ()
    is_alone = is_past(sentence[2].form) and not any(word.form in ("the", "a", "an", "that") for word in sentence[2:at])
    return tuple(sentence[:2]) if is_alone else ()


def _other(sentence: Sequence[Word]) -> Run:
    """Whom "him" means behind the only two persons of a sentence: not the subject of its verb, so the other one."""
    at = next((n for n, word in enumerate(sentence) if word.form in ("him", "her")), 0)
    named = _names(sentence[:at], places=False)
    if len({run[-1].form for run in named}) != 2:
        return ()
    relative = any(word.form in ("who", "which", "whose", "that") for word in sentence[:at])
    return named[0] if relative else named[1]


def _kinds_of(run: Run, words: Sequence[Word]) -> Iterator[str]:
    """What the words call the name: `airline` for `the airline Merisol`, `dairy` for `the Orbe Dairy`."""
    for at in range(len(words) - len(run) + 1):
        if tuple(words[at : at + len(run)]) == run:
            yield from (words[k].form for k in (at - 1, at + len(run) - 1) if k >= 0 and not words[k].is_pause)


def _things(claim: Sequence[Word], sentence: Sequence[Word]) -> Iterator[Alias]:
    """`The law` for the object "it" of `Under the law, who breaks it is fined`, if nothing else is named before it."""
    at = next((n for n in range(len(sentence) - 1, 0, -1) if sentence[n].form == "it"), 0)
    named = [pair for pair in pairwise(sentence[:at]) if pair[0].form == "the"]
    is_object = at > 0 and not sentence[at - 1].is_pause and sentence[at - 1].form not in (*INNER, "and", "but")
    if len(named) == 1 and is_object and named[0] in pairwise(claim):
        yield named[0], (Word("it"),)


def _pronouns(run: Run) -> Iterator[Alias]:
    if _is_person(run):
        return _standing_for(run, [*_OF_PERSONS, ("they",), ("their",)])
    kinds = (("the", kind) for kind in (*_KINDS, run[-1].form))
    return _standing_for(run, [*_OF_BODIES, *kinds, *(_OF_PERSONS if len(run) == 1 else ())])


def _openers(run: Run, sentence: Sequence[Word]) -> Iterator[Alias]:
    """What a sentence that opens with a pronoun, or with `The company`, calls the subject of the sentence before."""
    opens = sentence[0].form
    if opens in ("it", "its", "they", "their"):
        yield from _standing_for(run, _OF_BODIES)
    elif opens in ("he", "she", "his", "her"):
        yield from _standing_for(run, _OF_PERSONS)
    elif opens == "the" and len(sentence) > 1:
        yield from _standing_for(run, [("the", sentence[1].form)])


def _standing_for(run: Run, phrases: Iterable[tuple[str, ...]]) -> Iterator[Alias]:
    for phrase in phrases:
        owner = (Word("'s"),) if phrase[0] in _POSSESSIVE else ()
        yield (*run, *owner), tuple(Word(word) for word in phrase)


def _is_only(run: Run, before: Sequence[Word], title: Sequence[Word], sentence: Sequence[Word]) -> bool:
    """Whether no other name of its kind stands in the sentence before it, or in the title where that has none."""
    for words in (before, title):
        alike = {name for name in _names(words, places=False) if _is_person(name) == _is_person(run) or len(name) == 1}
        if run in alike or any(run[-1:] == name[-1:] for name in alike):
            others = {name[-1].form for name in alike} - {run[-1].form} - {word.form for word in sentence}
            return not others and not any(_is_person(name) == _is_person(run) for name in _names(sentence[:2]))
        if alike:
            return False
    return False


def _is_subject(run: Run, before: Sequence[Word], sentence: Sequence[Word]) -> bool:
    """Whether the sentence opens with a pronoun or a kind, "The company", and the one before with the name."""
    first = next(iter(_names(before)), ())
    at = next((n for n in range(len(before)) if tuple(before[n : n + len(first)]) == first), 0)
    if first[-len(run) :] != run or at > 3 or len(sentence) < 2:
        return False
    kind = sentence[1]
    is_kind = (
        sentence[0].form == "the"
        and not any(word.is_name for word in sentence[2:3])
        and (
            kind.form in (*_KINDS, run[-1].form)
            if not _is_person(run)
            else kind.is_name or kind.form in ROLES or kind.form.endswith("-year-old")
        )
    )
    return is_kind or sentence[0].form in ("he", "she", "it", "his", "her", "its")


def _is_person(run: Run) -> bool:
    return len(run) > 1 and not any(word.form in BODY_WORDS for word in run)


def _names(words: Sequence[Word], *, places: bool = True) -> list[Run]:
    """Words with a capital in a row, without what only opens a sentence; without `in Oslo` unless places count."""
    runs: list[Run] = []
    run: list[Word] = []
    for number, word in enumerate((*words, Word(","))):
        opens = number == 0 and (word.form in FUNCTION_WORDS or is_ordinary_form(word.form))
        if word.is_name and not opens and not (word.form in FUNCTION_WORDS and not run):
            run.append(word)
        elif run:
            where = words[number - len(run) - 1].form if number > len(run) else ""
            if places or where not in ("in", "at", "near", "off", "from", "to", "outside"):
                runs.append(tuple(run))
            run = []
    return runs
