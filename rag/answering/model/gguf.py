"""A GGUF file as a chat model: llama.cpp serves it on loopback inside this process, and OpenAI's client asks it."""

from __future__ import annotations

import importlib.util
import json
import secrets
import urllib.request
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ...errors import ModelError, SettingsError
from .model_errors import OFFLINE

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

PROVIDER = "gguf"
LARGEST_WINDOW = 16_384
"""Tokens, unless RAG_CONTEXT_TOKENS asks for another number: memory grows with it, and passages need far fewer."""
_MAGIC = b"GGUF"
_PACKAGES = {"xllamacpp": "xllamacpp", "langchain_openai": "langchain-openai"}


class _Served(NamedTuple):
    """A server that runs until the process ends."""

    address: str
    key: str
    """So that no other program on this machine uses it."""
    window: int
    """Tokens of its context, at most those for which the model was trained."""
    server: object


def load_gguf(
    path: str, *, timeout: float, temperature: float, context_tokens: int, max_tokens: int, retries: int
) -> BaseChatModel:
    """The model of the file; loading takes a second to minutes, by its size. Threads and template are llama.cpp's own.

    Raises `SettingsError` for a path that is no GGUF file, `ModelError` if a package is missing or the file is damaged.
    """
    file = Path(path).expanduser()
    _check(file)
    served = _serve(file.resolve(), context_tokens or LARGEST_WINDOW)
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    return ChatOpenAI(
        model=file.stem,
        base_url=f"{served.address}/v1",
        api_key=SecretStr(served.key),
        timeout=timeout,
        temperature=temperature,
        max_tokens=max_tokens or None,
        max_retries=retries,
        stream_usage=True,
        profile={"max_input_tokens": served.window},
    )


def _check(file: Path) -> None:
    try:
        with file.open("rb") as opened:
            begins = opened.read(len(_MAGIC))
    except OSError as error:
        why = error.strerror or error
        raise SettingsError(f"The model {file} cannot be read: {why}.", f"Write {PROVIDER}:/path/model.gguf.") from None
    if begins != _MAGIC:
        raise SettingsError(f"{file} is not a GGUF file.", f"Name a file that llama.cpp reads; {OFFLINE}")
    for module, package in _PACKAGES.items():
        if importlib.util.find_spec(module) is None:
            hint = f"Type `pip install 'rag[{PROVIDER}]'`; {OFFLINE}"
            raise ModelError(f"A GGUF file needs the package {package}, which is not installed.", hint)


@cache
def _serve(file: Path, window: int) -> _Served:
    import xllamacpp  # type: ignore[import-not-found,unused-ignore]

    parameters, key = xllamacpp.CommonParams(), secrets.token_urlsafe()
    parameters.model.path, parameters.n_ctx, parameters.n_parallel = str(file), window, 1
    parameters.api_keys, parameters.ui, parameters.verbosity = [key], False, -1
    try:
        server = xllamacpp.Server(parameters)
    except RuntimeError:
        hint = f"Fetch it again, or ask for a smaller window with RAG_CONTEXT_TOKENS; {OFFLINE}"
        raise ModelError(f"llama.cpp cannot load {file}: it is damaged, too new or too large.", hint) from None
    address = server.listening_address
    asked = urllib.request.Request(f"{address}/props", headers={"Authorization": f"Bearer {key}"})  # noqa: S310 - loopback
    with urllib.request.urlopen(asked, timeout=30) as reply:  # noqa: S310
        settings = json.load(reply)["default_generation_settings"]
    return _Served(address, key, int(settings["n_ctx"]), server)
