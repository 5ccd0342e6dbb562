from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, ChatMessage, HumanMessage, SystemMessage, ToolMessage

from rag.answering.history import history_pairs
from rag.errors import SettingsError
from rag.types import Answer

ASKED, ANSWERED = "Who built the dam?", "The Ruzas did."
PAIR = (ASKED, ANSWERED)
ANSWER = Answer(ASKED, ANSWERED, True, None, "scripted")
USER, ASSISTANT = {"role": "user", "content": ASKED}, {"role": "assistant", "content": ANSWERED}


@pytest.mark.parametrize(
    "history",
    [
        [PAIR],
        (PAIR,),
        PAIR,
        [list(PAIR)],
        iter([PAIR]),
        [USER, ASSISTANT],
        [{"role": "system", "content": "Be brief."}, USER, {"role": "tool", "content": "{}"}, ASSISTANT],
        [HumanMessage(ASKED), AIMessage(ANSWERED)],
        [SystemMessage("Be brief."), HumanMessage(ASKED), ToolMessage("{}", tool_call_id="1"), AIMessage(ANSWERED)],
        [HumanMessage([{"type": "text", "text": ASKED}, {"type": "image_url"}]), AIMessageChunk(ANSWERED)],
        [ChatMessage(ASKED, role="user"), ASSISTANT],
        [("human", ASKED), ("ai", ANSWERED)],
        [USER, AIMessage("", tool_calls=[{"name": "search", "args": {}, "id": "1"}]), AIMessage(ANSWERED)],
        [AIMessage("Hello, ask me anything."), USER, ASSISTANT],
        SimpleNamespace(messages=[HumanMessage(ASKED), AIMessage(ANSWERED)]),
        [ANSWER],
        ANSWER,
        [(ASKED, ANSWER)],
    ],
)
def test_a_conversation_in_any_usual_form_is_its_pairs(history: Any):
    assert history_pairs(history, "When?") == (PAIR,)


@pytest.mark.parametrize("history", [None, (), [], [SystemMessage("Be brief.")]])
def test_no_conversation_is_no_pairs(history: Any):
    assert history_pairs(history, "When?") == ()


def test_forms_may_be_mixed():
    mixed = [PAIR, HumanMessage("When?"), {"role": "assistant", "content": "In 1902."}, ("And why?", None)]
    assert history_pairs(mixed, "So?") == (PAIR, ("When?", "In 1902."), ("And why?", ""))


def test_a_trailing_question_is_dropped_only_if_it_is_the_one_asked_now():
    for last in ({"role": "user", "content": "When? "}, HumanMessage("When?")):
        assert history_pairs([USER, ASSISTANT, last], "When?") == (PAIR,)
        assert [asked.strip() for asked, _ in history_pairs([USER, ASSISTANT, last], "Why?")] == [ASKED, "When?"]
    assert history_pairs([("When?", "In 1902.")], "When?") == (("When?", "In 1902."),)


def test_two_answers_in_a_row_are_one_and_two_questions_are_two():
    assert history_pairs([USER, ASSISTANT, ASSISTANT], "?") == ((ASKED, f"{ANSWERED}\n{ANSWERED}"),)
    assert history_pairs([USER, USER, ASSISTANT], "?") == ((ASKED, ""), PAIR)


@pytest.mark.parametrize(
    "history",
    [
        *("Who built it?", 5, b"x", ["Who built it?", "The Ruzas."], [{"role": "user"}], [{"question": "x"}]),
        *([("a", "b", "c")], [("a", 5)], [5], [{"role": "user", "content": 5}], [None], [{"content": "x"}]),
    ],
)
def test_what_is_no_conversation_is_refused_by_the_name_of_the_argument(history: Any):
    with pytest.raises(SettingsError, match="history"):
        history_pairs(history, "When?")
