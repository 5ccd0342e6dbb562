"""Is a chat model's provider there? Asked for its list of models, which costs nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .failures import Called, explained

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

NO_LIST = (404, 405, 501)
"""What servers say that have no such list; they are there all the same."""


def reached(model: BaseChatModel, called: Called) -> bool:
    """False where the model's client cannot ask. Raises `ModelError` where nobody answers, or the key is refused."""
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
    """OpenAI's, Anthropic's and Google's clients have `models.list`, Ollama's has `list`."""
    for name in ("root_client", "_client", "client"):
        client = getattr(model, name, None)
        lists: tuple[Callable[[], Any] | None, ...] = getattr(getattr(client, "models", None), "list", None), getattr(client, "list", None)
        if asks := next((listed for listed in lists if callable(listed)), None):
            return asks
    return None
