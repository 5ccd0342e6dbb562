"""A streamed answer: its steps, and that it equals the answer that is not streamed."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from helpers.fakes import ScriptedModel, WordEmbedder
from helpers.library_builders import rag_with
from helpers.openai_server import Script, openai_server
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import Answer, Passage, Progress, Rag, Settings
from rag.answering.answerer import Answerer
from rag.answering.extractive import drafts
from rag.answering.model.chat_model import ChatAnswerer
from rag.chain import Query, Steps, build_chain, progress
from rag.errors import ModelError, SettingsError
from rag.types import Draft, Sentence


def offline(question: str, passages: Sequence[Passage]) -> Generator[Draft, None, None]:
    return drafts(question, passages, lambda *_: 0.5)


ARTICLES = {
    "one": "Meta may invest ten billion dollars in Scale AI, according to Bloomberg. The talks are at an early stage.",
    "two": "Microsoft has invested thirteen billion dollars in OpenAI since 2019. Both firms declined to comment.",
}
QUESTION = "How many dollars may Meta invest in Scale AI?"
REPLY = (
    "Meta may invest ten billion dollars in Scale AI [1.1, 1.2].\n- **Meta** may pay 99 [1.1]\n"
    "The talks are at an early stage, said Meta (1.2). 【7.7】 "
    "Microsoft has invested in OpenAI since 2019 [2.1-2.2][2]. No key here."
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    rag_with(tmp_path, ARTICLES).close()
    return tmp_path / "library"


def asking(home: Path, model: Any = None, **settings: Any) -> Rag:
    return Rag(settings=Settings(home=home, **settings), embedder=WordEmbedder(), model=model)


def streaming(model: ScriptedModel, passages: tuple[Passage, ...]) -> Iterator[Progress]:
    """The chain's stream over given passages, so that no cut needs a new retrieval."""
    answerer = Answerer(offline, lambda: ChatAnswerer(model))
    return progress(build_chain(Steps(answerer.condense, lambda *_: passages, answerer.drafts)), Query(QUESTION))


def untimed(answer: Answer | None) -> dict[str, Any]:
    assert answer is not None
    return answer.to_dict() | {"seconds": None}


def consistent(steps: Sequence[Progress]) -> Answer:
    """The answer of a stream; checks that its steps are those of `Progress`."""
    stages = [step.stage for step in steps]
    claims = steps[2:-1]
    assert stages == ["searching", "writing", *["claim"] * len(claims), "done"]
    answer = steps[-1].answer
    assert answer is not None
    assert " ".join(step.text for step in claims) == ("" if answer.abstained else answer.text)
    assert [c.marker for step in claims for c in step.citations] == [c.marker for c in answer.citations]
    return answer


def test_the_offline_answer_streams_too(home: Path):
    rag = asking(home)
    assert untimed(consistent(list(rag.stream(QUESTION)))) == untimed(rag.ask(QUESTION))
    off_topic = "Which volcano erupted near Reykjavik yesterday?"
    assert untimed(consistent(list(rag.stream(off_topic)))) == untimed(rag.ask(off_topic))


def test_wherever_the_reply_is_cut_the_streamed_answer_is_the_one_that_is_not(home: Path):
    passages = tuple(asking(home).retrieve(QUESTION))
    whole = untimed(consistent(list(streaming(ScriptedModel(reply=REPLY, streams=False), passages))))
    assert len(whole["citations"]) >= 2
    assert len(whole["rejected"]) >= 2
    assert whole["unknown_keys"] == 1
    for size in (*range(1, 9), *range(9, len(REPLY), 61), len(REPLY)):
        streamed = consistent(list(streaming(ScriptedModel(reply=REPLY, size=size), passages)))
        assert untimed(streamed) == whole, size


SENTENCES = ("Meta may invest $10 billion.", "Scale AI was founded in 2016.")
PASSAGES = tuple(Passage(t, "0" * 64, 0, len(t), t, 1.0, "T", sentences=(Sentence(0, len(t), t),)) for t in SENTENCES)
KEYS = ["[1.1]", "[2.1]", "[2]", "[9.9]", "(2.1)", "[1.1-2.1]", "[", "]"]
WRITTEN = [*KEYS, *SENTENCES, "NO ANSWER", ". ", "\n", "- ", "**", " 7", "Meta ", "not "]


