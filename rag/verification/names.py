"""Whether a text has the names of a claim: inflected, shortened, as an acronym or spelt out. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from ..text.names import NAME_WORD, names, plain_name

_SUFFIXES = frozenset(
    ["", *"s es n ns an ans ian ians ean eans ish ese i is y e ic er ers en isch ische ischer ischen isches".split()]
)
# Spellings of one place: names of a country and its people that do not begin alike, and names in other languages.
_GROUPS = tuple(
    frozenset(line.split())
    for line in """
    usa us america american americans amerika amerikanische amerikanischen usamerikanische
    uk britain british briton britons grossbritannien britische britischen
    germany german germans deutschland deutsche deutschen deutscher deutsch allemagne allemand alemania
    france french frankreich franzosische franzosischen franzosisch francia
    spain spanish spaniard spaniards spanien spanische spanischen espana espagne
    netherlands dutch holland niederlande niederlandische niederlandischen
    switzerland swiss schweiz schweizer suisse
    austria austrian osterreich osterreichische osterreichischen
    poland polish poles polen polnische polnischen
    denmark danish danes danemark danische danischen
    sweden swedish swedes schweden schwedische schwedischen
    norway norwegian norwegians norwegen norwegische
    finland finnish finns finnland finnische
    greece greek greeks griechenland griechische griechischen
    turkey turkish turks turkei turkische turkischen turkiye
    ireland irish irland irische
    scotland scottish scots schottland
    wales welsh
    china chinese chinas chinesische chinesischen
    japan japanese japanische japanischen
    italy italian italians italien italienische italienischen
    hungary hungarian ungarn ungarische ungarischen
    czechia czech czechs tschechien tschechische
    belgium belgian belgians belgien belgische
    brazil brazilian brasilien brasilianische bresil brasil
    philippines filipino filipinos philippine
    thailand thai thais
    europe european europeans europa europaische europaischen
    eu
    munich munchen
    cologne koln
    vienna wien
    zurich zurcher
    geneva genf
    brussels brussel
    moscow moskau
    rome rom
    milan mailand
    lisbon lissabon
    warsaw warschau
    prague prag
    russia russian russians russland russische russischen
    un uno
    """.strip().splitlines()
)


def unnamed(claim: str, text: str, language: str | None, *, foreign: bool = False) -> str | None:
    """The first name of the claim that the text lacks; in a `foreign` language, one word of a name suffices."""
    known = _Known(text)
    for run in names(claim, language):
        found = [known.has(word) for word in run]
        if all(found) or (foreign and any(found)) or known.has_acronym_of(run):
            continue
        return (
            " ".join(run) if not any(found) else next(word for word, there in zip(run, found, strict=True) if not there)
        )
    return None


class _Known:
    """The words of a text, indexed for looking names up."""

    def __init__(self, text: str) -> None:
        self._words, self._acronyms, self._upper = _lookup(text)
        self._by_start: dict[str, list[str]] = {}
        for word in self._words:
            self._by_start.setdefault(word[:3], []).append(word)

    def has(self, word: str) -> bool:
        plain = plain_name(word)
        if plain in self._words or plain in self._acronyms or plain == "":
            return True
        if any(plain in group and group & self._words for group in _GROUPS):
            return True
        return any(_inflected(plain, other) for other in self._by_start.get(plain[:3], ()))

    def has_acronym_of(self, run: Sequence[str]) -> bool:
        return len(run) > 1 and "".join(plain_name(word)[:1] for word in run) in self._upper


@lru_cache(maxsize=512)
def _lookup(text: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    found = NAME_WORD.findall(text)
    words = {plain_name(part) for word in found for part in (word, *re.split(r"[-'’&]", word))} - {""}
    return (
        frozenset(words),
        frozenset(_acronyms(text)),
        frozenset(plain_name(word) for word in found if word.isupper() and len(word) > 1),
    )


def _acronyms(text: str) -> Iterable[str]:
    """The initials of all parts of every run of capitalised words.

    "World Health Organization" gives `wh`, `who` and `ho`.
    """
    for run in re.findall(
        r"[^\W\d_a-zß-ÿ][\w’'-]*(?:\s+(?:(?:of|the|for|and|on|de)\s+){0,2}[^\W\d_a-zß-ÿ][\w’'-]*)+", text
    ):
        words = re.split(r"[\s-]+", run)
        for initials in {
            "".join(word[:1] for word in words),
            "".join(word[:1] for word in words if word[:1].isupper()),
        }:
            yield from (
                initials[i:j].casefold()
                for i in range(len(initials))
                for j in range(i + 2, min(i + 8, len(initials)) + 1)
            )


def _inflected(one: str, other: str) -> bool:
    """Whether two words are forms of one name: Germany and German, Alex and Alexandr; not Austria and Australia."""
    shared = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if shared >= 4 and one[shared:] in _SUFFIXES and other[shared:] in _SUFFIXES:
        return True
    return len(one) >= 3 and other.startswith(one) and len(other) - len(one) >= 3
