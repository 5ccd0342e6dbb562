"""What an answerer proposes, unchecked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True)
class Claim:
    """One sentence of a draft with the keys that its author wrote.

    `"2.3"` is sentence 3 of passage 2, both counted from 1; `"2"` is passage 2, without saying which sentence of it.
    """

    text: str
    keys: tuple[str, ...]
    fault: str = ""
    """Why it is rejected whatever its keys say, such as a sentence that was cut off; mostly empty."""
    attributed: bool = False
    """Whether its author gave no key, so that its sentence was looked for."""
    proved: bool = True
    """False for a claim that is shown although its sentences do not prove it."""


class DraftSide(NamedTuple):
    """One of the values between which the articles of a draft disagree."""

    value: str
    """Words of the first sentence, or "yes" or "no"."""
    keys: tuple[str, ...]
    """Of the sentences that say so, the newest article's first."""


@dataclass(frozen=True)
class Draft:
    """What an answerer proposes. Untrusted: only `verify` makes an `Answer` of it. No claims: it abstains."""

    claims: tuple[Claim, ...]
    model: str
    confidence: float | None = None
    """Fitted probability, in [0, 1], that the draft is right (of an abstention: that an answer would have been)."""
    complete: bool = True
    """False while its author is still writing: the same claims and more will follow."""
    left_out: int = 0
    """How many of the last passages were not shown to its author; none of their keys counts."""
    usage: Mapping[str, int] = field(default_factory=dict)
    """`input_tokens` and `output_tokens`, as the model's provider counts them; empty where it does not say."""
    fallback: str | None = None
    """Why the offline answerer wrote this in place of the model; None where the chosen answerer did."""
    incomplete: str | None = None
    """Why its author stopped early; None where it finished."""
    nearest: tuple[str, ...] = ()
    """Of a draft without claims: keys of at most two sentences that come nearest to an answer and are none."""
    unanswered: tuple[str, ...] = ()
    """Of a draft with claims: those of the questions in one that it does not answer."""
    lists: bool = False
    """Whether the claims name things of a kind of which the articles may name more."""
    earlier: tuple[str, ...] = ()
    """Of a draft with claims: keys of sentences that gave another answer before, which no longer holds."""
    refusal: str = ""
    """Of a draft without claims: what the articles do not say, in a sentence made from the question alone."""
    sides: tuple[DraftSide, ...] = ()
    """Where the articles disagree on the one value that the question asks for: each value, the newest first."""
