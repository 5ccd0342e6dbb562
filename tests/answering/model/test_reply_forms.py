"""What each kind of client is asked for. Whether a server takes it is told in test_chat_model.py."""

from __future__ import annotations

from typing import Any

import pytest
from helpers.fakes import ScriptedModel
from langchain_core.output_parsers import JsonOutputParser
from langchain_core.runnables import Runnable
from pydantic import Field

from rag.answering.model.reply_forms import MOST_KEYS, Form, held_to

KEYS = ("1.1", "1.2")


class Client(ScriptedModel):
    """Takes a schema as LangChain's clients do, and records it with the options."""

    kind: str = "some-chat"
    asked: list[tuple[dict[str, Any], dict[str, Any]]] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return self.kind

    def with_structured_output(self, schema: Any, *, include_raw: bool = False, **options: Any) -> Runnable[Any, Any]:
        self.asked.append((schema, options))
        return self | JsonOutputParser()


class StrictClient(Client):
    def with_structured_output(self, schema: Any, *, strict: bool | None = None, **options: Any) -> Runnable[Any, Any]:  # type: ignore[override]
        return super().with_structured_output(schema, strict=strict, **options)


def keys_in(schema: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = schema["properties"]["claims"]["items"]["properties"]["keys"]
    return found


@pytest.mark.parametrize(
    ("client", "options"),
    [
        (Client(), {}),
        (Client(profile={"structured_output": True}), {"method": "json_schema"}),  # Anthropic's default is a tool
        (StrictClient(profile={"structured_output": True}), {"strict": True}),
    ],
)
def test_a_schema_is_asked_for_as_the_client_enforces_it(client: Client, options: dict[str, Any]):
    assert held_to(client, Form.SCHEMA, KEYS) is client
    ((schema, asked),) = client.asked
    assert asked == options
    assert keys_in(schema)["items"]["enum"] == list(KEYS)
    assert keys_in(schema)["maxItems"] == MOST_KEYS
    assert list(schema["properties"]) == schema["required"] == ["claims", "answered"]


def test_google_is_not_asked_for_a_list_of_keys_and_a_bound_together():
    client = Client(kind="chat-google-generative-ai")
    held_to(client, Form.SCHEMA, KEYS)
    assert "maxItems" not in keys_in(client.asked[0][0])
    assert keys_in(client.asked[0][0])["items"]["enum"] == list(KEYS)


def test_json_is_asked_for_without_a_list_of_keys_as_some_clients_send_the_schema_then_too():
    client = Client()
    held_to(client, Form.JSON, KEYS)
    ((schema, options),) = client.asked
    assert options == {"method": "json_mode"}
    assert keys_in(schema)["items"] == {"type": "string"}