@settings(max_examples=30)  # each one runs the chain
@given(st.lists(st.one_of(st.sampled_from(WRITTEN), st.text(max_size=8)), max_size=12).map("".join), st.integers(1, 9))
def test_whatever_a_model_writes_only_what_was_issued_is_cited(reply: str, size: int):
    try:
        answer = consistent(list(streaming(ScriptedModel(reply=reply, size=size), PASSAGES)))
    except ModelError:
        return
    assert {c.quote for c in answer.citations} <= set(SENTENCES)
    for citation in answer.citations:
        assert all(answer.text[start:end] for start, end in citation.claims)
        assert f"[{citation.marker}]" in answer.text


def test_the_answer_is_the_same_through_the_real_client_cut_anywhere(home: Path):
    with openai_server(Script(REPLY, size=3), Script(REPLY, size=11), Script(REPLY, size=500)) as server:
        rag = Rag(settings=Settings(home=home, model="openai:m", base_url=server.url), embedder=WordEmbedder())
        first = untimed(rag.ask(QUESTION))
        assert untimed(consistent(list(rag.stream(QUESTION)))) == first
        assert untimed(consistent(list(rag.stream(QUESTION)))) == first
        assert first["model"] == "openai:m"
        assert first["usage"] == {"input_tokens": 200, "output_tokens": 20}
        assert 0 < first["confidence"] < 1


def test_a_claim_is_there_before_the_reply_has_ended(home: Path):
    model = ScriptedModel(reply=REPLY * 50)
    steps = asking(home, model).stream(QUESTION)
    assert [next(steps).stage for _ in range(3)] == ["searching", "writing", "claim"]
    assert model.chunks < 40
    steps.close()  # type: ignore[attr-defined]
    assert model.stopped
    assert model.chunks < 40


def test_closing_the_stream_ends_the_models_connection(home: Path):
    with openai_server(Script(REPLY * 50, pause=0.005)) as server:
        rag = Rag(settings=Settings(home=home, model="openai:m", base_url=server.url), embedder=WordEmbedder())
        steps = rag.stream(QUESTION)
        while next(steps).stage != "claim":
            pass
        steps.close()  # type: ignore[attr-defined]
        assert server.hung_up.wait(5)


def test_a_question_that_is_none_is_refused_before_the_first_step(home: Path):
    with pytest.raises(SettingsError):
        asking(home).stream("  ")


def test_an_error_may_come_after_claims_and_with_fallback_they_stay(home: Path):
    failing = {"reply": REPLY * 3, "error": OSError("down"), "fails_after": 30}
    seen: list[Progress] = []
    with pytest.raises(ModelError):
        seen.extend(asking(home, ScriptedModel(**failing)).stream(QUESTION))
    assert [step.stage for step in seen][:3] == ["searching", "writing", "claim"]
    answer = consistent(list(asking(home, ScriptedModel(**failing), fallback=True).stream(QUESTION)))
    assert answer.incomplete
    assert answer.text.startswith(seen[2].text)


def test_a_model_that_fails_at_once_is_replaced_and_the_answer_says_so(home: Path):
    failing = ScriptedModel(error=OSError("down"))
    answer = consistent(list(asking(home, failing, fallback=True).stream(QUESTION)))
    assert (answer.model, answer.plain) == ("extractive", asking(home).ask(QUESTION).plain)
    assert answer.fallback


def test_a_follow_up_costs_tokens_and_says_how_it_was_understood(home: Path):
    model = ScriptedModel(reply="How many dollars may Meta invest in Scale AI?")
    answer = asking(home, model).ask(
        "And how many dollars?", history=[("What does Meta want?", "To invest in Scale AI.")]
    )
    assert answer.understood == "How many dollars may Meta invest in Scale AI?"
    assert answer.usage == {"input_tokens": 400, "output_tokens": 40}
    assert len(model.told) == 2
    asking(home, model).ask(QUESTION)
    assert len(model.told) == 3


def test_what_a_log_should_know_is_described(home: Path):
    described = asking(home, model=None, base_url="http://me:secret@host/v1").describe()
    assert described["base_url"] == "http://host/v1"
    assert set(described["prompt_hashes"]) == {"answer.md", "condense.md"}
