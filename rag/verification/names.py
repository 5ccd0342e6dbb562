"""The names in a claim, and whether a text has them: inflected, shortened, as an acronym or spelt out. Pure.

What is a name is told by capitals, so only in languages that write names alone with them; of German, only what no ordinary noun looks like.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from ..text.stopwords import FUNCTION_WORDS
from .common_words import COMMON, OPENERS, ROLES, is_ordinary_form

_WORD = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\b\.?|[^\W\d_][\w’'&]*")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’.-]*[A-Za-zÀ-ɏ]")
_ELIDED = re.compile(r"\b(?:[ldnsjmc]|qu|un|all|dell|nell|sull)['’](?=[^\W\d_]{2})", re.IGNORECASE)
"""`L'entreprise` and `d'OpenAI`."""
_EVERYWHERE = ROLES | {"gdp", "ipo", "it", "pc", "tv", "vs"}
"""What other scripts write in Latin letters too, and which an English text may spell out."""
_OPENING = re.compile(r"(?:^|[.!?:;]\s+|[“\"„(\[]\s*|\n)$")
_SUFFIXES = frozenset(
    ["", *"s es n ns an ans ian ians ean eans ish ese i is y e ic er ers en isch ische ischer ischen isches".split()]
)
# Countries and their people where the two do not begin alike, and their German names.
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


def names(claim: str, language: str | None) -> list[tuple[str, ...]]:
    """Runs of capitalised words that are names, each a tuple of its words; roles ("Mr", "President") and ordinary openers left out."""
    if claim.isupper():
        return []
    if language == "other":  # what is written in Latin letters there is a name
        return [(word,) for word in _LATIN.findall(claim) if word[0].isupper() and _plain(word) not in _EVERYWHERE]
    runs: list[list[tuple[str, bool]]] = []
    end = -1
    for match in _WORD.finditer(_ELIDED.sub(lambda found: " " * len(found[0]), claim)):
        if not _is_capital(match[0]):
            continue
        opening = bool(_OPENING.search(_just_before(claim, match.start())))
        if runs and end >= 0 and not opening and re.fullmatch(r"\s+|-", claim[end : match.start()]):
            runs[-1].append((match[0], opening))
        else:
            runs.append([(match[0], opening)])
        end = match.end()
    return [words for run in runs if (words := _kept(run, language))]


def unnamed(claim: str, text: str, language: str | None, *, foreign: bool = False) -> str | None:
    """The first name of the claim that the text does not have. In a `foreign` language one word of a name suffices."""
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
    """The words of a text, to look names up in."""

    def __init__(self, text: str) -> None:
        self._words, self._acronyms, self._upper = _lookup(text)
        self._by_start: dict[str, list[str]] = {}
        for word in self._words:
            self._by_start.setdefault(word[:3], []).append(word)

    def has(self, word: str) -> bool:
        plain = _plain(word)
        if plain in self._words or plain in self._acronyms or plain == "":
            return True
        if any(plain in group and group & self._words for group in _GROUPS):
            return True
        return any(_inflected(plain, other) for other in self._by_start.get(plain[:3], ()))

    def has_acronym_of(self, run: Sequence[str]) -> bool:
        return len(run) > 1 and "".join(_plain(word)[:1] for word in run) in self._upper


@lru_cache(maxsize=512)
def _lookup(text: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    found = _WORD.findall(text)
    words = {_plain(part) for word in found for part in (word, *re.split(r"[-'’&]", word))} - {""}
    return (
        frozenset(words),
        frozenset(_acronyms(text)),
        frozenset(_plain(word) for word in found if word.isupper() and len(word) > 1),
    )


def _acronyms(text: str) -> Iterable[str]:
    """The initials of every stretch of a run of capitalised words: `eu` of "the European Union", `who` of "World Health Organization"."""
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


def _plain(word: str) -> str:
    """Without case, accents, dots and the possessive."""
    bare = re.sub(r"['’]s?$", "", word.casefold()).replace(".", "")
    return "".join(c for c in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(c)).replace("ß", "ss")


def _inflected(one: str, other: str) -> bool:
    """Germany and German, Alex and Alexandr; not Austria and Australia."""
    shared = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if shared >= 4 and one[shared:] in _SUFFIXES and other[shared:] in _SUFFIXES:
        return True
    return len(one) >= 3 and other.startswith(one) and len(other) - len(one) >= 3


def _just_before(text: str, at: int) -> str:
    return text[:at] if at < 8 else "x" + text[at - 8 : at]


def _is_capital(word: str) -> bool:
    return word[0].isupper() or any(c.isupper() for c in word[1:])


def _is_certain(word: str) -> bool:
    """An acronym or a mixed case: a name wherever it stands."""
    return sum(c.isupper() for c in word) > 1


def _is_common(words: Sequence[tuple[str, bool]]) -> bool:
    first = words[0][0]
    return is_ordinary_form(first) or (len(words) == 1 and first.casefold() in COMMON)


def _kept(run: Sequence[tuple[str, bool]], language: str | None) -> tuple[str, ...]:
    words = [(word, opening) for word, opening in run if _plain(word) not in ROLES]
    while words and words[0][1] and (_plain(words[0][0]) in OPENERS or words[0][0].casefold() in FUNCTION_WORDS):
        words = words[1:]
    if words and words[0][1] and not _is_certain(words[0][0]) and (language == "de" or _is_common(words)):
        words = words[1:] if len(words) == 1 or language == "de" else words
    if language == "de" and len(words) < 2:
        words = [(word, opening) for word, opening in words if _is_certain(word)]
    return tuple(
        word for word, _ in words if (len(word) > 1 and word.casefold() not in FUNCTION_WORDS) or _is_certain(word)
    )
