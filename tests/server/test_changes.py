"""Articles that clients send, with the token."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from helpers.library_builders import rag_with
from helpers.served import ARTICLES, served

from rag import Rag
from rag.server.access import Access

TOKEN = "a-long-secret"


@pytest.fixture(scope="module")
def writable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rag]:
    with closing(rag_with(tmp_path_factory.mktemp("writable"), {"one": ARTICLES["one"]})) as made:
        yield made


@pytest.fixture(scope="module")
def writer(writable: Rag) -> Iterator[httpx.Client]:
    shown = {"authorization": f"Bearer {TOKEN}"}
    with served(writable, access=Access(token=TOKEN)) as url, httpx.Client(base_url=url, headers=shown) as made:
        made.timeout = httpx.Timeout(60)
        yield made


def test_a_file_is_added_updated_and_erased(writer: httpx.Client, writable: Rag):
    def sent(text: str) -> dict[str, object]:
        files = {"file": ("../../ferry report.txt", text.encode())}
        return dict(writer.post("/articles", files=files, data={"source": "The Post"}).json())

    text = "The old ferry closed in 2024 after a hundred years. Nobody wants to see it go."
    assert sent(text)["counts"] == {"added": 1}
    assert sent(text)["counts"] == {"unchanged": 1}
    assert sent(text.replace("2024", "2025"))["counts"] == {"updated": 1}
    assert "2025" in writer.get("/ask", params={"q": "When did the old ferry close?"}).json()["answer"]
    assert writer.get("/articles/ferry report").json()["source"] == "The Post"
    kept = writable.settings.home / "uploads" / "ferry report.txt"
    assert kept.stat().st_mode & 0o077 == 0
    assert writer.delete("/articles/ferry report").json() == {"removed": ["ferry report"]}
    assert not kept.exists()
    assert writer.delete("/articles/ferry report").status_code == 404


def test_articles_come_as_json_and_outcomes_stream(writer: httpx.Client):
    article = {"id": "mine", "title": "The mine", "text": "The copper mine closed in 2024 after a hundred years."}
    assert writer.post("/articles", json=article).json()["counts"] == {"added": 1}
    both = {"articles": [article, {"id": "mill", "text": "The paper mill opened in 1911 and burnt down in 1954."}]}
    lines = writer.post("/articles", json=both, headers={"accept": "text/event-stream"}).text.strip().split("\n\n")
    assert [line.split("\n")[0] for line in lines] == ["event: outcome", "event: outcome", "event: done"]
    assert json.loads(lines[-1].split("data: ")[1])["counts"] == {"unchanged": 1, "added": 1}


def test_a_url_keeps_the_rules_for_urls_and_a_path_is_never_read(writer: httpx.Client, tmp_path: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text("The password of the vault is swordfish, as everybody in the bank knows by now.")
    refused = writer.post("/articles", json={"url": "http://127.0.0.1:9/a"})
    assert refused.status_code == 422
    assert refused.json()["outcomes"][0]["status"] == "failed"
    for given in ({"url": str(secret)}, {"url": secret.as_uri()}, {"url": "-"}, {"path": str(secret)}, {}, {"url": 3}):
        assert writer.post("/articles", json=given).status_code == 400, given
    assert writer.post("/articles", json={"id": "x", "text": "A text of some words.", "origin": str(secret)}).is_success
    assert "swordfish" not in writer.get("/articles/x").text
    assert writer.post("/articles", json={"url": "https://a.example/b", "outlet": "c"}).status_code == 400


def test_a_file_that_cannot_be_read_is_not_kept(writer: httpx.Client, writable: Rag):
    response = writer.post("/articles", files={"file": ("broken.pdf", b"%PDF-1.4 nothing")})
    assert response.status_code == 422
    assert response.json()["outcomes"][0]["status"] == "failed"
    assert not (writable.settings.home / "uploads" / "broken.pdf").exists()
    assert writer.post("/articles", files={"other": ("a.txt", b"a")}).status_code == 400
    assert writer.post("/articles", content=b"x" * 20_000_001).status_code == 413
    assert writer.post("/articles", files={"file": ("a.txt", b"x" * 20_000_001)}).status_code == 413
    assert writer.post("/articles", content=b"x", headers={"content-type": "multipart/form-data"}).status_code == 400


def test_a_server_without_a_token_changes_nothing(client: httpx.Client):
    for response in (client.post("/articles", json={"text": "A text."}), client.delete("/articles/one")):
        assert response.status_code == 403
        assert "--token-file" in response.json()["hint"]
