from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import SettingsError
from rag.settings import Settings, load_settings


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_without_anything_the_defaults_hold(config: Path):
    assert load_settings({"RAG_CONFIG": str(config)}) == Settings()


def test_a_flag_beats_a_variable_and_a_variable_beats_the_config_file(config: Path):
    config.write_text("k = 3\nchunk_chars = 300\nmax_mb = 1.5\n")
    settings = load_settings({"RAG_CONFIG": str(config), "RAG_K": "4", "RAG_CHUNK_CHARS": "400"}, k=5, max_mb=None)
    assert (settings.k, settings.chunk_chars, settings.max_mb) == (5, 400, 1.5)


def test_home_is_a_path_with_the_tilde_expanded(config: Path):
    assert load_settings({"RAG_CONFIG": str(config), "RAG_HOME": "~/news"}).home == Path.home() / "news"


def test_an_empty_variable_counts_as_not_set(config: Path):
    assert load_settings({"RAG_CONFIG": str(config), "RAG_HOME": "", "RAG_K": ""}) == Settings()
    assert load_settings({"RAG_CONFIG": ""}).k


@pytest.mark.parametrize("variables", [{"RAG_HOEM": "x"}, {"RAG_": "x"}])
def test_an_unknown_variable_is_an_error_that_lists_the_settings(config: Path, variables: dict[str, str]):
    with pytest.raises(SettingsError, match="Unknown setting") as caught:
        load_settings({"RAG_CONFIG": str(config), **variables})
    assert "home" in caught.value.hint


def test_an_unknown_line_of_the_config_file_names_the_file(config: Path):
    config.write_text("homee = 1")
    with pytest.raises(SettingsError, match=r"'homee'.*config\.toml"):
        load_settings({"RAG_CONFIG": str(config)})


def test_a_broken_config_file_is_one_sentence(config: Path):
    config.write_text("k = ")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings({"RAG_CONFIG": str(config)})


@pytest.mark.parametrize(
    ("variable", "value"), [("RAG_K", "many"), ("RAG_K", "0"), ("RAG_MAX_MB", "-1"), ("RAG_URL_TIMEOUT", "x")]
)
def test_a_value_of_the_wrong_kind_is_refused_by_name(config: Path, variable: str, value: str):
    with pytest.raises(SettingsError, match=variable.removeprefix("RAG_").lower()):
        load_settings({"RAG_CONFIG": str(config), variable: value})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("RAG_TEMPERATURE", "-1"),
        ("RAG_CONTEXT_TOKENS", "-5"),
        ("RAG_MAX_TOKENS", "0"),
        ("RAG_FALLBACK", "perhaps"),
        ("RAG_BASE_URL", "localhost"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_name(config: Path, variable: str, value: str):
    with pytest.raises(SettingsError, match=variable.removeprefix("RAG_").lower()):
        load_settings({"RAG_CONFIG": str(config), variable: value})


@pytest.mark.parametrize(
    ("value", "meant"), [("1", True), ("yes", True), ("TRUE", True), ("0", False), ("off", False), ("false", False)]
)
def test_a_switch_is_read_as_people_write_it(config: Path, value: str, meant: bool):
    assert load_settings({"RAG_CONFIG": str(config), "RAG_FALLBACK": value}).fallback is meant


def test_a_switch_of_the_config_file_and_a_flag_hold(config: Path):
    config.write_text("fallback = true\n")
    assert load_settings({"RAG_CONFIG": str(config)}).fallback is True
    assert load_settings({"RAG_CONFIG": str(config)}, fallback=False).fallback is False


def test_for_a_log_an_address_has_no_password():
    assert Settings(base_url="http://me:secret@host/v1").public()["base_url"] == "http://host/v1"


def test_a_key_in_the_environment_alone_chooses_no_model(config: Path):
    assert (
        load_settings({"RAG_CONFIG": str(config), "OPENAI_API_KEY": "sk-x", "ANTHROPIC_API_KEY": "y"}).model
        == "extractive"
    )


def test_the_current_folder_is_never_read(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in ("config.toml", ".env", "rag.toml"):
        (tmp_path / name).write_text('home = "/elsewhere"\nRAG_HOME=/elsewhere\n')
    monkeypatch.chdir(tmp_path)
    assert load_settings({"RAG_CONFIG": str(tmp_path / "none.toml")}).home == Settings().home


def test_no_error_and_no_log_repeats_what_may_be_a_key():
    assert Settings(base_url="https://host/v1?api_key=secret#x").public()["base_url"] == "https://host/v1"
    for url in ("me:secret@host/v1", "host/v1?key=secret"):
        with pytest.raises(SettingsError) as caught:
            Settings(base_url=url)
        assert "secret" not in caught.value.message
    assert "secret" not in repr(Settings(base_url="https://me:secret@host/v1?api_key=secret"))


@pytest.mark.parametrize(
    "address",
    [
        "http://me:secret/x@host",
        "http://me:12/secret@host",
        "http://me:secret?x@host",
        "http://me:secret#x@host",
        " http://me:secret@host",
        "http:/me:secret@host",
        "//me:secret@host",
        "me:secret@host",
        "ftp://me:secret@host",
        "http://[secret",
        "http://me:secret x@host",
    ],
)
def test_an_address_of_which_it_is_unclear_where_the_password_ends_is_refused_and_not_repeated(address: str):
    with pytest.raises(SettingsError, match="base_url") as caught:
        Settings(base_url=address)
    assert "secret" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    "address", ["HTTP://localhost:8000/v1", "http://[::1]:80/v1", "https://me:p%40ss@host/v1?key=x", "http://host"]
)
def test_an_address_is_taken(address: str):
    assert Settings(base_url=address).base_url == address


KEYS = [
    "sk-proj-0123456789abcdef",
    "AIzaSy0123456789abcdef",
    "hf_abcdefghijklmnop",
    "gsk_abcdefghijkl",
    "0123456789abcdef0123456789ABCDEF",
]


@pytest.mark.parametrize("key", [*KEYS, *(f"openai:{key}" for key in KEYS)])
@pytest.mark.parametrize("name", ["model", "embedding", "reranker"])
def test_a_key_in_the_place_of_a_name_is_neither_sent_nor_repeated(key: str, name: str):
    with pytest.raises(SettingsError, match=f"{name} holds what looks like a key") as caught:
        load_settings({f"RAG_{name.upper()}": key})
    assert key[-10:] not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    "name", ["openai:gpt-4.1-mini", "huggingface:hf-internal-testing/tiny", "Mixtral-8x7B-Instruct-v0-1-GPTQ-4bit"]
)
def test_a_models_name_is_no_key(name: str):
    assert Settings(model=name).model == name


