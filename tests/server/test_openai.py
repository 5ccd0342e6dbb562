"""The official client, and LangChain's, speak to us as to OpenAI."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import openai
import pytest
from helpers.fakes import ScriptedModel, WordEmbedder
from helpers.served import served
from langchain_core.messages import AIMessage, HumanMessage
from langchain_openai import ChatOpenAI

from rag import Answer, Rag

QUESTION = "How many dollars has Microsoft invested in OpenAI?"
OFF_TOPIC = "Which volcano erupted near Reykjavik yesterday?"


@pytest.fixture(scope="module")
def api(url: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0) as client:
        yield client


@pytest.fixture(scope="module")
def answer(rag: Rag) -> Answer:
    return rag.ask(QUESTION)


def messages(*texts: str) -> list[Any]:
    return [{"role": ("user", "assistant")[n % 2], "content": text} for n, text in enumerate(texts)]


def check_annotations(cited: list[dict[str, Any]], answer: Answer, rag: Rag) -> None:
    assert [each["marker"] for each in cited] == [citation.marker for citation in answer.citations]
    for each, citation in zip(cited, answer.citations, strict=True):
        assert answer.text[each["start_index"] : each["end_index"]] in answer.claims
        assert (each["title"], each["url"]) == (citation.title, "https://post.example/openai")
        assert rag.article(each["article_id"]).text[each["start"] : each["end"]] == each["quote"]


def test_a_completion_is_the_answer_with_its_citations(api: openai.OpenAI, answer: Answer, rag: Rag):
    done = api.chat.completions.create(model="rag", messages=messages(QUESTION))
    (choice,) = done.choices
    assert (choice.message.content, choice.finish_reason) == (answer.text, "stop")
    assert choice.message.annotations
    check_annotations([each.model_dump()["url_citation"] for each in choice.message.annotations], answer, rag)
    assert done.usage
    assert done.usage.total_tokens == 0
    assert done.model_extra
    assert done.model_extra["rag"]["abstained"] is False


@pytest.mark.parametrize("question", [QUESTION, OFF_TOPIC])
def test_a_streamed_completion_is_the_same(api: openai.OpenAI, rag: Rag, question: str):
    with api.chat.completions.stream(
        model="rag", messages=messages(question), stream_options={"include_usage": True}
    ) as stream:
        for _ in stream:
            pass
        done = stream.get_final_completion()
    answer = rag.ask(question)
    assert done.choices[0].message.content == answer.text
    assert (done.choices[0].message.annotations or []) != [] or answer.abstained
    if not answer.abstained:
        found = [each.model_dump()["url_citation"] for each in done.choices[0].message.annotations or []]
        check_annotations(found, answer, rag)
    assert done.usage


def test_a_response_is_the_answer_with_its_citations(api: openai.OpenAI, answer: Answer, rag: Rag):
    done = api.responses.create(model="rag", input=QUESTION, instructions="Answer in verse.")
    assert (done.output_text, done.status) == (answer.text, "completed")
    (part,) = done.output[0].content  # type: ignore[union-attr]
    check_annotations([each.model_dump() for each in part.annotations], answer, rag)  # type: ignore[union-attr]


def test_a_streamed_response_is_the_same(api: openai.OpenAI, answer: Answer, rag: Rag):
    with api.responses.stream(model="rag", input=messages(QUESTION)) as stream:
        kinds = [each.type for each in stream]
        done = stream.get_final_response()
    assert done.output_text == answer.text
    assert kinds[0] == "response.created"
    assert kinds[-1] == "response.completed"
    assert kinds.count("response.output_text.annotation.added") == len(answer.citations)
    (part,) = done.output[0].content  # type: ignore[union-attr]
    check_annotations([each.model_dump() for each in part.annotations], answer, rag)  # type: ignore[union-attr]


def test_earlier_messages_are_the_history(api: openai.OpenAI, rag: Rag):
    earlier, follow_up = "What does Microsoft do?", "And in OpenAI, how many dollars has it invested?"
    parts = [{"type": "text", "text": follow_up}]
    told: list[Any] = [{"role": "system", "content": "Be brief."}, *messages(earlier, "It writes software. [1]")]
    done = api.chat.completions.create(model="rag", messages=[*told, {"role": "user", "content": parts}])
    assert done.choices[0].message.content == rag.ask(follow_up, history=[(earlier, "It writes software.")]).text


def test_filters_are_sent_beside_the_messages(api: openai.OpenAI, rag: Rag):
    done = api.chat.completions.create(
        model="rag",
        messages=messages("How many dollars did it invest?"),
        extra_body={"sources": ["The Post"], "k": 2},
    )
    assert done.choices[0].message.content == rag.ask("How many dollars did it invest?", sources="The Post", k=2).text


def test_models_are_those_that_answer(api: openai.OpenAI):
    assert [each.id for each in api.models.list()] == ["rag", "rag:extractive"]
    assert api.models.retrieve("rag").id == "rag"
    with pytest.raises(openai.NotFoundError, match="There are rag and rag:extractive"):
        api.chat.completions.create(model="gpt-5", messages=messages(QUESTION))


def test_mistakes_are_the_clients_own_errors(api: openai.OpenAI):
    for wrong in ([], [{"role": "assistant", "content": "a"}], messages("")):
        with pytest.raises(openai.BadRequestError):
            api.chat.completions.create(model="rag", messages=wrong)
    with pytest.raises(openai.BadRequestError, match="No earlier response is kept here"):
        api.responses.create(model="rag", input=QUESTION, previous_response_id="resp_1")
    with pytest.raises(openai.APIError, match="No article is called 'none'"):
        list(
            api.chat.completions.create(
                model="rag", messages=messages(QUESTION), stream=True, extra_body={"articles": ["none"]}
            )
        )


def test_a_chat_model_writes_as_rag_and_quotes_answer_as_extractive(rag: Rag):
    model = ScriptedModel(reply="Microsoft has invested thirteen billion dollars in OpenAI [1.1].")
    with Rag(rag.settings.home, embedder=WordEmbedder(), model=model) as writing, served(writing) as url:
        api = openai.OpenAI(base_url=f"{url}/v1", api_key="none")
        written = api.chat.completions.create(model="rag", messages=messages(QUESTION))
        api.chat.completions.create(model="rag", messages=messages(QUESTION))
        assert len(model.told) == 2  # whoever asks again may want another wording
        quoted = api.chat.completions.create(model="rag:extractive", messages=messages(QUESTION))
        api.close()
    assert written.usage
    assert written.usage.total_tokens == 220
    assert "thirteen billion" in (quoted.choices[0].message.content or "")


def test_open_webui_gets_a_source_for_each_marker(rag: Rag, answer: Answer):
    with served(rag, open_webui=True) as url:
        body = {"model": "rag", "messages": messages(QUESTION), "stream": True}
        lines = httpx.post(f"{url}/v1/chat/completions", json=body).text.split("\n\n")
    chunks = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: {")]
    sources = [each["event"]["data"] for each in chunks if "event" in each]
    assert all(each["choices"] or "usage" in each for each in chunks)
    assert [each["document"] for each in sources] == [[citation.quote] for citation in answer.citations]
    assert len({each["metadata"][0]["source"] for each in sources}) == len(answer.citations)


def test_langchains_client_speaks_to_us(url: str, rag: Rag, answer: Answer):
    model = ChatOpenAI(base_url=f"{url}/v1", api_key="none", model="rag")  # type: ignore[arg-type]
    assert model.invoke(QUESTION).content == answer.text
    assert "".join(str(chunk.content) for chunk in model.stream(QUESTION)) == answer.text
    told = [HumanMessage("What does Microsoft do?"), AIMessage("It writes software."), HumanMessage("Who declined?")]
    history = [("What does Microsoft do?", "It writes software.")]
    assert model.invoke(told).content == rag.ask("Who declined?", history=history).text
