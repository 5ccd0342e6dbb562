"""A chat model by its name, and whether its provider is there, asked through the real client."""

from __future__ import annotations

import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest
from helpers.fakes import ScriptedModel
from helpers.openai_server import Script, openai_server

from rag.answering.model.model_errors import Called
from rag.answering.model.model_loading import PACKAGES, THOUGHTS, load_chat_model, reached, split_name
from rag.errors import ModelError, RagError, SettingsError


def test_a_missing_key_is_named_before_anything_is_asked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ModelError, match=r"openai:gpt-x needs a key, and none is set") as caught:
        load_chat_model("openai:gpt-x")
    assert "OPENAI_API_KEY" in caught.value.hint


@pytest.mark.parametrize("name", ["gpt", "", ":x", "openai:", " : "])
def test_a_name_that_is_none_is_refused(name: str):
    with pytest.raises(SettingsError, match="No answerer is called"):
        split_name(name)


def test_names_keep_their_own_colons_and_a_bare_one_is_a_model_of_the_server_named():
    assert split_name("ollama:llama3:8b") == ("ollama", "llama3:8b")
    assert split_name("google:gemini-2.5-pro") == ("google_genai", "gemini-2.5-pro")
    assert split_name("qwen", "http://localhost:8000/v1") == ("openai", "qwen")


def test_an_unknown_provider_is_told_from_a_missing_package():
    with pytest.raises(SettingsError, match="no provider called 'nobody'"):
        load_chat_model("nobody:x")
    with pytest.raises(RagError) as caught:
        load_chat_model("fireworks:x")
    assert "pip install" in caught.value.hint


def test_the_extras_are_what_a_missing_package_asks_for():
    pyproject = (Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8")
    extras = tomllib.loads(pyproject)["project"]["optional-dependencies"]
    assert {name: extras[name.removesuffix("_genai")] for name in PACKAGES} == {n: [p] for n, p in PACKAGES.items()}


def test_a_package_that_is_not_there_is_named_with_what_to_type():
    missing = next(provider for provider in ("nvidia", "upstage", "ibm") if find_spec(f"langchain_{provider}") is None)
    with pytest.raises(ModelError, match="not installed") as caught:
        load_chat_model(f"{missing}:x")
    assert f"pip install 'langchain-{missing}" in caught.value.hint


def test_a_model_that_takes_no_temperature_is_given_none(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
    assert load_chat_model("openai:o3-mini").temperature is None  # type: ignore[attr-defined]
    assert load_chat_model("openai:gpt-4.1-mini").temperature == 0  # type: ignore[attr-defined]


def test_a_reply_is_bounded_and_what_a_model_thinks_before_it_is_not_a_part_of_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
    assert load_chat_model("openai:gpt-4.1-mini", max_tokens=700).max_tokens == 700  # type: ignore[attr-defined]
    assert load_chat_model("openai:o3-mini", max_tokens=700).max_tokens == 700 + THOUGHTS  # type: ignore[attr-defined]
    assert load_chat_model("openai:gpt-4.1-mini").max_tokens is None  # type: ignore[attr-defined]


def test_a_model_run_here_has_no_address():
    pytest.importorskip("langchain_huggingface")
    with pytest.raises(SettingsError, match="RAG_BASE_URL"):
        load_chat_model("huggingface:x", base_url="http://localhost/v1")


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
