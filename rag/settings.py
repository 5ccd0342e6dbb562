"""The settings: flags over RAG_* variables over the user's config file over defaults. Only this file reads them.

Never the current folder: a stranger's folder must not redirect a key.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from platformdirs import user_config_path, user_data_path

from .errors import SettingsError
from .files import read_bounded
from .urls import DatabaseURL, without_credentials

MOST = 1e9
"""Largest number of megabytes, seconds or characters: the libraries that receive them overflow above it."""
LARGEST_CONFIG = 1_000_000
"""Largest config file that is read, in bytes."""
Home: TypeAlias = Path | DatabaseURL
_TRUTH = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


@dataclass(frozen=True)
class Settings:
    """Each field is a RAG_* variable in capitals, a line of `config.toml`, and a row of README's table."""

    home: Home = field(default_factory=lambda: user_data_path("rag", appauthor=False))
    """The library's folder, or the address of its PostgreSQL database."""
    model: str = "extractive"
    """Who answers: `extractive` quotes, offline; `PROVIDER:NAME` is a chat model, never chosen by a key alone."""
    base_url: str = field(default="", repr=False)
    """Address of a server that speaks OpenAI's API; empty: the provider's own."""
    model_timeout: float = 60.0
    """Seconds to wait for the next piece of a model's reply."""
    temperature: float = 0.0
    """How freely a model words its answer; 0 is the most repeatable."""
    context_tokens: int = 0
    """The model's context window; 0: as its LangChain profile says."""
    max_tokens: int = 700
    """The longest reply of a chat model; in a small context window a quarter of that, if it is less."""
    prompts: str = ""
    """A folder of prompts that replace those shipped; empty: those shipped."""
    unproved: str = "quote"
    """What stands for a model's claim that its sentence does not prove: `quote` that sentence, `show` the claim."""
    fallback: bool = False
    """Whether the offline answerer answers where the model fails."""
    tracing: bool = False
    """Whether LangSmith, where its own variables switch it on, may be sent questions, passages and answers."""
    embedding: str = "all-MiniLM-L6-v2"
    """The packaged model, or any name or folder that sentence-transformers can load."""
    reranker: str = "none"
    """`none`, or a cross-encoder that sentence-transformers can load, by name or folder, to reorder what was found."""
    k: int = 8
    """Passages shown to the answerer."""
    chunk_chars: int = 500
    """Longest passage, in characters."""
    max_mb: float = 20.0
    """Largest file or page that is read, in megabytes."""
    url_timeout: float = 20.0
    """Seconds for all of a URL, redirects included."""

    def __post_init__(self) -> None:
        for name in ("k", "chunk_chars", "max_mb", "max_tokens", "url_timeout", "model_timeout"):
            if not 0 < getattr(self, name) <= MOST:
                raise _unfit(name, "above zero and at most a billion", getattr(self, name))
        for name in ("temperature", "context_tokens"):
            if not 0 <= getattr(self, name) <= MOST:
                raise _unfit(name, "zero or more and at most a billion", getattr(self, name))
        # The messages do not repeat the value: it may be a key in the wrong variable, or hold a password.
        if self.base_url and not _is_address(self.base_url):
            raise SettingsError(
                "The setting base_url must be an address.",
                "Write http://localhost:8000/v1; in a password, %40 for @ and %2F for /.",
            )
        if self.unproved not in ("quote", "show"):
            raise SettingsError("The setting unproved must be quote or show.", "By default it is quote.")
        for name in ("model", "embedding", "reranker"):
            if _KEY.search(getattr(self, name)):
                hint = (
                    "Write a model's name there; a key belongs in the variable of its provider, such as OPENAI_API_KEY."
                )
                raise SettingsError(f"The setting {name} holds what looks like a key.", hint)

    @property
    def folder(self) -> Path:
        """Where evals, feedback and the chat's history are kept: the library's folder, or one of this machine's."""
        if isinstance(self.home, Path):
            return self.home
        name = re.sub(r"[^\w.-]+", "-", str(self.home).partition("://")[2]).strip("-.")
        return user_data_path("rag-postgresql", appauthor=False) / (name or "default")

    def public(self) -> dict[str, Any]:
        """All settings for a log, with addresses stripped of user name, password and query."""
        return asdict(self) | {"home": str(self.home), "base_url": without_credentials(self.base_url)}


def _unfit(name: str, must: str, value: float) -> SettingsError:
    default = next(f.default for f in fields(Settings) if f.name == name)
    return SettingsError(f"The setting {name} must be {must}, not {value}.", f"By default it is {default}.")