@pytest.mark.parametrize(
    "line",
    [
        'k = "secret"',
        'fallback = "secret"',
        'model = ["secret"]',
        'base_url = {a = "secret"}',
        "home = 3 # secret",
        '"sk-secret-1" = 1',
        'temperature = "secret"',
        'model = "secret',
        "OPENAI_API_KEY=secret",
    ],
)
def test_a_wrong_line_of_the_config_file_is_not_repeated(config: Path, line: str):
    config.write_text(line)
    with pytest.raises(SettingsError) as caught:
        load_settings({"RAG_CONFIG": str(config)})
    assert "secret" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    "line",
    [
        *(
            "k = inf",
            "k = 2.5",
            "k = true",
            "k = []",
            "k = 1_000_000_000_000",
            "k = 1979-05-27",
            "max_mb = inf",
            "url_timeout = 1e308",
        ),
        *(
            "model = 5",
            "home = 5",
            'home = "~nobody-at-all"',
            'home = "a\\u0000b"',
            "a = " + "[" * 5000,
            "temperature = nan",
        ),
    ],
)
def test_a_line_of_the_wrong_kind_is_one_sentence_with_a_remedy(config: Path, line: str):
    config.write_text(line)
    with pytest.raises(SettingsError) as caught:
        load_settings({"RAG_CONFIG": str(config)})
    assert caught.value.hint


def test_a_home_that_no_index_can_be_kept_in_is_refused(config: Path):
    with pytest.raises(SettingsError, match="no folder"):
        load_settings({"RAG_CONFIG": str(config), "RAG_HOME": "\udcff"})


def test_a_home_may_be_a_database_which_keeps_its_files_in_a_folder_of_this_machine():
    settings = load_settings({"RAG_HOME": "postgresql://ann:s3cret@db.example/news"})
    assert str(settings.home) == settings.public()["home"] == "postgresql://ann@db.example/news"
    assert settings.folder.name == "ann-db.example-news"
    assert Settings(home=Path("/library")).folder == Path("/library")
    assert "s3cret" not in repr(settings)
