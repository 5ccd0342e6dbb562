"""Who is answered: hosts, sites, tokens, and what is sent with everything."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from helpers.served import served

from rag import Rag, RagError
from rag.server.access import Access
from rag.server.pool import Limits, Pool

TOKEN = "a-long-secret"


@pytest.mark.parametrize(
    ("host", "known"),
    [
        *(
            ("localhost", True),
            ("127.0.0.1:8484", True),
            ("[::1]:80", True),
            ("192.168.1.4", True),
            ("my.example:1", True),
        ),
        *(("evil.example", False), ("localhost.evil.example", False), ("127.0.0.1.evil.example", False)),
    ],
)
def test_a_name_that_may_have_been_turned_on_this_machine_is_not_answered(client: httpx.Client, host: str, known: bool):
    access = Access(names=frozenset({"my.example"}))
    assert access.knows_host(host) == known
    if not known:
        response = client.get("/articles", headers={"host": host})
        assert response.status_code == 421
        assert "--allow-host" in response.json()["hint"]


def test_a_page_of_another_site_may_not_ask(client: httpx.Client, url: str):
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        assert client.post("/ask", json={"question": "Who?"}, headers=headers).status_code == 403
    assert client.get("/articles", headers={"origin": url, "sec-fetch-site": "same-origin"}).status_code == 200
    assert client.get("/", headers={"sec-fetch-site": "cross-site"}).status_code == 200  # a link to the page


def test_a_site_that_is_allowed_asks_and_its_preflight_needs_no_token(rag: Rag):
    access = Access(token=TOKEN, origins=frozenset({"https://news.example"}))
    with served(rag, access=access) as url, httpx.Client(base_url=url) as client:
        asked = {"origin": "https://news.example", "access-control-request-method": "POST"}
        preflight = client.options("/ask", headers={**asked, "access-control-request-headers": "authorization"})
        assert preflight.status_code == 200
        assert preflight.headers["access-control-allow-origin"] == "https://news.example"
        assert client.options("/ask", headers={**asked, "origin": "https://evil.example"}).status_code == 403
        shown = {"origin": "https://news.example", "authorization": f"Bearer {TOKEN}"}
        assert client.get("/articles", headers=shown).headers["access-control-allow-origin"] == "https://news.example"


def test_with_a_token_nothing_is_told_without_it(rag: Rag):
    with served(rag, access=Access(token=TOKEN)) as url, httpx.Client(base_url=url) as client:
        for path in ("/ask?q=a", "/articles", "/articles/one", "/v1/models", "/mcp", "/nowhere"):
            for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": f"Basic {TOKEN}"}):
                refused = client.get(path, headers=headers)
                assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer"), path
        assert client.get("/articles", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
        assert client.get("/v1/models").json()["error"]["message"].startswith("The token is missing or wrong.")
        assert [client.get(path).status_code for path in ("/", "/page.js", "/health")] == [200, 200, 200]


def test_another_address_is_refused_without_a_token_and_a_token_has_a_form():
    with pytest.raises(RagError, match="can be reached from other machines"):
        Access(host="0.0.0.0")
    for token in ("short", "with a blank in it", "geheimes-wört"):
        with pytest.raises(RagError, match="at least 8 characters"):
            Access(token=token)
    with pytest.raises(RagError, match="no site that can be allowed"):
        Access(origins=frozenset({"news.example/path"}))
    Access(host="::1")
    Access(host="0.0.0.0", token=TOKEN)


def test_every_answer_says_what_a_browser_may_do_with_it(client: httpx.Client):
    for path in ("/", "/articles", "/nowhere"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    assert client.get("/articles").headers["cache-control"] == "no-store"


def test_a_failure_of_ours_is_told_without_its_traceback(rag: Rag, caplog: pytest.LogCaptureFixture, tmp_path: Path):
    class Broken(Rag):
        def articles(self) -> list[object]:  # type: ignore[override]
            raise ZeroDivisionError("a secret")

    with served(Broken(tmp_path)) as url:
        response = httpx.get(f"{url}/articles")
    assert response.status_code == 500
    assert response.json()["error"] == "The server failed at this request."
    assert "ZeroDivisionError: a secret" in caplog.text


def test_the_log_holds_neither_question_nor_token(rag: Rag):
    lines: list[str] = []
    with served(rag, access=Access(token=TOKEN), log=lines.append) as url:
        shown = {"authorization": f"Bearer {TOKEN}"}
        httpx.get(f"{url}/ask", params={"q": "A private question?"}, headers=shown, timeout=60)
        httpx.get(f"{url}/a%0a%1b[31m")
    assert [line.split(" ")[3:6] for line in lines[:1]] == [["GET", "/ask", "200"]]
    assert all(TOKEN not in line and "private" not in line and "\x1b" not in line for line in lines)
    assert all("\n" not in line for line in lines)


def test_the_wait_that_is_named_grows_with_the_queue():
    pool = Pool(Limits(threads=2, waiting=98))
    pool.taken = 100
    with pytest.raises(RagError, match="Too many questions") as refused:
        pool.steps(lambda: None)  # type: ignore[arg-type, return-value]
    assert refused.value.hint == "Ask again in 5 s."
