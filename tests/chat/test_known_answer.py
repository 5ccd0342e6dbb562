from __future__ import annotations

import pytest

from rag.chat.known_answer import shortest_wording
from rag.metrics.answers import contains_answer
from rag.types import Answer, Citation, Span


def answer(*claims: str) -> Answer:
    text, citations = "", []
    for marker, claim in enumerate(claims, 1):
        start = len(text) + bool(text)
        text = f"{text} {claim} [{marker}]".strip()
        span = Span(start, start + len(claim))
        citations.append(Citation(marker, "a", "t", None, None, "0" * 64, 0, len(claim), claim, (span,)))
    return Answer("q", text, False, 0.9, "m", tuple(citations))


@pytest.mark.parametrize(
    ("question", "claim", "kept"),
    [
        ("When did Velm get its tram?", "Velm, a port of 9,000 people, got its tram in 1903.", "1903"),
        ("When was the strike?", "The strike began on Sunday, June 8, 2025, at 6am.", "June 8, 2025"),
        ("When did it shut for good?", "The mill opened in 1911 but shut for good on 4 March 2024.", "4 March 2024"),
        ("Who runs the harbour?", "The harbour of Velm is run by Ines Okafor, who came in 2019.", "Ines Okafor"),
        ("How many jars did he sell?", "He sold 640 jars of plum jam within 3 days.", "640"),
        ("How many people drowned?", "Four people drowned and 17 were hurt on Monday.", "Four"),
        ("How long is the tunnel?", "The tunnel is 3.4 km long and cost €80 million.", "3.4 km"),
        ("How much did the tunnel cost?", "The tunnel is 3.4 km long and cost €80 million.", "€80 million"),
        ("How much did they pay?", "They paid twenty million dollars for it in 2001.", "twenty million dollars"),
        ("What share of voters came?", "Turnout was 58.5 percent of the voters.", "58.5 percent"),
    ],
)
def test_of_a_claim_the_one_thing_that_is_asked_for_is_kept(question: str, claim: str, kept: str):
    assert shortest_wording(question, answer(claim)) == kept


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("Who signed the pact?", "Ines Okafor and Jan Brandt signed the pact."),
        ("When do they meet?", "They meet in May 2025 or in June 2026."),
        ("Why did the mill shut?", "After a flood, the mill shut for ever."),
        ("What share of voters came?", "Turnout was 58.5 percent, down from 70 percent of voters."),
        ("How many ships are there?", "There is no ship left."),
    ],
)
def test_where_several_things_or_none_could_be_meant_the_claim_is_kept(question: str, claim: str):
    assert shortest_wording(question, answer(claim)) == claim


def test_who_said_it_is_left_out_and_of_several_claims_the_nearest_is_kept():
    given = answer("The town is old.", "The mill of Velm shut after a flood, according to the mayor.")
    assert shortest_wording("Why did the mill of Velm shut?", given) == "The mill of Velm shut after a flood."


def test_what_is_kept_is_always_in_the_answer():
    for question in ("When?", "Who?", "How many jars?", "How much did it cost?", "Why?"):
        given = answer("[Sic] On 1 May two men, Al and Bo, paid 3 or 4 dollars: $5!", "Nobody knows (2).")
        assert contains_answer(given.plain, shortest_wording(question, given))
