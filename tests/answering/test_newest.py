from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answering.newest import asks_for_now, earlier, newest_first
from rag.types import Passage, Sentence, Span
from rag.verification.citations import issue_keys
from rag.verification.verdicts import Keyed


def passage(
    day: str | None,
    text: str,
    words: str,
    *,
    score: float = 1.0,
    reads: float = 2.0,
    title: str = "T",
    outlet: str = "Wire",
) -> Passage:
    at = text.index(words)
    said = Sentence(
        0, len(text), text, 0.6, 0.6, score=score, reads=reads, answer=Span(at, at + len(words)) if words else None
    )
    return Passage(day or "x", (day or "0") * 6, 0, len(text), text, score, title, outlet, day, (said,))


def keyed(*passages: Passage) -> tuple[list[str], Keyed]:
    found = issue_keys(passages)
    return sorted(found, key=lambda key: -found[key][1].score), found


TOLLS = (
    passage("2025-06-24", "The quake killed 235 people.", "235", score=1.2),
    passage("2025-07-02", "The quake killed 1,450 people.", "1,450"),
    passage("2025-06-28", "The quake killed 900 people.", "900", score=1.1),
)


@pytest.mark.parametrize(
    "question",
    [
        "Who is the CEO of Meta?",
        "Who runs Scale AI?",
        "What is the current interest rate?",
        "How many people died in the quake?",
        "how many are still missing in Orne",
        "How much does a ticket cost?",
    ],
)
def test_offices_prices_and_tolls_are_asked_for_as_they_are_now(question: str):
    assert asks_for_now(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who was the CEO of Meta?",
        "Who founded Meta?",
        "Who is the CEO of Meta in 2019?",
        "Why did the bridge fall?",
        "How many people died on 3 June 2025?",
    ],
)
def test_the_past_and_a_time_that_is_named_are_not_now(question: str):
    assert not asks_for_now(question)


def test_the_newest_answer_comes_first_and_the_older_ones_are_earlier():
    ranked, places = keyed(*TOLLS)
    ranked = newest_first("How many people did the quake kill, how many died?", ranked, places)
    assert ranked[0] == "2.1"
    assert earlier("How many people died in the quake?", "2.1", places) == ["3.1", "1.1"]


def test_a_question_about_the_past_keeps_the_best_first():
    ranked, places = keyed(*TOLLS)
    assert newest_first("What did the first report say?", ranked, places) == ranked
    assert earlier("What did the first report say?", "2.1", places) == []


@pytest.mark.parametrize(
    "newer",
    [
        passage("2025-07-02", "The quake killed 235 people.", "235"),
        passage("2025-07-02", "The quake killed 1,450 people.", "1,450", reads=-0.5),
        passage("2025-07-02", "The quake killed 1,450 people.", "1,450", score=0.2),
        passage(None, "The quake killed 1,450 people.", "1,450"),
    ],
    ids=["says the same", "does not answer", "ranks far behind", "has no date"],
)
def test_what_is_no_newer_answer_changes_nothing(newer: Passage):
    ranked, places = keyed(TOLLS[0], newer)
    assert newest_first("How many people died in the quake?", ranked, places)[0] == "1.1"
    assert earlier("How many people died in the quake?", "1.1", places) == []


def test_an_update_of_the_same_headline_replaces_what_it_updates_on_the_same_day():
    old = passage(
        "2025-06-24", "Power failed in 40,000 homes.", "40,000", score=1.1, title="Grid failure in Osterby city"
    )
    new = passage(
        "2025-06-24 ", "Power failed in 65,000 homes.", "65,000", title="UPDATE 2-Grid failure in Osterby city"
    )
    new = Passage(**{**vars(new), "published": "2025-06-24", "article_id": "new", "sha256": "1" * 64})
    ranked, places = keyed(old, new)
    assert newest_first("In how many homes did power fail?", ranked, places)[0] == "2.1"
    assert earlier("In how many homes did power fail?", "2.1", places) == ["1.1"]


def corrected(*sentences: str, title: str = "Correction: Linden pool") -> Passage:
    text, spans = "", []
    for number, sentence in enumerate(sentences):
        spans.append(
            Sentence(len(text), len(text) + len(sentence), sentence, 0.5, 0.5, score=1 - number / 10, reads=1.0)
        )
        text += sentence + " "
    return Passage("c", "1" * 64, 0, len(text), text, 1.0, title, "Wire", "2025-06-08", tuple(spans))


ERROR = "In our article we said that the repair would cost 4 million crowns."


def test_what_puts_an_error_right_is_quoted_and_the_error_is_earlier():
    ranked, places = keyed(corrected(ERROR, "It will cost 6 million crowns.", "We apologise."))
    ranked = newest_first("How much will the repair cost?", ranked, places)
    assert ranked[0] == "1.2"
    assert "1.1" not in ranked
    assert earlier("How much will the repair cost?", "1.2", places) == ["1.1"]


@pytest.mark.parametrize(("gap", "first"), [(1, "2.1"), (2, "1.1")])
def test_an_error_may_be_put_right_in_the_next_passage_of_its_paragraph(gap: int, first: str):
    wrong, right = corrected(ERROR), corrected("It will cost 6 million crowns.")
    start = wrong.end + gap
    moved = replace(right.sentences[0], start=start, end=start + len(right.sentences[0].text), score=0.9)
    ranked, places = keyed(wrong, replace(right, start=start, end=right.end + start, sentences=(moved,)))
    assert newest_first("How much will the repair cost?", ranked, places)[0] == first


def test_the_error_answers_a_question_about_it():
    ranked, places = keyed(corrected(ERROR, "It will cost 6 million crowns."))
    assert newest_first("What did the paper get wrong?", ranked, places) == ranked


def test_an_error_that_nothing_puts_right_stays():
    ranked, places = keyed(corrected(ERROR))
    assert newest_first("How much will the repair cost?", ranked, places) == ["1.1"]
