from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rag.errors import ModelError
from rag.reading.reader import WEIGHTS, Reader, Reading
from rag.text.sentences import split_sentences
from rag.types import Span

pytestmark = pytest.mark.model

TITLE = "Halden plant reopens"
TEXT = (
    "The water plant at Halden reopened on Friday after eight months of repairs. Nora Lindqvist, who runs Halden Water, "
    "said the work had cost 41 million euros. A leak of chlorine had closed the plant in March. Nobody was hurt. "
    "Emil Strand, the finance chief, expects prices to stay where they are."
)
QUESTIONS = {
    "Who runs Halden Water?": "Nora Lindqvist",
    "How much did the repairs cost?": "41 million euros",
    "When did the plant reopen?": "Friday",
    "Why was the plant closed?": "leak of chlorine",
}


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def read(reader: Reader, question: str, text: str = TEXT) -> Reading:
    return reader.read(question, TITLE, text, list(split_sentences(text)))


@pytest.mark.parametrize(("question", "words"), QUESTIONS.items())
def test_the_sentence_and_the_words_that_answer_are_found(reader: Reader, question: str, words: str):
    found = read(reader, question)
    best = max(range(len(found.sentences)), key=lambda n: found.sentences[n])
    answer = found.words[best]
    assert answer is not None
    assert words in TEXT[slice(*list(split_sentences(TEXT))[best])]
    assert TEXT[slice(*answer)] in words or words in TEXT[slice(*answer)]


def test_a_passage_that_answers_is_told_from_one_that_speaks_of_something_else(reader: Reader):
    question = "Who runs Halden Water?"
    other = "Rain fell on Skellmark on Monday. The fair was moved indoors, and some 400 people came."
    assert read(reader, question).passage > read(reader, question, other).passage + 1


def test_words_lie_in_their_sentence(reader: Reader):
    for question in QUESTIONS:
        for words, sentence in zip(read(reader, question).words, split_sentences(TEXT), strict=True):
            assert words is None or sentence.start <= words.start < words.end <= sentence.end


def test_what_is_read_does_not_depend_on_what_was_read_before_or_on_the_thread(reader: Reader):
    alone = [read(reader, question) for question in QUESTIONS]
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(lambda question: read(reader, question), QUESTIONS)) == alone


def test_a_passage_beyond_the_512_positions_is_read_in_parts(reader: Reader):
    long = "\n".join(f"Line {n} says that the ferry to Torvik leaves at {n % 24} o'clock." for n in range(300))
    spans, at = [], 0
    for line in long.split("\n"):
        spans.append(Span(at, at + len(line)))
        at += len(line) + 1
    found = reader.read("When does the ferry leave?", "", long, spans)
    assert len(found.sentences) == len(found.words) == 300
    assert all(words is not None for words in found.words)


def test_a_sentence_longer_than_the_512_positions_is_read_as_far_as_they_reach(reader: Reader):
    long = "word " * 3000
    assert len(reader.read("What?", "", long, [Span(0, len(long))]).sentences) == 1


def test_damaged_weights_are_refused(tmp_path: Path):
    damaged = tmp_path / "reader.safetensors"
    damaged.write_bytes(WEIGHTS.read_bytes()[:-1] + b"\0")
    with pytest.raises(ModelError, match="damaged"):
        Reader(damaged)


def test_missing_weights_are_refused_with_what_to_do(tmp_path: Path):
    with pytest.raises(ModelError) as caught:
        Reader(tmp_path / "nothing")
    assert "Install" in caught.value.hint
