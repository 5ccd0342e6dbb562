"""What a chat model can be held to: a schema that its decoder obeys, JSON, or only what its prompt asks for.

No list of models tells. Each is asked for the best form, and if it or its client refuses that, for the next; what it
takes is remembered while the process runs. How a client is told (a response format, a tool, a grammar) is LangChain's
own: the first step of what its `with_structured_output` makes, without the parser behind it, which waits for the end.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import IntEnum
from inspect import signature
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel, LanguageModelInput
    from langchain_core.messages import AIMessage
    from langchain_core.runnables import Runnable

    from .model_errors import Called


class Form(IntEnum):
    """The forms of a reply, the best first."""

    SCHEMA = 0
    """JSON by a schema: the decoder can write no other key than those issued."""
    JSON = 1
    """JSON, whose shape only the prompt names."""
    TEXT = 2
    """Sentences with keys in brackets."""


MOST_KEYS = 4
"""Of a claim. A small model that may write as many as it likes writes keys until it is stopped."""
_NO_BOUNDS = ("chat-google-generative-ai",)
"""Clients whose server takes a list of keys, and a bound of how many, but refuses both together as too many states."""

_found: dict[tuple[str, str, str], Form] = {}
"""The best form that each model took."""


def known_form(model: BaseChatModel, called: Called) -> Form:
    """What the model took last, or else the best."""
    return _found.get(_same(model, called), Form.SCHEMA)


def remember(model: BaseChatModel, called: Called, form: Form) -> None:
    """To ask the model for that form from now on."""
    _found[_same(model, called)] = form


def _same(model: BaseChatModel, called: Called) -> tuple[str, str, str]:
    return model._llm_type, called.name, called.base_url


def held_to(model: BaseChatModel, form: Form, keys: Collection[str]) -> Runnable[LanguageModelInput, AIMessage]:
    """The model, made to reply in that form. Raises what its client raises that cannot ask for it."""
    from langchain_core.runnables import RunnableBinding, RunnableSequence

    if form is Form.TEXT:
        return model
    if isinstance(model, RunnableBinding):  # what is bound to the model would be lost
        return model.model_copy(update={"bound": held_to(cast("BaseChatModel", model.bound), form, keys)})
    steps = model.with_structured_output(_schema_for(model, form, keys), **_options(model, form))
    if not isinstance(steps, RunnableSequence):
        raise NotImplementedError(f"the first step of {type(steps).__name__} is not known")
    return steps.first


def _options(model: BaseChatModel, form: Form) -> dict[str, Any]:
    if form is Form.JSON:
        return {"method": "json_mode"}
    if "strict" in signature(model.with_structured_output).parameters:
        return {"strict": True}  # without it OpenAI's decoder takes the schema for a wish
    # By default Anthropic's client asks for a tool's arguments, which its server neither holds to the schema nor sends
    # before they are whole.
    return {"method": "json_schema"} if (model.profile or {}).get("structured_output") else {}


def _schema_for(model: BaseChatModel, form: Form, keys: Collection[str]) -> dict[str, Any]:
    """For JSON without a list of keys: Google's client sends the schema then too, and its server may refuse a list."""
    if form is Form.JSON:
        return schema()
    return schema(keys, 0 if model._llm_type in _NO_BOUNDS else MOST_KEYS)


def schema(keys: Collection[str] = (), most: int = 0) -> dict[str, Any]:
    """The JSON schema of a reply; `most` keys a claim, where that is not 0.

    The claims come first. A small model that is asked before whether there is an answer says no to everything, and what
    it says afterwards is its verdict on what it wrote.

    Longer rules, such as a least number of keys, are not in every provider's subset of JSON schema.
    """
    text = {"type": "string", "description": "One sentence of the answer, without keys in it."}
    key = {"type": "string", **({"enum": list(keys)} if keys else {})}
    bound = {"maxItems": most} if most else {}
    named = {"type": "array", "items": key, "description": "The keys of the passages' sentences that say it.", **bound}
    claim = _object(text=text, keys=named)
    return {
        "title": "answer",
        "description": "The answer to the question, sentence by sentence.",
        **_object(
            claims={"type": "array", "items": claim, "description": "Empty if the passages do not answer it."},
            answered={"type": "boolean", "description": "Whether the passages answer the question."},
        ),
    }


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
