"""A chat model by its name: any that LangChain's `init_chat_model` knows. Only `reached` asks anything of it."""

from __future__ import annotations

import importlib.util
import os
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ...errors import ModelError, SettingsError
from . import gguf
from .model_errors import OFFLINE, Called, explained, no_reply, scrubbed

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

PACKAGES = {
    "openai": "langchain-openai>=1.1,<1.8",
    "anthropic": "langchain-anthropic>=1.1,<1.8",
    "ollama": "langchain-ollama>=1.0,<1.2",
    "google_genai": "langchain-google-genai>=4,<4.5",
    "huggingface": "langchain-huggingface>=1.2,<1.3",
}
"""What `pip install` gets for a provider; the extras in pyproject.toml are the same."""
ALIASES = {"google": "google_genai"}
UNKNOWN_WINDOW = 8192
"""Tokens of a context window that neither the model's LangChain profile nor RAG_CONTEXT_TOKENS names.

Ollama is told this number: without one it cuts off a longer prompt and does not say so.
"""
RETRIES = 2
"""After the first try. Each client waits longer each time, or as long as the server asks."""
THOUGHTS = 8000
"""Tokens for what a model thinks before it replies. Providers count them as a part of the reply."""
NO_LIST = (404, 405, 501)
"""HTTP statuses of a server that is there but cannot list its models."""


def load_chat_model(
    name: str,
    *,
    base_url: str = "",
    timeout: float = 60.0,
    temperature: float = 0.0,
    context_tokens: int = 0,
    max_tokens: int = 0,
    retries: int = RETRIES,
) -> BaseChatModel:
    """The chat model `provider:name`; nothing is asked of it yet. `timeout`: seconds until the next piece of a reply.

    `max_tokens` bounds a reply; 0 leaves that to the provider.

    Raises `SettingsError` for an invalid name, and `ModelError` if its package or key is missing or unusable.
    """
    provider, model = split_name(name, base_url)
    if provider == gguf.PROVIDER:
        return gguf.load_gguf(
            model,
            timeout=timeout,
            temperature=temperature,
            context_tokens=context_tokens,
            max_tokens=max_tokens,
            retries=retries,
        )
    _require_package(provider)
    if provider == "huggingface":
        os.environ.setdefault("HF_HUB_OFFLINE", "1")  # no look-ups on the hub unless the user asks for them
    from langchain.chat_models import init_chat_model

    called = Called(name, base_url, timeout)
    options = _options(provider, base_url, timeout, temperature, context_tokens, max_tokens, retries)
    try:
        loaded: BaseChatModel = init_chat_model(model, model_provider=provider, **options)
    except ImportError as error:
        raise _import_failed(error, provider) from None
    except ValueError as error:
        if str(error).startswith("Unsupported provider"):
            hint = f"Write PROVIDER:NAME with one of {', '.join(PACKAGES)}, or another that LangChain knows; {OFFLINE}"
            raise SettingsError(f"There is no provider called {provider!r}.", hint) from None
        raise explained(error, called) from None
    except Exception as error:  # each client has errors of its own
        raise explained(error, called) from None
    if not base_url and _lacks_its_key(loaded):
        raise no_reply("no key", called)
    _suit(loaded, _LONGEST_REPLY.get(provider, "max_tokens"), max_tokens)
    return loaded


def _suit(model: BaseChatModel, bound: str, max_tokens: int) -> None:
    """Makes the options fit the model's profile. `bound` is what its client calls `max_tokens`."""
    profile: Mapping[str, Any] = model.profile or {}
    if profile.get("temperature") is False and hasattr(model, "temperature"):
        model.temperature = None
    if max_tokens and profile.get("reasoning_output") and hasattr(model, bound):
        setattr(model, bound, max_tokens + THOUGHTS)


def split_name(name: str, base_url: str = "") -> tuple[str, str]:
    """The provider and the model of `provider:name`. Raises `SettingsError`.

    With a `base_url`, a bare name is a model of an OpenAI-compatible server.
    """
    provider, colon, model = name.partition(":")
    if not colon and base_url and name.strip():
        return "openai", name.strip()
    if not (provider.strip() and model.strip()):
        examples = "such as openai:gpt-4.1-mini or ollama:llama3.2"
        hint = f"Write PROVIDER:NAME, {examples}, or extractive to have answers quoted offline."
        raise SettingsError(f"No answerer is called {name!r}.", hint)
    return ALIASES.get(provider.strip(), provider.strip()), model.strip()


