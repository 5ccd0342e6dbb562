"""Who answers when, and what happens where a model fails."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

import pytest
from helpers.fakes import ScriptedModel

from rag.answering.answerer import Answerer
from rag.answering.extractive import Models, drafts
from rag.answering.model.chat_model import ChatAnswerer
from rag.errors import ModelError
from rag.types import Answer, Draft, Passage, Sentence
from rag.verification.citations import verify


def offline(question: str, passages: Sequence[Passage]) -> Generator[Draft, None, None]:
    return drafts(question, passages, Models(lambda *_: 0.5, lambda _, seen: tuple(seen)))


TEXT = "Meta may invest $10 billion."
PASSAGE = Passage(
    "a",
    "0" * 64,
    0,
    len(TEXT),
    TEXT,
    2.0,
    "T",
    sentences=(Sentence(0, len(TEXT), TEXT, 0.9, 0.9, score=2.0),),
    dense=0.9,
)
GOOD = "Meta may invest $10 billion [1.1]. Nobody knows more [1.1]. "


def answerer(fallback: bool = False, **scripted: Any) -> Answerer:
    return Answerer(offline, lambda: ChatAnswerer(ScriptedModel(**scripted), "fake:model"), fallback=fallback)


def answer(by: Answerer) -> Answer:
    return verify("q?", list(by.drafts("q?", [PASSAGE]))[-1], [PASSAGE])


def test_without_a_model_it_quotes():
    assert (answer(Answerer(offline)).model, answer(Answerer(offline)).fallback) == ("extractive", None)


def test_a_model_that_fails_is_an_error_unless_somebody_answers_in_its_place():
    with pytest.raises(ModelError):
        answer(answerer(reply=GOOD, error=OSError("down")))
    quoted = answer(answerer(True, reply=GOOD, error=OSError("down")))
    assert (quoted.model, quoted.plain) == ("extractive", TEXT)
    assert quoted.fallback is not None
    assert "fake:model failed" in quoted.fallback


def test_a_model_that_cannot_be_loaded_is_replaced_too():
    def load() -> ChatAnswerer:
        raise ModelError("no package")

    assert answer(Answerer(offline, load, fallback=True)).fallback == "no package"
    Answerer(offline, load, fallback=True).warm_up()
    with pytest.raises(ModelError):
        Answerer(offline, load).warm_up()


def test_what_was_said_before_a_failure_stays_said():
    kept = answer(answerer(True, reply=GOOD + GOOD, error=OSError("down"), fails_after=12))
    assert (kept.model, kept.fallback, kept.plain) == ("fake:model", None, TEXT)
    assert kept.incomplete is not None


def test_where_nothing_held_before_the_failure_it_quotes():
    quoted = answer(
        answerer(
            True,
            reply="Meta may invest $99 billion [1.1]. More is " + "unknown " * 9,
            error=OSError("x"),
            fails_after=12,
        )
    )
    assert (quoted.model, quoted.plain, quoted.rejected) == ("extractive", TEXT, ())


def test_an_abstention_of_the_model_is_no_failure():
    assert answer(answerer(True, reply="NO ANSWER")).abstained


def test_a_follow_up_goes_to_the_model_and_to_the_rules_where_that_fails():
    history = [("What is Scale AI?", "A data-labelling startup.")]
    assert (
        answerer(reply="Who leads Scale AI, the startup?").condense("And who leads it?", history)[0]
        == "Who leads Scale AI, the startup?"
    )
    assert answerer(error=OSError("down")).condense("And who leads it?", history) == ("who leads Scale AI?", {})
    assert answerer(reply="nonsense").condense("Who leads it?", []) == ("Who leads it?", {})
