"""How sure a model's answer is, and what it leaves out, beside the offline answerer on the same passages."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.fakes import ScriptedModel, WordEmbedder
from helpers.library_builders import rag_with

from rag import Answer, Rag, Settings
from rag.answering.model.assessment import assessed
from rag.types import Claim, Draft, Passage, Sentence
from rag.verification.citations import verify

FOUNDED, DATA, INVESTS = "It was founded in 2016.", "It labels data.", "Meta may invest in it."


def passage() -> Passage:
    sentences, at = [], 0
    for text, score in ((FOUNDED, 1.6), (DATA, 0.9), (INVESTS, 0.4)):
        sentences.append(Sentence(at, at + len(text), text, score=score))
        at += len(text) + 1
    text = f"{FOUNDED} {DATA} {INVESTS}"
    return Passage("a", "0" * 64, 0, len(text), text, 1.0, "Scale AI", sentences=tuple(sentences))


def answer(*claims: Claim, model: str = "some:model", confidence: float | None = None) -> Answer:
    return verify("When was it founded?", Draft(claims, model, confidence), [passage()])


OFFLINE = answer(Claim(FOUNDED, ("1.1",)), Claim(DATA, ("1.2",)), model="extractive", confidence=0.9)


def sure(*claims: Claim) -> float:
    confidence = assessed(answer(*claims), OFFLINE).confidence
    assert confidence is not None
    return confidence


def test_an_answer_is_the_surer_the_better_the_sentence_that_it_cites():
    assert 0 < sure(Claim(INVESTS, ("1.3",))) < sure(Claim(DATA, ("1.2",))) < sure(Claim(FOUNDED, ("1.1",))) < 1


def test_what_the_offline_answerer_is_surer_of_and_no_claim_cites_is_unsaid():
    left = assessed(answer(Claim(INVESTS, ("1.3",))), OFFLINE)
    assert [(cited.quote, cited.marker, cited.claims) for cited in left.unsaid] == [(FOUNDED, 1, ())]
    assert left.to_dict()["unsaid"][0]["quote"] == FOUNDED
    assert left.text == f"{INVESTS} [1]"
    assert assessed(answer(Claim(FOUNDED, ("1.1",))), OFFLINE).unsaid == ()


def test_a_refusal_is_as_sure_as_an_answer_would_have_been_and_says_what_that_would_have_been():
    refused = assessed(answer(), OFFLINE)
    assert (refused.confidence, [cited.quote for cited in refused.unsaid]) == (0.9, [FOUNDED])
    neither = assessed(answer(), answer(model="extractive", confidence=0.1))
    assert (neither.confidence, neither.unsaid) == (0.1, ())


def test_without_a_confidence_of_the_offline_answer_there_is_none():
    assert assessed(answer(Claim(DATA, ("1.2",))), answer(Claim(DATA, ("1.2",)))).confidence is None


@pytest.fixture
def home(tmp_path: Path) -> Path:
    rag_with(tmp_path, {"scale": f"Scale AI makes software. Scale AI was founded in 2016. {DATA} {INVESTS}"}).close()
    return tmp_path / "library"


def test_every_door_gives_a_models_answer_its_confidence(home: Path):
    model = ScriptedModel(reply=f"{INVESTS} [1.4]")
    with Rag(settings=Settings(home=home), embedder=WordEmbedder(), model=model) as rag:
        asked = rag.ask("When was Scale AI founded?")
        *_, done = rag.stream("When was Scale AI founded?")
    assert asked.confidence is not None
    assert done.answer is not None
    assert (done.answer.confidence, done.answer.unsaid) == (asked.confidence, asked.unsaid)


def test_offline_nothing_changes(home: Path):
    with Rag(settings=Settings(home=home), embedder=WordEmbedder()) as rag:
        assert rag.ask("When was Scale AI founded?").unsaid == ()
