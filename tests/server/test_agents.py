"""The tools, over MCP with the real client and as LangChain's."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from helpers.served import ARTICLES, served
from mcp import Client, StdioServerParameters
from mcp.shared.exceptions import MCPError

from rag import Rag
from rag.langchain import tools
from rag.server.access import Access

QUESTION = "How many dollars may Meta invest in Scale AI?"


def speaking(server: Any, talk: Callable[[Client], Awaitable[None]]) -> None:
    async def run() -> None:
        async with Client(server) as client:
            await talk(client)

    asyncio.run(run())


def test_an_agent_asks_searches_reads_and_checks_over_http(url: str, rag: Rag):
    answer, article = rag.ask(QUESTION), rag.article("one")

    async def talk(client: Client) -> None:
        listed = (await client.list_tools()).tools
        assert [tool.name for tool in listed] == ["ask", "search", "article", "timeline", "check"]
        assert all(tool.output_schema and tool.annotations and tool.annotations.read_only_hint for tool in listed)
        assert all(field["description"] for tool in listed for field in tool.input_schema["properties"].values())
        told = (await client.call_tool("ask", {"question": QUESTION})).structured_content
        assert (told["answer"], told["confidence"]) == (answer.text, round(answer.confidence or 0, 4))
        assert [each["quote"] for each in told["citations"]] == [each.quote for each in answer.citations]
        checked = (await client.call_tool("check", {"answer": told})).structured_content
        assert [each["status"] for each in checked["verdicts"]] == ["valid"]
        asked = {"question": "OpenAI", "k": 1, "sources": ["The Post"], "since": "2026-05-01"}
        found = (await client.call_tool("search", asked)).structured_content["passages"]
        assert [each["article_id"] for each in found] == ["two"]
        early = await client.call_tool("ask", {"question": "Who declined to comment?", "as_of": "2026-05-03"})
        assert all(each["article_id"] != "two" for each in early.structured_content["citations"])
        story = (await client.call_tool("timeline", {"topic": "Microsoft invested in OpenAI"})).structured_content
        assert [step["text"] for step in story["steps"]] == [each["quote"] for each in story["citations"]]
        assert "2026-05-04" in [step["day"] for step in story["steps"]]
        checked = (await client.call_tool("check", {"answer": story})).structured_content
        assert {each["status"] for each in checked["verdicts"]} == {"valid"}
        part = {"article_id": "one", "start": answer.citations[0].start, "length": 4}
        read = (await client.call_tool("article", part)).structured_content
        assert (read["text"], read["characters"]) == (article.text[part["start"] :][:4], len(article.text))
        (resource,) = (await client.read_resource("article://one")).contents
        assert getattr(resource, "text", None) == article.text
        assert [each.uri_template for each in (await client.list_resource_templates()).resource_templates]

    speaking(f"{url}/mcp", talk)


def test_a_mistake_of_an_agent_says_what_to_do(url: str):
    async def talk(client: Client) -> None:
        for name, given, says in [
            ("ask", {"question": " "}, "The question is empty."),
            ("search", {"question": "a", "articles": ["none"]}, "No article is called 'none'."),
            ("article", {"article_id": "none"}, "No article is called 'none'."),
            ("check", {"answer": {}}, "The document has no list of citations."),
        ]:
            result = await client.call_tool(name, given)
            assert result.is_error
            assert says in result.content[0].text  # type: ignore[union-attr]
        with pytest.raises(MCPError, match="No article is called"):
            await client.read_resource("article://none")

    speaking(f"{url}/mcp", talk)


def test_no_stream_is_held_open_for_what_is_never_sent(url: str):
    refused = httpx.get(f"{url}/mcp", headers={"accept": "text/event-stream"})
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")


def test_the_token_is_asked_of_an_agent_too(rag: Rag):
    async def talk(_: Client) -> None: ...

    with served(rag, access=Access(token="a-long-secret")) as url:
        with pytest.raises(BaseExceptionGroup) as refused:
            speaking(f"{url}/mcp", talk)
        assert "Server returned an error response" in repr(refused.value)


def test_an_agent_reads_over_standard_input_while_a_server_runs(url: str, rag: Rag):
    command = ["-m", "rag", "mcp", "--home", str(rag.settings.home)]

    async def talk(client: Client) -> None:
        assert len((await client.list_tools()).tools) == 5
        told = (await client.call_tool("article", {"article_id": "one"})).structured_content
        assert told["text"] == ARTICLES["one"]
        assert (await client.call_tool("ask", {"question": " "})).is_error

    assert httpx.get(f"{url}/articles").is_success  # it has the library open
    speaking(StdioServerParameters(command=sys.executable, args=command, env=dict(os.environ)), talk)


def test_langchains_tools_are_the_same(rag: Rag):
    made = {tool.name: tool for tool in tools(rag)}
    assert list(made) == ["ask", "search", "article", "timeline", "check"]
    told = json.loads(made["ask"].invoke({"question": QUESTION}))
    assert told["answer"] == rag.ask(QUESTION).text
    assert [each["status"] for each in json.loads(made["check"].invoke({"answer": told}))["verdicts"]] == ["valid"]
    assert json.loads(made["article"].invoke({"article_id": "one"}))["text"] == ARTICLES["one"]
    assert "No article is called 'none'." in made["search"].invoke({"question": "a", "articles": ["none"]})
    topic = "Microsoft invested in OpenAI"
    story = json.loads(made["timeline"].invoke({"topic": topic, "as_of": "2026-06-01"}))
    assert [step["text"] for step in story["steps"]] == [step.citation.quote for step in rag.timeline(topic).steps]
    assert made["ask"].args["since"]["description"].startswith("The first day")
