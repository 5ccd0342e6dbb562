"""The settings: flags over RAG_* variables over the user's config file over defaults. The only place that reads any of them.

Never the current folder: a stranger's folder must not redirect a key.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from platformdirs import user_config_path, user_data_path

from .errors import SettingsError


@dataclass(frozen=True)
class Settings:
    """Each field is a RAG_* variable in capitals, a line of `config.toml`, and a row of README's table."""

    home: Path = field(default_factory=lambda: user_data_path("rag", appauthor=False))
    """The library's folder."""
    model: str = "extractive"
    """Who answers: `extractive` quotes, offline."""
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
    """Seconds until a URL counts as unreachable."""

    def __post_init__(self) -> None:
        for name in ("k", "chunk_chars", "max_mb", "url_timeout"):
            if getattr(self, name) <= 0:
                raise SettingsError(f"The setting {name} must be above zero, not {getattr(self, name)}.")


def load_settings(environ: Mapping[str, str] | None = None, **flags: Any) -> Settings:
    """The settings in force. `flags` that are None count as not given.

    Raises `SettingsError` for an unknown key or a value of the wrong kind, naming where it stands.
    """
    env = os.environ if environ is None else environ
    path = Path(env["RAG_CONFIG"]) if env.get("RAG_CONFIG") else user_config_path("rag", appauthor=False) / "config.toml"
    # Empty means not set, as everywhere in a shell: a home of "" would be the current folder.
    variables = {k.removeprefix("RAG_").lower(): v for k, v in env.items() if v and k.startswith("RAG_") and k != "RAG_CONFIG"}
    settings = Settings()
    for values, where in ((_read_config(path), str(path)), (variables, "the environment (RAG_*)"), (flags, "the flags")):
        settings = _with_values(settings, {k: v for k, v in values.items() if v is not None}, where)
    return settings


def _read_config(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise SettingsError(f"The config file {path} cannot be read: {error}.", "Mend it, or remove it to use the defaults.") from None


def _with_values(settings: Settings, values: Mapping[str, Any], where: str) -> Settings:
    kinds = {f.name: type(getattr(settings, f.name)) for f in fields(settings)}
    if unknown := sorted(set(values) - set(kinds)):
        raise SettingsError(f"Unknown setting {unknown[0]!r} in {where}.", f"The settings are: {', '.join(kinds)}.")
    return replace(settings, **{name: _convert(name, value, kinds[name], where) for name, value in values.items()})


def _convert(name: str, value: Any, kind: type[Any], where: str) -> Any:
    try:
        converted = kind(value)
    except (TypeError, ValueError):
        raise SettingsError(f"The setting {name} in {where} must be {kind.__name__}, not {value!r}.") from None
    return converted.expanduser() if isinstance(converted, Path) else converted
