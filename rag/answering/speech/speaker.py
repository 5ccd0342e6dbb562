"""Who says a sentence of a passage, a quotation's further sentences included. Pure, for English."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile

from ...text.stemming import content_stems
from ...types import Passage
from .attribution import Speaker, attributed, flat, own_names

_QUOTED = re.compile(r'"[^"]*(?:"|$)')
_MARKS = re.compile("[“”„«»]")
_OWNER = re.compile(r"\b(?:of|at|for|in|from) .*|[\w.& -]+['’]s? ")
_FAR = 6
"""Sentences of one quotation, at most."""


def speaker_of(passage: Passage, at: int) -> Speaker | None:
    """The speaker of the passage's sentence number `at`, counted from 0; None where it is nobody's or in doubt."""
    sentences = _unquoted(passage)
    if own := attributed(sentences, at):
        return own
    before, text = _before(passage, at), _straight(passage.sentences[at].text)
    opened, goes_on = _is_open(before), _is_open(before + text)
    if not opened and not text.startswith('"'):
        return None
    back = range(at - 1, max(at - _FAR, 0) - 1, -1)
    ahead = range(at + 1, min(at + _FAR, len(sentences)))
    begun = _first(sentences, back, lambda n: _is_beside(passage, n))
    ended = _first(sentences, ahead, lambda n: _is_beside(passage, n - 1)) if goes_on else None
    return ended or begun if goes_on and not opened else begun or ended


def is_said_by(passage: Passage, at: int, whom: str) -> bool:
    """Whether the sentence is of the speaker whom a question calls so, by a name or by what it says they are."""
    speaker = speaker_of(passage, at)
    if speaker is None:
        return False
    if own := own_names(flat(whom)):
        return content_stems(own[-1].split()[-1]) <= content_stems(speaker.name)
    sentences = _unquoted(passage)
    others = (attributed(sentences, n) for n in range(len(sentences)))
    called = " ".join(one.called for one in (speaker, *others) if one and one.name == speaker.name)
    asked = content_stems(_OWNER.sub("", whom))
    return bool(asked) and asked <= content_stems(f"{called} {speaker.name}")


def _first(sentences: Sequence[str], order: Iterable[int], is_near: Callable[[int], bool]) -> Speaker | None:
    """The speaker whom the first of these sentences with one names; the paragraph's end stops the search."""
    return next((found for n in takewhile(is_near, order) if (found := attributed(sentences, n))), None)


def _unquoted(passage: Passage) -> list[str]:
    """The sentences with straight marks, and blanks for what stands between these."""
    found = []
    for at, sentence in enumerate(passage.sentences):
        text = _straight(sentence.text)
        whole = f'"{text}' if _is_open(_before(passage, at)) else text
        found.append(_QUOTED.sub(lambda quoted: '"' + " " * (len(quoted[0]) - 2) + '"', whole))
    return found


def _before(passage: Passage, at: int) -> str:
    """What stands before the sentence in its paragraph."""
    start = passage.sentences[at].start - passage.start
    return _straight(passage.text[:start].rpartition("\n")[2])


def _is_beside(passage: Passage, at: int) -> bool:
    """Whether the next sentence stands in the same paragraph."""
    here, there = passage.sentences[at], passage.sentences[at + 1]
    return "\n" not in passage.text[here.end - passage.start : there.start - passage.start]


def _is_open(text: str) -> bool:
    return text.count('"') % 2 == 1


def _straight(text: str) -> str:
    return _MARKS.sub('"', text)
