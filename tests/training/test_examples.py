import json
import lzma
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from rag.training.data import Data, read_data
from rag.training.examples import Examples
from rag.training.windows import Example

CONTEXTS = [
    "The Halden plant opened in 1998. Nora Lindqvist leads it. It treats water for two towns. Emil Strand is its CFO.",
    "Rain fell in Skellmark on Monday. The fair was moved indoors. Some 400 people came.",
    "The bridge at Torvik is closed. Repairs last until June. A ferry runs every hour.",
]


def asked(source: str, question: str, context: int, kind: str, **more: Any) -> dict[str, Any]:
    return {"source": source, "question": question, "context": context, "kind": kind, **more}


QUESTIONS = [
    asked("a", "When did the Halden plant open?", 0, "span", answers=["1998"], spans=[[27, 31]]),
    asked("a", "Who leads the plant?", 0, "span", answers=["Nora Lindqvist"], spans=[[33, 47]]),
    asked("a", "How many people came?", 1, "sentence", answers=["Some 400 people came."], spans=[[62, 83]]),
    asked("a", "Is the bridge open?", 2, "none", answers=["no"]),
    asked("a+mined", "Who leads the plant?", 2, "mined_negative", answerable=False),
    asked("condaqa", "Did the ferry sink?", 2, "unanswerable", answerable=False),
]


def write(path: Path, values: Iterable[Any]) -> None:
    with lzma.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(value) + "\n" for value in values)


@pytest.fixture
def data(tmp_path: Path) -> Data:
    write(tmp_path / "contexts.jsonl.xz", CONTEXTS)
    write(tmp_path / "q.jsonl.xz", QUESTIONS)
    return read_data(tmp_path)


def epochs(data: Data, count: int = 40) -> list[Example]:
    examples = Examples(data, {0: (1, 2), 1: (1,)})
    return [example for seed in range(count) for example in examples.epoch(data.questions, seed)]


def test_an_epoch_is_the_same_each_time(data: Data):
    examples = Examples(data, {})
    assert list(examples.epoch(data.questions, 7)) == list(examples.epoch(data.questions, 7))


def test_the_words_of_an_answered_example_are_the_answer(data: Data):
    answers = {answer for question in data.questions for answer in question.answers}
    found = [example.text[slice(*span)] for example in epochs(data) for span in example.spans]
    assert found
    assert set(found) <= answers


def test_a_sentence_that_holds_the_words_answers_and_the_others_do_not(data: Data):
    for example in epochs(data):
        for span in example.spans:
            for sentence, answering in zip(example.sentences, example.answering, strict=True):
                assert answering == float(sentence.start <= span.start and span.end <= sentence.end)


def test_an_unanswered_example_has_no_answering_sentence_and_no_words(data: Data):
    unanswered = [example for example in epochs(data) if not example.answerable]
    assert unanswered
    assert all(set(example.answering) <= {0.0} and not example.spans for example in unanswered)


def test_an_unanswered_example_differs_from_the_answered_one_in_question_or_passage(data: Data):
    answered = {(example.question, example.text) for example in epochs(data) if example.answerable}
    assert not any((example.question, example.text) in answered for example in epochs(data) if not example.answerable)


def test_where_nobody_says_which_sentence_answers_none_is_marked(data: Data):
    asked = [example for example in epochs(data) if example.question == "Is the bridge open?" and example.answerable]
    assert asked
    assert all(set(example.answering) == {None} for example in asked)


def test_a_question_that_people_call_unanswerable_is_asked(data: Data):
    assert any(example.question == "Did the ferry sink?" and not example.answerable for example in epochs(data))


def test_sentences_lie_within_the_text_in_order(data: Data):
    for example in epochs(data):
        ends = [0, *(end for sentence in example.sentences for end in sentence)]
        assert ends == sorted(ends)
        assert ends[-1] <= len(example.text)
        assert all(example.text[start:end].strip() for start, end in example.sentences)
