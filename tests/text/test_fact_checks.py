from __future__ import annotations

import pytest

from rag.text.chunking import chunk_article
from rag.types import Article

LEAD = "Our desk looked at posts that were shared most often in the country during the past week."
AFTER = "Send us posts that you would like us to look at, and we will write about the best of them."


def quotable(text: str) -> list[str]:
    whole = f"{LEAD}\n\n{text}\n\n{AFTER}"
    return [whole[s.start : s.end] for chunk in chunk_article(Article("a", whole, "T"), 500) for s in chunk.sentences]


CLAIM = "Drinking vinegar dissolves kidney stones overnight"
DEUTSCH = "Essigwasser löst Nierensteine über Nacht auf"


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        (f"Claim: {CLAIM}.\n\nRating: False.", "Rating: False."),
        (f"**Claim:** {CLAIM}.\n**Verdict:** Misleading", "Misleading"),
        (f"Claim: {CLAIM}. Verdict: misleading.", "misleading"),
        (f"FALSE: {CLAIM}.", "FALSE"),
        (f"FALSE: Stones are no problem. {CLAIM}.", "FALSE"),
        (f"❌ FALSE – see below.\n\nRating: False\n\nClaim: {CLAIM}.", "Rating: False"),
        (f"## What is claimed\n\n{CLAIM}.\n\n## Our rating\n\nFalse. No study shows it.", "False."),
        (f"Claim: {CLAIM}.\nClaimed by: users of a network\nFact check by Prüfwerk: False", "False"),
        (f"MYTH: {CLAIM}.\nFACT: Vinegar changes nothing about stones.", "FACT: Vinegar"),
        (f"Myth No. 3: {CLAIM}.\n\nReality: Doctors know of no such case.", "Reality: Doctors"),
        (f"{CLAIM}.\n\nRating: False.", "Rating: False."),
        (f"{CLAIM}.\n\nFALSE", "FALSE"),
        (f"### {CLAIM}\n\nVerdict: false", "Verdict: false"),
        (f"Fact check: No, vinegar does not.\n\nClaim: {CLAIM}.", "Fact check: No"),
        (f"Claim: {CLAIM}.\n\nFact check: No, vinegar does not, doctors say.", "Fact check: No"),
        (f"Claim: {CLAIM}.\n\nDoctors call this nonsense.", "nonsense"),
        (f"{CLAIM}. This is false, doctors say.", "This is false"),
        (f"{CLAIM}, says a post. There is no scientific evidence for this.", "no scientific evidence"),
        (f"Behauptung: {DEUTSCH}.\n\nBewertung: Falsch.", "Falsch"),
        (f"Was behauptet wird\n\n{DEUTSCH}.\n\nUnsere Einschätzung\n\nIrreführend.", "Irreführend"),
        (f"**Mythos 2:** {DEUTSCH}.\n\n**Fakt:** Dafür fehlt jeder Nachweis.", "jeder Nachweis"),
        (f"Falsch: {DEUTSCH}.", "Falsch"),
        (f"{DEUTSCH}. Das stimmt nicht.", "stimmt nicht"),
        ("Affirmation : le vinaigre dissout les calculs.\n\nVerdict : faux.", "faux"),
    ],
)
def test_a_rated_claim_is_quoted_with_its_rating(text: str, rating: str):
    claims = [quote for quote in quotable(text) if any(words in quote for words in (CLAIM, DEUTSCH, "le vinaigre"))]
    assert len(claims) == 1
    assert rating in claims[0]


def test_each_claim_of_several_has_its_own_rating():
    found = quotable(
        "Claim: Bees can count.\n\nRating: True.\n\nIt was tested.\n\nClaim: Wasps can count.\n\nRating: False."
    )
    assert "Claim: Bees can count.\n\nRating: True." in found
    assert "Claim: Wasps can count.\n\nRating: False." in found
    found = quotable("Rating: True\n\nClaim: Bees can count.\n\nRating: False\n\nClaim: Wasps can count.")
    assert "Rating: True\n\nClaim: Bees can count." in found
    assert "Rating: False\n\nClaim: Wasps can count." in found


@pytest.mark.parametrize(
    "text",
    [
        f"Claim: {CLAIM}.\n\n{'The post was shared by people in several countries and in three languages. ' * 25}",
        f"Myth 1: {CLAIM}.\n\nMyth 2: Snow is warm.\n\nMyth 3: Rain is dry.\n\nFacts: None of these is true.",
    ],
)
def test_a_claim_without_a_rating_nearby_is_not_quoted(text: str):
    assert not [quote for quote in quotable(text) if CLAIM in quote]


def test_words_of_ratings_in_prose_join_nothing():
    text = (
        "The mayor's claim: more trees. The rating agency spoke on Monday. The result: 3 to 1. True believers cheered."
    )
    assert quotable(text)[1:-1] == [
        "The mayor's claim: more trees.",
        "The rating agency spoke on Monday.",
        "The result: 3 to 1.",
        "True believers cheered.",
    ]