def _require_package(provider: str) -> None:
    requirement = PACKAGES.get(provider)
    module = requirement.split(">")[0].replace("-", "_") if requirement else ""
    if requirement and importlib.util.find_spec(module) is None:
        raise _missing(provider, requirement)


def _missing(provider: str, requirement: str) -> ModelError:
    hint = f"Type `pip install '{requirement}'`; {OFFLINE}"
    return ModelError(f"Models of {provider} need a package that is not installed.", hint)


def _import_failed(error: ImportError, provider: str) -> ModelError:
    """LangChain raises the same error for a missing package and for a broken one; only the cause differs."""
    package = re.search(r"pip install ([\w-]+)", str(error))
    cause = error.__cause__
    if package and isinstance(cause, ModuleNotFoundError) and cause.name == package[1].replace("-", "_"):
        return _missing(provider, package[1])
    said = scrubbed(str(cause or error))
    return ModelError(f"The package for models of {provider} is broken: {said}.", f"Install it anew; {OFFLINE}")


_LONGEST_REPLY = {"ollama": "num_predict", "google_genai": "max_output_tokens", "huggingface": "max_new_tokens"}
"""What each client calls the bound of a reply, where it is not `max_tokens`."""


def _options(
    provider: str,
    base_url: str,
    timeout: float,
    temperature: float,
    context_tokens: int,
    max_tokens: int,
    retries: int,
) -> dict[str, Any]:
    """The arguments under the names that each provider's client gives them."""
    bound = {_LONGEST_REPLY.get(provider, "max_tokens"): max_tokens} if max_tokens else {}
    if provider == "huggingface":
        if base_url:
            message = "Models of huggingface run here; RAG_BASE_URL means nothing to them."
            raise SettingsError(message, "Unset it, or use openai:NAME.")
        sampled = {"do_sample": temperature > 0, "return_full_text": False}
        return {"pipeline_kwargs": {"max_new_tokens": 512, **sampled, **bound}}
    address = {"base_url": base_url} if base_url else {}
    if provider == "ollama":
        return {
            "temperature": temperature,
            "num_ctx": context_tokens or UNKNOWN_WINDOW,
            "client_kwargs": {"timeout": timeout},
            **bound,
            **address,
        }
    options: dict[str, Any] = {"temperature": temperature, "timeout": timeout, "max_retries": retries}
    options |= bound | address
    if provider == "google_genai":
        options["max_retries"] = retries + 1  # it counts the first try too
    if provider == "openai":
        options["stream_usage"] = True
        if base_url and not os.environ.get("OPENAI_API_KEY"):
            options["api_key"] = "none"  # the client insists on one; such a server mostly does not
    return options


def _lacks_its_key(model: BaseChatModel) -> bool:
    """Whether the client holds no key: some notice only when the provider refuses."""
    from pydantic import SecretStr

    fields = [getattr(model, name, None) for name in type(model).model_fields if name.endswith("api_key")]
    keys = [key for key in fields if isinstance(key, SecretStr)]
    if not keys or os.environ.get("ANTHROPIC_AUTH_TOKEN"):
        return False
    return not any(key.get_secret_value() for key in keys)


def reached(model: BaseChatModel, called: Called) -> bool:
    """False if the client cannot ask. Raises `ModelError` if nobody answers or the key is refused."""
    ask = _list_of_models(model)
    if ask is None:
        return False
    try:
        ask()
    except Exception as error:  # each client has errors of its own
        if getattr(error, "status_code", None) not in NO_LIST:
            raise explained(error, called) from None
    return True


def _list_of_models(model: BaseChatModel) -> Callable[[], Any] | None:
    """The clients of OpenAI, Anthropic and Google have `models.list`, Ollama's has `list`."""
    for name in ("root_client", "_client", "client"):
        client = getattr(model, name, None)
        for owner in (getattr(client, "models", None), client):
            ask: Callable[[], Any] | None = getattr(owner, "list", None)
            if callable(ask):
                return ask
    return None
