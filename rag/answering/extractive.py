"""The offline answerer: quotes the sentences that answer the question. No model, no network, no wording of its own."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace

from ..citations import issue_keys
from ..confidence import THRESHOLD, probability, signals
from ..support import same_fact
from ..types import Claim, Draft, Passage

MODEL = "extractive"
MOST = 3
"""Sentences in an answer, at most."""
MARGIN = 0.33
"""A further sentence is quoted when its score is within this of the best one's: about the widest at which the answers on bench/xquad stay
below sixty words on average."""


def draft(question: str, passages: Sequence[Passage]) -> Draft:
    """Up to three sentences, best first; the same fact from several articles once, with all its keys. None where confidence is too low."""
    confidence = probability(signals(question, passages))
    return Draft(tuple(quotes(passages)) if confidence >= THRESHOLD else (), MODEL, confidence)


def drafts(question: str, passages: Sequence[Passage]) -> Generator[Draft, None, None]:
    """The same as it grows by a claim at a time; the last one is complete."""
    whole = draft(question, passages)
    for number in range(1, len(whole.claims)):
        yield replace(whole, claims=whole.claims[:number], complete=False)
    yield whole


def quotes(passages: Sequence[Passage]) -> list[Claim]:
    """What would be quoted however low the confidence; at least one claim where there is a sentence."""
    keyed = issue_keys(passages)
    ranked = sorted(keyed, key=lambda key: (-keyed[key][1].score, keyed[key][0].article_id, keyed[key][1].start))
    best = keyed[ranked[0]][1].score if ranked else 0.0
    claims: list[Claim] = []
    for key in ranked:
        sentence = keyed[key][1]
        said = next((i for i, claim in enumerate(claims) if same_fact(claim.text, sentence.text)), None)
        if said is not None:
            claims[said] = Claim(claims[said].text, (*claims[said].keys, key))
        elif len(claims) < MOST and sentence.score >= best - MARGIN:
            claims.append(Claim(sentence.text, (key,)))
    return claims
