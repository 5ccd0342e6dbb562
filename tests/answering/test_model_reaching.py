"""Whether a chat model's provider is there, asked through the real client."""

from __future__ import annotations

import pytest
from helpers.fakes import ScriptedModel
from helpers.openai_server import Script, openai_server

from rag.answering.model_errors import Called
from rag.answering.model_loading import load_chat_model, reached
from rag.errors import ModelError


def ask(url: str) -> bool:
    called = Called("openai:m", url, 5)
    return reached(load_chat_model("openai:m", base_url=url, timeout=5, retries=0), called)


@pytest.mark.parametrize("status", [200, 404, 501])
def test_a_server_that_answers_is_there_with_or_without_a_list_of_models(status: int):
    with openai_server(Script(status=status)) as server:
        assert ask(server.url)
        assert server.requests == []  # nothing was written, so nothing was paid


def test_a_refused_key_and_a_closed_port_are_sentences():
    with (
        openai_server(Script(status=401)) as server,
        pytest.raises(ModelError, match="key for the model openai:m was refused"),
    ):
        ask(server.url)
    with pytest.raises(ModelError, match="cannot be reached"):
        ask("http://127.0.0.1:9/v1")


def test_a_model_whose_client_cannot_ask_is_not_said_to_be_there():
    assert not reached(ScriptedModel(reply="Hi."), Called("fake:m"))