_KEY = re.compile(
    r"(?:^|:)\s*(?:(?:sk|rk|gsk|xai)[-_][\w-]{4,}|(?:hf|ghp|lsv2)_\w{4,}|AIza[\w-]{4,}|[A-Za-z0-9]{32,}$)"
)


def _is_address(text: str) -> bool:
    """Whether it is a web address in which user name and password are clearly delimited."""
    try:
        parts = urlsplit(text)
        port = parts.port  # raises for one that is none
    except ValueError:
        return False
    beyond = f"{parts.path}{parts.query}{parts.fragment}"
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and port != 0
        and "@" not in beyond
        and text.split() == [text]
    )


def load_settings(environ: Mapping[str, str] | None = None, **flags: Any) -> Settings:
    """The settings in force. A flag that is None counts as not given.

    Raises `SettingsError` for an unknown key or a value of the wrong kind, naming where it stands.
    """
    env = os.environ if environ is None else environ
    path = (
        Path(env["RAG_CONFIG"]) if env.get("RAG_CONFIG") else user_config_path("rag", appauthor=False) / "config.toml"
    )
    # Empty means not set, as everywhere in a shell: a home of "" would be the current folder.
    variables = {
        k.removeprefix("RAG_").lower(): v for k, v in env.items() if v and k.startswith("RAG_") and k != "RAG_CONFIG"
    }
    settings = Settings()
    for values, where in (
        (_read_config(path), str(path)),
        (variables, "the environment (RAG_*)"),
        (flags, "the flags"),
    ):
        settings = _with_values(settings, {k: v for k, v in values.items() if v is not None}, where)
    return settings


def _read_config(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(read_bounded(path, LARGEST_CONFIG).decode("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError(
            f"The config file {path} cannot be read: {error}.", "Mend it, or remove it to use the defaults."
        ) from None


def _with_values(settings: Settings, values: Mapping[str, Any], where: str) -> Settings:
    kinds = {f.name: Path if f.name == "home" else type(getattr(settings, f.name)) for f in fields(settings)}
    if unknown := sorted(set(values) - set(kinds)):
        named = f" {unknown[0]!r}" if re.fullmatch(r"[A-Za-z_]{1,30}", unknown[0]) else ""
        raise SettingsError(f"Unknown setting{named} in {where}.", f"The settings are: {', '.join(kinds)}.")
    return replace(settings, **{name: _convert(name, value, kinds[name], where) for name, value in values.items()})


def _convert(name: str, value: Any, kind: type[Any], where: str) -> Any:
    try:
        if kind is bool:
            return _TRUTH[str(value).strip().lower()]
        if isinstance(value, bool | list | dict) or (isinstance(value, float) and kind is not float):
            raise TypeError
        if kind in (str, Path) and not isinstance(value, str | Path | DatabaseURL):
            raise TypeError
        return home_of(value) if kind is Path else kind(value)
    except (KeyError, TypeError, ValueError, OverflowError):  # the value is not repeated: it may be a key
        raise SettingsError(
            f"The setting {name} in {where} must be {_MEANT[kind]}.", "Write another value, or leave it out."
        ) from None


_MEANT: Mapping[type[Any], str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    Path: "a path",
}


def home_of(given: str | Path | DatabaseURL) -> Home:
    """The folder, or the database, that is meant. Raises `SettingsError` if it can be neither."""
    if isinstance(given, DatabaseURL):
        return given
    if not str(given).startswith(("postgresql:", "postgres:")):
        return expanded(given)
    try:
        return DatabaseURL(str(given))
    except ValueError:  # the address is not repeated: it may hold a password
        raise SettingsError(
            "The home is no address of a database.",
            "Write postgresql://user@host/db; in a password, %40 for @ and %2F for /.",
        ) from None


def expanded(path: str | Path) -> Path:
    """The path with `~` expanded. Raises `SettingsError` if that home is unknown or no file can have the name."""
    try:
        whole = Path(path).expanduser()
        if b"\0" in str(whole).encode():  # Chroma and tantivy take names in UTF-8 alone
            raise ValueError
    except (RuntimeError, ValueError) as error:
        why = "there is no such home folder" if isinstance(error, RuntimeError) else "no folder can be called so"
        raise SettingsError(
            f"{str(path)!a} is no folder: {why}.", "Write the whole path, such as /home/me/library."
        ) from None
    return whole
