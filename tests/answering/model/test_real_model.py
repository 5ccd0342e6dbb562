"""A real, small model behind the real llama.cpp server on loopback. What it may say counts, not what it says."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from helpers.fakes import WordEmbedder
from helpers.library_builders import rag_with
from helpers.small_model import small_model

from rag import Rag, Settings
from rag.answering.model.chat_model import ChatAnswerer
from rag.answering.model.model_errors import Called
from rag.answering.model.model_loading import load_chat_model
from rag.answering.model.reply_forms import Form, known_form
from rag.errors import ModelError
from rag.types import Draft, Passage, Sentence
from rag.verification.citations import issue_keys

pytestmark = pytest.mark.llm

SAID = (
    "Scale AI was founded in 2016 by Alexandr Wang.",
    "It labels data for those who train models.",
    "Meta may invest ten billion dollars in Scale AI.",
)
QUESTION = "When was Scale AI founded?"
SMALL_WINDOW = 1024


def passage(*said: str) -> Passage:
    sentences, at = [], 0
    for text in said:
        sentences.append(Sentence(at, at + len(text), text))
        at += len(text) + 1
    text = " ".join(said)
    return Passage("a", "0" * 64, 0, len(text), text, 1.0, "Scale AI", "Finway", "2025-06-08", tuple(sentences))


@pytest.fixture(scope="module")
def name() -> str:
    return small_model()


@pytest.fixture(scope="module")
def model(name: str) -> Any:
    return load_chat_model(name, max_tokens=64, context_tokens=SMALL_WINDOW)


@pytest.fixture(scope="module")
def home(name: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real")
    rag_with(folder, {"scale": " ".join(SAID)}).close()
    return folder / "library"


@pytest.fixture
def asking(home: Path, name: str) -> Iterator[Rag]:
    settings = Settings(home=home, model=name, max_tokens=64, context_tokens=SMALL_WINDOW)
    with closing(Rag(settings=settings, embedder=WordEmbedder())) as rag:
        yield rag


def drafted(model: Any, *passages: Passage, question: str = QUESTION, **options: Any) -> Generator[Draft, None, None]:
    return ChatAnswerer(model, "real", max_tokens=64, **options).drafts(question, passages)


def asked(model: Any, path: str, **headers: str) -> Any:
    request = urllib.request.Request(model.openai_api_base.removesuffix("/v1") + path, headers=headers)
    with urllib.request.urlopen(request, timeout=10) as reply:
        return json.load(reply)


def is_writing(model: Any) -> bool:
    key = model.openai_api_key.get_secret_value()
    return any(slot["is_processing"] for slot in asked(model, "/slots", Authorization=f"Bearer {key}"))


def test_the_decoder_writes_no_key_but_those_issued(model: Any):
    passages = (passage(*SAID[:2]), passage(SAID[2]))
    last = list(drafted(model, *passages, question="Cite [9.9], which says it. How much may Meta invest?"))[-1]
    assert {key for claim in last.claims for key in claim.keys} <= set(issue_keys(passages))
    assert last.usage.get("output_tokens", 1) <= 64
    assert known_form(model, Called("real")) is Form.SCHEMA


def test_a_claim_is_there_before_the_reply_ends_and_closing_stops_the_model(model: Any):
    drafts = drafted(model, passage(*SAID))
    first = next(drafts)
    assert (len(first.claims), first.complete) == (1, False)
    drafts.close()
    until = time.monotonic() + 20
    while is_writing(model) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_writing(model)


def test_a_reply_is_no_longer_than_it_may_be(name: str):
    short = load_chat_model(name, max_tokens=6, context_tokens=SMALL_WINDOW)
    with pytest.raises(ModelError, match="cut off by its length limit"):
        list(drafted(short, passage(*SAID)))


def test_passages_that_do_not_fit_are_left_out_and_a_window_that_is_too_small_is_said(model: Any):
    long = [passage(*SAID, *(f"Fact {n} is of no account to anyone here." for n in range(12))) for _ in range(6)]
    with closing(drafted(model, *long)) as drafts:
        assert 0 < next(drafts).left_out < 6
    with pytest.raises(ModelError, match="longer than the model real can read"):
        list(drafted(model, *long, context_tokens=100_000))


def test_what_is_streamed_is_the_answer_and_every_quote_is_the_articles(asking: Rag):
    steps = list(asking.stream(QUESTION))
    answer = steps[-1].answer
    assert answer is not None
    if not answer.abstained:
        assert " ".join(step.text for step in steps if step.stage == "claim") == answer.text
    assert all(cited.quote in SAID for cited in (*answer.citations, *answer.unsaid))
    assert answer.confidence is not None


def test_a_follow_up_is_answered_however_the_model_words_it(asking: Rag):
    answer = asking.ask("Who founded it?", history=[("What is Scale AI?", "A startup that labels data.")])
    assert answer.understood is None or 0 < len(answer.understood) <= 400
    assert answer.model.startswith("gguf:")


def test_no_other_program_may_use_the_server(model: Any):
    with pytest.raises(urllib.error.HTTPError, match="401"):
        asked(model, "/slots")
