from __future__ import annotations

import pytest

from rag.answering.answerability import tells as answers
from rag.types import Sentence

KEYWORDS = "scale invest billion tungsten boiling point president bolivia revenue celsius temperature degree"

FOODS = "flour, butter, eggs, vanilla, salt, milk, cinnamon, yeast, water, nuts, cream, honey"
FORMS = "Limited liability company Partnership Sole proprietorship"
FINNISH = "Kalat syövät eläimiä joita meressä elää paljon talvella myös keväällä mutta kesällä vähemmän."


def tells(question: str, text: str) -> bool:
    return answers(question, Sentence(0, len(text), text))


@pytest.mark.parametrize(
    "heap",
    [
        " ".join([KEYWORDS] * 4),
        f"Here is all of it: {' '.join([KEYWORDS] * 3)}.",
        ", ".join(KEYWORDS.split() * 3) + ".",
        f"{KEYWORDS} weather london capital france height mountain",
    ],
)
def test_a_heap_of_keywords_tells_nothing(heap: str):
    assert not tells("What is the boiling point of tungsten?", heap)


@pytest.mark.parametrize(
    "text",
    [
        "Tungsten.",
        "What is the boiling point of tungsten.",
        "Tungsten has a boiling point.",
        "The boiling points of tungsten",
    ],
)
def test_a_sentence_without_a_word_beyond_the_question_does_not_answer_what(text: str):
    assert not tells("What is the boiling point of tungsten?", text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Does tungsten have a boiling point?", "Tungsten has a boiling point."),
        ("When was the bridge opened?", "The bridge was opened in May."),
        ("How many miners were there?", "There were 310 miners."),
        ("Which is older, the bridge or the mill?", "The mill is older than the bridge."),
        ("How many miners were there?", "There were two miners."),
        ("Who opened the bridge?", "The bridge was opened by Ada Quill."),
        ("谁开放了这座桥？", "这座桥由艾达开放。"),
        ("What is in the cake?", f"Sugar, {FOODS}, rum."),
        ("Who is on the list?", f"Cooperative Corporation {FORMS} State owned firm"),
        ("Mitä kalat syövät?", FINNISH),
    ],
)
def test_what_tells_something_stays(question: str, text: str):
    assert tells(question, text)


def test_a_negation_answers_with_the_question_s_own_words():
    assert tells("How many injuries have the chargers caused?", "There have been no injuries.")
    assert tells("Why did Mrs Strand write to the Times?", "Mrs Strand did not write it.")
    assert not tells("Why did Mrs Strand not write to the Times?", "Mrs Strand did not write it.")


@pytest.mark.parametrize("line", ["By Ines Marr, Northern Wire", "Marlow Gazette, 3 February 2026", "12 March 2026"])
def test_a_byline_answers_nothing_but_when_and_by_whom(line: str):
    assert not tells("Who were they?", line)
    assert not tells("What is the population of Marlow?", line)
    assert tells("Who wrote the article?", line)
    assert tells("When was it written?", line)


@pytest.mark.parametrize("text", ["By 3 May the firm had shut down", "Two ships sank on 4 June.", "It ended on May 5"])
def test_a_statement_with_a_day_is_no_byline(text: str):
    assert tells("What happened?", text)
