"""`/ask`, `/check`, `/articles` and `/health` over HTTP."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from helpers.fakes import WordEmbedder
from helpers.library_builders import rag_with, write_articles
from helpers.served import ARTICLES, Slow, served
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import Rag, Settings
from rag.server.pool import Limits

QUESTION = "How many dollars may Meta invest in Scale AI?"
EVENTS = {"accept": "text/event-stream"}
OFF_TOPIC = "Which volcano erupted near Reykjavik yesterday?"


def untimed(document: dict[str, Any]) -> dict[str, Any]:
    return document | {"seconds": None}


def events(text: str) -> list[tuple[str, Any]]:
    blocks = [block.split("\n") for block in text.strip().split("\n\n")]
    return [(block[0].removeprefix("event: "), json.loads(block[1].removeprefix("data: "))) for block in blocks]


@pytest.mark.parametrize("question", [QUESTION, OFF_TOPIC])
def test_the_document_is_that_of_the_library(client: httpx.Client, rag: Rag, question: str):
    expected = untimed(rag.ask(question).to_dict())
    assert untimed(client.post("/ask", json={"question": question}).json()) == expected
    assert untimed(client.get("/ask", params={"q": question}).json()) == expected


def test_history_filters_and_k_are_those_of_the_library(client: httpx.Client, rag: Rag):
    history = [["What does Microsoft do?", "It writes software."]]
    asked: dict[str, Any] = {"question": "And in OpenAI, how many dollars has it invested?", "history": history, "k": 1}
    document = client.post("/ask", json=asked).json()
    assert "thirteen billion" in document["answer"]
    assert len(document["passages"]) == 1
    narrowed = {"article": "two", "source": "the post", "since": "2026-05-01", "until": "May 5, 2026", "k": "3"}
    document = client.get("/ask", params={"q": QUESTION, **narrowed}).json()
    assert {passage["article_id"] for passage in document["passages"]} == {"two"}


@pytest.mark.parametrize("question", [QUESTION, OFF_TOPIC])
def test_an_answer_streams_its_claims_and_ends_with_the_document(client: httpx.Client, rag: Rag, question: str):
    response = client.post("/ask", json={"question": question}, headers=EVENTS)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["x-accel-buffering"] == "no"
    found = events(response.text)
    answer = rag.ask(question)
    claims = [data for name, data in found if name == "claim"]
    assert [name for name, _ in found] == ["searching", "writing", *["claim"] * len(claims), "done"]
    assert " ".join(claim["text"] for claim in claims) == ("" if answer.abstained else answer.text)
    assert untimed(found[-1][1]) == untimed(answer.to_dict())


def test_a_mistake_is_a_sentence_and_says_what_to_do(client: httpx.Client):
    for asked, status, says in [
        ({"question": " "}, 400, "The question is empty."),
        ({}, 400, "The question is missing."),
        ({"question": None}, 400, "question must be a text, not None."),
        ({"question": QUESTION, "k": 0}, 400, "k must be at least 1, not 0."),
        ({"question": QUESTION, "k": 10**6}, 400, "k is at most 100 here, not 1000000."),
        ({"question": "x" * 10_001}, 413, "The question is longer than 10,000 characters."),
        ({"question": QUESTION, "outlets": []}, 400, "There is no 'outlets' to send."),
        ({"question": QUESTION, "articles": ["three"]}, 404, "No article is called 'three'."),
        ({"question": QUESTION, "since": "soon"}, 400, "soon"),
    ]:
        response = client.post("/ask", json=asked)
        assert (response.status_code, set(response.json())) == (status, {"error", "hint"}), asked
        assert says in response.json()["error"]
        assert response.json()["hint"] or asked.get("question", "") is None
    assert client.get("/ask").json()["error"] == "The question is missing."
    assert client.get("/ask", params={"q": "a", "k": "many"}).status_code == 400
    assert client.post("/ask", content=b"{").json()["error"] == "The request is not a JSON document."
    assert client.post("/ask", content=b"[]").json()["error"] == "The request is not a JSON object."
    assert client.post("/ask", content=b"[" * 100_000).status_code == 400
    assert client.post("/ask", content=b" " * 1_000_001).status_code == 413
    assert client.get("/nowhere").status_code == 404
    assert client.put("/ask").json() == {"error": "Method Not Allowed: /ask", "hint": "There it takes GET, HEAD, POST."}


def test_an_error_after_the_stream_began_is_its_last_event(client: httpx.Client):
    asked = {"question": QUESTION, "articles": ["three"]}
    found = events(client.post("/ask", json=asked, headers=EVENTS).text)
    assert [name for name, _ in found] == ["searching", "error"]
    assert found[-1][1]["error"] == "No article is called 'three'."


def test_articles_are_listed_shown_and_found(client: httpx.Client, rag: Rag):
    listed = client.get("/articles")
    assert [entry["id"] for entry in listed.json()] == ["bridge", "one", "two"]
    assert listed.headers["x-total-count"] == "3"
    assert [entry["id"] for entry in client.get("/articles", params={"q": "the post"}).json()] == ["two"]
    assert [entry["id"] for entry in client.get("/articles", params={"limit": 1, "offset": 2}).json()] == ["two"]
    assert client.get("/articles", params={"sort": "newest", "limit": 1}).json()[0]["id"] == "two"
    assert "sort=newest" in client.get("/articles", params={"sort": "title"}).json()["hint"]
    shown, sha256 = client.get("/articles/one").json(), rag.article("one").sha256
    assert (shown["text"], shown["sha256"], shown["versions"]) == (ARTICLES["one"], sha256, [sha256])
    assert client.get("/articles/one", params={"version": sha256[:9]}).json() == shown
    for path in (
        "/articles/none",
        "/articles/one?version=00ff",
        "/articles/one?page=3",
        "/articles/..%2F..%2Fetc%2Fpasswd",
    ):
        assert client.get(path).status_code == 404


def test_a_story_is_told_in_steps_and_a_day_of_the_reader_counts(client: httpx.Client, rag: Rag):
    topic = "Microsoft invested in OpenAI"
    assert client.get("/timeline", params={"q": topic, "k": 3}).json() == rag.timeline(topic, 3).to_dict()
    assert client.get("/timeline").json()["error"] == "The story is missing."
    document = client.post("/ask", json={"question": "Who declined to comment?", "as_of": "2026-05-03"}).json()
    assert "two" not in {passage["article_id"] for passage in document["passages"]}


def test_a_saved_answer_is_checked_again(client: httpx.Client):
    document = client.post("/ask", json={"question": QUESTION}).json()
    assert client.post("/check", json=document).json()["counts"] == {"valid": 1, "stale": 0, "broken": 0}
    document["citations"][0]["quote"] = document["citations"][0]["quote"].replace("ten", "six")
    checked = client.post("/check", json=document).json()
    assert [verdict["status"] for verdict in checked["verdicts"]] == ["broken"]
    assert client.post("/check", json={}).json()["error"] == "The document has no list of citations."


def test_what_another_process_ingests_is_answered_from(tmp_path: Path):
    rag = rag_with(tmp_path, {"one": ARTICLES["one"]})
    with served(rag) as url, httpx.Client(base_url=url, timeout=60) as client:
        asked = {"q": "How many dollars has Microsoft invested in OpenAI?"}
        first = client.get("/ask", params=asked)
        assert "thirteen" not in first.text
        assert client.get("/ask", params=asked).json() == first.json()  # remembered, with the seconds that it took
        with Rag(settings=Settings(home=tmp_path / "library"), embedder=WordEmbedder()) as other:
            other.ingest(write_articles(tmp_path / "more", {"two": ARTICLES["two"]}))
        assert "thirteen billion" in client.get("/ask", params=asked).json()["answer"]
    rag.close()


def test_an_empty_library_is_healthy_and_says_what_to_type(tmp_path: Path):
    with Rag(tmp_path / "none", embedder=WordEmbedder()) as rag, served(rag) as url:
        assert httpx.get(f"{url}/health").json() == {"status": "empty", "questions": 0}
        response = httpx.get(f"{url}/ask", params={"q": QUESTION})
        assert response.status_code == 409
        assert "rag ingest" in response.json()["hint"]


def waited(condition: Any, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return bool(condition())


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[tuple[Slow, Rag]]:
    rag_with(tmp_path, ARTICLES).close()
    model = Slow()
    with Rag(settings=Settings(home=tmp_path / "library"), embedder=WordEmbedder(), model=model) as rag:
        yield model, rag


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_client_that_goes_away_stops_its_question(slow: tuple[Slow, Rag], accept: str):
    model, rag = slow
    with served(rag) as url:
        port = int(url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(f"GET /ask?q=Scale HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n\r\n".encode())
            assert waited(lambda: model.told)
        assert waited(lambda: httpx.get(f"{url}/health").json()["questions"] == 0)
        model.go.set()
        assert waited(lambda: model.stopped)


def test_more_questions_than_may_wait_are_told_to_come_again(slow: tuple[Slow, Rag]):
    model, rag = slow
    with served(rag, limits=Limits(threads=1, waiting=1)) as url, ThreadPoolExecutor(2) as clients:
        asked = [clients.submit(httpx.get, f"{url}/ask", params={"q": QUESTION}, timeout=60) for _ in range(2)]
        assert waited(lambda: httpx.get(f"{url}/health").json()["questions"] == 2)
        refused = httpx.post(f"{url}/ask", json={"question": QUESTION})
        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) >= 1
        assert refused.json()["error"] == "Too many questions wait already."
        model.go.set()
        assert [each.result().status_code for each in asked] == [200, 200]


def test_a_verdict_becomes_a_case(client: httpx.Client, rag: Rag):
    answer, path = rag.ask(QUESTION), rag.settings.home / "feedback.jsonl"
    seen = {"question": QUESTION, "history": [], "answer": answer.text}
    kept = client.post("/feedback", json=seen).json()["case"]
    assert (kept["question"], kept["articles"], kept["tags"]) == (QUESTION, ["one"], ["feedback", "good"])
    fixed = client.post("/feedback", json=seen | {"right": "Eleven billion"}).json()
    assert fixed["replaced"]
    (line,) = path.read_text(encoding="utf-8").splitlines()
    assert json.loads(line) == fixed["case"]
    assert fixed["case"]["answers"] == ["Eleven billion"]
    assert client.post("/feedback", json=seen | {"answer": "Nine billion."}).status_code == 409
    assert client.post("/feedback", json=seen | {"articles": ["one"], "right": "-"}).status_code == 422
    assert client.post("/feedback", json={"answer": "a"}).status_code == 400
    path.unlink()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
ASKED = st.dictionaries(
    st.sampled_from(["question", "history", "k", "articles", "sources", "since", "until", "x"]),
    JSON | st.just(QUESTION),
)


DOORS = ["/ask", "/check", "/feedback", "/v1/chat/completions", "/v1/responses", "/mcp"]


@settings(max_examples=40)
@given(path=st.sampled_from(DOORS), asked=ASKED | JSON)
def test_no_document_breaks_the_server(client: httpx.Client, path: str, asked: Any):
    asked = asked | {"messages": [{"role": "user", "content": asked}]} if isinstance(asked, dict) else asked
    body, headers = json.dumps(asked).encode(), {"content-type": "application/json", "accept": "application/json"}
    assert client.post(path, content=body, headers=headers).status_code in (200, 202, 400, 404, 406, 409, 413, 422)


@settings(max_examples=40)
@given(
    path=st.sampled_from(["/ask", "/timeline", "/articles", "/articles/one", "/articles/"]),
    name=st.sampled_from(["q", "k", "article", "since", "as_of", "limit", "offset", "sort", "version", "page", "x"]),
    value=st.text(max_size=12),
)
def test_no_parameter_breaks_the_server(client: httpx.Client, path: str, name: str, value: str):
    assert client.get(path, params={name: value}).status_code in (200, 400, 404, 413)
