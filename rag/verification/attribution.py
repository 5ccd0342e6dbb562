"""The sentence for a claim whose author gave no key. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from ..types import Claim
from .claims import carriers, closeness

TRIED = 8
"""Sentences that may prove the claim: the nearest, as a long reply may have a hundred claims without a key."""


def attributed(claim: Claim, sentences: Mapping[str, str], proves: Callable[[str], bool]) -> Claim:
    """The claim with the key of the sentence that proves it, or else that shares most with it; of none, as it is.

    `sentences` are those that its author was shown, by key; `proves` tells whether the sentence of a key does, and of
    several the closest in wording counts.
    """
    keys = list(sentences)
    near = [keys[index] for index in carriers(claim.text, list(sentences.values()))]
    proving = [key for key in near[:TRIED] if proves(key)]
    closest = max(proving, key=lambda key: closeness(claim.text, sentences[key]), default=None)
    found = closest or next(iter(near), None)
    return replace(claim, keys=(found,), attributed=True) if found else claim
