"""A reply in JSON, `{"claims": [{"text": …, "keys": […]}], "answered": true}`, read as claims while it arrives. Pure.

The standard decoder reads one value after the other and refuses an unfinished one. LangChain's `parse_partial_json` and
jiter complete it instead, and so do not tell a claim that is whole from one that goes on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import Any

from ...types import Claim
from .citation_keys import read_claims, without_thoughts
from .prompts import NO_ANSWER

LONGEST_VALUE = 20_000
"""Characters of a value that may be unfinished: it is read anew with every piece of the reply."""

# "2.10" is not "2.1", so numbers stay as they are written; strings may have line breaks in them.
_DECODER = json.JSONDecoder(strict=False, parse_int=str, parse_float=str)
_BEGIN = re.compile(r'\{\s*"')
_NO = ("false", "no")


def json_within(chunks: Iterable[str], most_before: int = 0) -> tuple[bool, Iterator[str]]:
    """Whether the reply is JSON, and its text: of JSON from its brace on, of any other all of it.

    At most so many characters stand before the brace, such as "Here it is:", not counting a model's thoughts.
    """
    rest, text = iter(chunks), ""
    for chunk in rest:
        text += chunk
        said = without_thoughts(text).strip()
        if (found := _BEGIN.search(said)) and found.start() <= most_before:
            return True, chain([said[found.start() :]], rest)
        if len(said) > most_before + 1:  # one more, as a brace may be the last so far
            break
    return False, chain([text], rest)


def read_claim_objects(chunks: Iterable[str], issued: Collection[str]) -> Iterator[Claim]:
    """The claims of a reply in JSON, each as soon as its object closes. One that is not closed is no claim.

    A reply that says that the passages do not answer, or that has an empty list, is the claim `NO_ANSWER`.
    """
    reply, found = _Arriving(chunks), False
    try:
        for name in reply.names():
            if name == "claims" and reply.take("["):
                for claim in (claim for each in reply.elements() for claim in _claims(each, issued)):
                    found = True
                    yield claim
            elif str(reply.value()).casefold() in _NO and name == "answered":
                found = True
                yield Claim(NO_ANSWER, ())
    except ValueError:
        return
    if reply.take("}"):
        if not found:
            yield Claim(NO_ANSWER, ())
        while reply.take("`"):  # the end of a fence
            pass
        reply.next()  # what comes behind the text says why it ended, and what it cost


def _claims(each: Any, issued: Collection[str]) -> Iterator[Claim]:
    """The sentences of one object, each with all of its keys; a key may also stand in the text."""
    text, keys = (each.get("text"), each.get("keys")) if isinstance(each, dict) else (each, ())
    listed = [keys] if isinstance(keys, str) else keys if isinstance(keys, list) else []
    named = [key.strip(" []") for key in listed if isinstance(key, str)]
    if isinstance(text, str):
        for claim in read_claims([text], issued):
            yield Claim(claim.text, tuple(dict.fromkeys((*claim.keys, *filter(None, named)))))


class _Arriving:
    """Text that arrives in chunks, and a place in it."""

    def __init__(self, chunks: Iterable[str]) -> None:
        self._chunks = iter(chunks)
        self._text, self._at = "", 0

    def next(self) -> str:
        """The next character that is not blank, which stays; empty at the end."""
        while not (rest := self._text[self._at :].lstrip()):
            if not self._grows():
                return ""
        self._at = len(self._text) - len(rest)
        return rest[0]

    def take(self, character: str) -> bool:
        """Passes over the character if it is the next."""
        is_there = self.next() == character
        self._at += is_there
        return is_there

    def names(self) -> Iterator[str]:
        """The names of an object's members, each before its value is taken. Raises `ValueError` for a broken one."""
        self.take("{")
        while self.next() == '"':
            name = self.value()
            if not self.take(":"):
                raise ValueError
            yield name
            self.take(",")

    def elements(self) -> Iterator[Any]:
        """The values of a list, of which the bracket was taken."""
        while self.next() not in ("]", ""):
            yield self.value()
            self.take(",")
        self.take("]")

    def value(self) -> Any:
        """The next value. Raises `ValueError` if there is none, or if the reply ends in it."""
        self.next()
        while True:
            try:
                found, end = _DECODER.raw_decode(self._text, self._at)
                if end < len(self._text) or self._text[-1] in '"]}' or not self._grows():  # a number may go on
                    self._at = end
                    return found
            except (ValueError, RecursionError):
                if len(self._text) - self._at > LONGEST_VALUE or not self._grows():
                    raise ValueError from None

    def _grows(self) -> bool:
        chunk = next(self._chunks, None)
        self._text += chunk or ""
        return chunk is not None
