from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from rag.chain import Query, Steps, build_chain, make_retriever, progress
from rag.types import Answer, Claim, Draft, Filters, Passage, Progress, Sentence, Span

PASSAGE = Passage(
    "a", "0" * 64, 5, 21, "Meta may invest.", 0.5, "T", "Finway", None, (Sentence(5, 21, "Meta may invest."),)
)


class Recorder:
    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []

    def condense(self, question: str, history: Sequence[tuple[str, str]]) -> tuple[str, Mapping[str, int]]:
        self.calls.append(("condense", question, history))
        return question.upper(), {"input_tokens": 5}

    def retrieve(self, question: str, k: int, filters: Filters, _: object) -> tuple[Passage, ...]:
        self.calls.append(("retrieve", question, k, filters))
        return (PASSAGE,)

    def draft(self, question: str, passages: Sequence[Passage]) -> Iterator[Draft]:
        self.calls.append(("draft", question, tuple(passages)))
        yield Draft((Claim("Meta may invest.", ("1.1",)),), "fake", 0.5, usage={"input_tokens": 7, "output_tokens": 2})

    def chain(self):
        return build_chain(Steps(self.condense, self.retrieve, self.draft))


def test_each_step_gets_what_the_one_before_it_made():
    steps = Recorder()
    answer = steps.chain().invoke(Query("who?", (("q", "a"),), 3))
    assert steps.calls == [
        ("condense", "who?", (("q", "a"),)),
        ("condense", "who?", ()),
        ("retrieve", "WHO?", 3, Filters()),
        ("draft", "WHO?", (PASSAGE,)),
    ]
    assert (answer.question, answer.text, answer.model) == ("who?", "Meta may invest. [1]", "fake")
    assert answer.usage == {"input_tokens": 12, "output_tokens": 2}
    assert set(answer.seconds) == {"retrieve", "answer", "total"}


def test_the_steps_bear_their_names_for_whoever_traces_them():
    assert [step.name for step in Recorder().chain().steps] == ["condense", "retrieve", "draft", "verify"]


def test_batches_streams_and_async_calls_give_the_same_answer():
    def texts(answers: Sequence[Answer]) -> list[str]:
        return [a.text for a in answers]

    chain, query = Recorder().chain(), Query("who?")
    assert texts(chain.batch([query, query])) == texts([chain.invoke(query)] * 2)
    assert texts(list(chain.stream(query))) == ["", "Meta may invest. [1]"]
    assert asyncio.run(chain.ainvoke(query)).text == "Meta may invest. [1]"

    async def streamed() -> list[Answer]:
        return [answer async for answer in chain.astream(query)]

    assert texts(asyncio.run(streamed())) == ["", "Meta may invest. [1]"]


def test_progress_says_each_claim_once_and_ends_with_the_answer():
    chain, query = Recorder().chain(), Query("who?")
    searching, writing, claim, done = progress(chain, query)
    assert (searching.stage, writing.stage, claim.stage, done.stage) == ("searching", "writing", "claim", "done")
    assert (claim.text, [c.marker for c in claim.citations]) == ("Meta may invest. [1]", [1])
    assert done.answer is not None
    assert done.answer.text == chain.invoke(query).text


def test_the_retriever_gives_documents_that_say_where_they_are_from():
    (document,) = make_retriever(lambda _: [PASSAGE]).invoke("who?")
    assert document.page_content == "Meta may invest."
    assert document.metadata == {
        "article_id": "a",
        "sha256": "0" * 64,
        "start": 5,
        "end": 21,
        "title": "T",
        "source": "Finway",
        "published": None,
        "page": None,
        "score": 0.5,
    }


def test_a_claim_of_the_stream_says_where_its_exact_words_stand_and_an_abstention_is_no_claim():
    texts = "It closed in 2024.", "Oslo paid 310 million."
    sentences = (Sentence(0, 18, texts[0], answer=Span(13, 17)), Sentence(19, 41, texts[1], answer=Span(29, 40)))
    both = replace(PASSAGE, start=0, end=41, text=" ".join(texts), sentences=sentences)
    claims = tuple(Claim(text, (f"1.{n}",)) for n, text in enumerate(texts, 1))

    def steps(*drafts: Draft) -> list[Progress]:
        def draft(question: str, passages: Sequence[Passage]) -> Iterator[Draft]:
            yield from drafts

        chain = build_chain(Steps(lambda question, _: (question, {}), lambda *_: (both,), draft))
        return list(progress(chain, Query("who?")))

    *_, one, two, done = steps(Draft(claims[:1], "m", complete=False), Draft(claims, "m"))
    assert [[step.text[slice(*span)] for span in step.answer_spans] for step in (one, two)] == [
        ["2024"],
        ["310 million"],
    ]
    assert done.answer
    assert [done.answer.text[slice(*span)] for span in done.answer.answer_spans] == ["2024", "310 million"]
    refused = steps(Draft((), "m", nearest=("1.1",)))
    assert [step.stage for step in refused] == ["searching", "writing", "done"]
    assert refused[-1].answer
    assert refused[-1].answer.text.endswith("Nearest: It closed in 2024. [1]")
