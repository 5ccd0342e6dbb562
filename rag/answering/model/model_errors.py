"""What a chat model's client raises, as a sentence with a remedy. Nothing of a key or a header is in it.

Known by LangChain's own error tree, else by the HTTP status that the client's exception carries, else by its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ...errors import ModelError
from ...urls import without_credentials

OFFLINE = "--model extractive answers offline."
LONGEST_REMARK = 200
"""Characters of a provider's own words that are repeated."""
LONGEST_SEARCHED = 4000
"""Characters of them, without the white space, that are looked at."""

_OWN_VARIABLES = {"google_genai": "GOOGLE_API_KEY", "mistralai": "MISTRAL_API_KEY", "huggingface": "HF_TOKEN"}
_NAMED_SO = ("openai", "anthropic", "google", "azure_openai", "groq", "deepseek", "xai", "together", "openrouter")
_KEY_VARIABLES = {**_OWN_VARIABLES, **{name: f"{name.upper()}_API_KEY" for name in _NAMED_SO}}
"""The environment variable in which each provider's client looks for its key."""

_SENTENCES = {
    "no key": ("The model {name} needs a key, and none is set.", "Set {variable}"),
    "key refused": (
        "The key for the model {name} was refused{where}.",
        "Set {variable} to one that may use this model",
    ),
    "unknown model": ("There is no model {model!r}{place}.", "{find}"),
    "rate limit": (
        "The provider of {name} takes no more requests for now: its rate limit or your quota is used up.",
        "Wait a minute, or look at your plan",
    ),
    "timeout": ("The model {name}{where} did not answer{seconds}.", "Try again, or set RAG_MODEL_TIMEOUT higher"),
    "connection": ("The model {name} cannot be reached{where}.", "{start}"),
    "context": (
        "The question with its passages is longer than the model {name} can read.",
        "Set RAG_CONTEXT_TOKENS to its context window, or ask with fewer passages (-k 4)",
    ),
    "server": ("The provider of {name} failed{where}: it is overloaded or has an error of its own.", "Try again later"),
    "empty": ("The model {name} sent an empty reply.", "Ask again, or use another model"),
    "filtered": ("The content filter of {name} withheld the reply.", "Ask in other words"),
    "cut": (
        "The reply of {name} was cut off by its length limit before it said anything that can be checked.",
        "Set RAG_MAX_TOKENS higher, or ask for less",
    ),
    "broken": ("The reply of {name}{where} broke off.", "Ask again"),
    "garbage": ("What came from {name}{where} cannot be read as a reply.", "Check RAG_BASE_URL"),
    "refused": ("The model {name}{where} refused the request: {said}.", "{change}"),
    "unknown": ("The model {name}{where} failed ({said}).", "Try again"),
}
"""What happened and what to do, for each kind of failure."""


@dataclass(frozen=True)
class Called:
    """Which model was called, and how."""

    name: str
    """As it was set: `openai:gpt-4.1`."""
    base_url: str = field(default="", repr=False)
    timeout: float = 0.0
    """Seconds; 0 where it is not known."""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """What must be in no message."""

    @property
    def provider(self) -> str:
        return self.name.partition(":")[0]

    @property
    def where(self) -> str:
        """` at http://localhost:1234/v1`, or nothing where the provider's own address is used."""
        return f" at {without_credentials(self.base_url)}" if self.base_url else ""


def explained(error: BaseException, called: Called) -> ModelError:
    """The error for the user. One that already is one stays as it is."""
    if isinstance(error, ModelError):
        return error
    kind = _kind(error)
    said = scrubbed(_message(error), called.secrets)
    if kind == "unknown":
        said = f"{type(error).__name__}: {said}" if said else type(error).__name__
    return _filled(kind, called, said or "it did not say why")


def is_refusal(error: BaseException) -> bool:
    """Whether the server, or its client before it asks, does not take the request as it is.

    Clients raise errors of no known kind for an argument that they do not know.
    """
    return _kind(error) in ("refused", "unknown") or _status(error) == 501


def no_reply(kind: str, called: Called) -> ModelError:
    """The error for what raises nothing: `empty`, `filtered`, `cut`, `broken`, `context` or `no key`."""
    return _filled(kind, called)


def _filled(kind: str, called: Called, said: str = "") -> ModelError:
    model = called.name.partition(":")[2] or called.name
    start, find = "Check the network and https_proxy", "Check the name in --model or RAG_MODEL"
    if called.base_url:
        start = "Is the server at RAG_BASE_URL running? Start it, or correct the address"
        find += ", and that RAG_BASE_URL ends as the server expects, mostly in /v1"
    if called.provider == "ollama":
        start, find = "Is Ollama running? Start it with `ollama serve`", f"Type `ollama pull {model}`"
    words = {
        "name": called.name,
        "model": model,
        "where": called.where,
        "place": called.where or f" at {called.provider}",
        "seconds": f" within {called.timeout:g} seconds" if called.timeout else " in time",
        "variable": _KEY_VARIABLES.get(called.provider, "the variable in which its provider's client looks for a key"),
        "start": start,
        "find": find,
        "said": said,
        "change": "Set RAG_TEMPERATURE=1" if "temperature" in said else "Check RAG_MODEL and RAG_BASE_URL",
    }
    message, hint = (text.format(**words) for text in _SENTENCES[kind])
    return ModelError(message, f"{hint}; {OFFLINE}")


_BY_STATUS = {401: "key refused", 403: "key refused", 404: "unknown model", 408: "timeout", 429: "rate limit"}
# The classes of the transports have no common base, but names alike.
_BY_NAME = (
    (re.compile("Timeout|DeadlineExceeded"), "timeout"),
    (re.compile("RemoteProtocol|ReadError|IncompleteRead|ConnectionReset|BrokenPipe"), "broken"),
    # The words of the last two have pieces of the address, of a password too: they are never shown.
    (re.compile("Connect|gaierror|InvalidURL|UnsupportedProtocol"), "connection"),
    (re.compile("(?:JSON|Unicode)DecodeError"), "garbage"),
)
_NO_KEY = re.compile(
    r"(?:missing|did not find|not resolve|set|provide)\b.{0,60}(?:api.?key|credentials|auth)"
    r"|(?:api.?key|credentials|auth).{0,60}(?:missing|must be|required|set\b)",
    re.IGNORECASE | re.DOTALL,
)
_TOO_LONG = re.compile(r"context.?(?:length|window|size)|(?:prompt|input) is too long|too many (?:input )?tokens", re.I)
_FILTERED = re.compile(r"content[_ ](?:filter|management policy)|responsible ?ai|safety (?:system|settings)", re.I)


def _kind(error: BaseException) -> str:
    chain = list(_causes(error))
    words = " ".join(f"{e} {getattr(e, 'code', '')} {getattr(e, 'body', '')}" for e in chain)
    status = next(filter(None, map(_status, chain)), None)
    if status == 413 or (_TOO_LONG.search(words) and status in (None, 400, 422, 500)):
        return "context"
    if _FILTERED.search(words) and status in (None, 400, 403):
        return "filtered"
    if "No generation chunks" in words:  # LangChain's, for a stream with nothing in it that a reply has
        return "garbage"
    kind = next(filter(None, map(_by_tree, chain)), None) or _by_status(status or 0) or _by_name(chain)
    return kind or ("no key" if _NO_KEY.search(words) else "unknown")


def _by_tree(error: BaseException) -> str | None:
    """Without `ModelConnectionError`, whose cause says more (`_by_name` reads it), and `ModelTimeoutError`."""
    from langchain_core import exceptions as tree

    kinds = {
        "context": (tree.ContextOverflowError,),
        "key refused": (tree.ModelAuthenticationError, tree.ModelPermissionDeniedError),
        "unknown model": (tree.ModelNotFoundError,),
        "rate limit": (tree.ModelRateLimitError,),
        "filtered": (tree.ModelRefusalError,),
        "server": (tree.ModelAPIError,),
        "refused": (tree.ModelInvalidRequestError,),
    }
    return next((kind for kind, classes in kinds.items() if isinstance(error, classes)), None)


def _by_status(status: int) -> str | None:
    return _BY_STATUS.get(status, "server" if status >= 500 else "refused" if status >= 400 else None)


def _status(error: BaseException) -> int | None:
    """The HTTP status. Google's client has it in `code`, where others have a word."""
    status = getattr(error, "status_code", getattr(error, "code", None))
    return status if isinstance(status, int) else None


def _by_name(chain: list[BaseException]) -> str | None:
    names = " ".join(cls.__name__ for error in chain for cls in type(error).__mro__)
    return next((kind for pattern, kind in _BY_NAME if pattern.search(names)), None)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(20):  # a chain of causes may be a circle
        if error is not None:
            yield error
            error = error.__cause__ or error.__context__


def _message(error: BaseException) -> str:
    """What the provider wrote, out of the document that its client wraps in the exception's text."""
    body = getattr(error, "body", None)
    inner = body.get("error", body) if isinstance(body, dict) else None
    said = inner.get("message") if isinstance(inner, dict) else None
    return said if isinstance(said, str) else str(getattr(error, "message", None) or error)


_SECRET = re.compile(
    r"(?:\b(?:sk|pk|rk|gsk|xai|hf|AIza|key|tok|ghp|pat)[-_][\w\-*.]{4,}|AIza[\w-]{10,}"
    r"|\bBearer\s+\S+|\bBasic\s+[\w+/=]{6,}|eyJ[\w-]{10,}[\w.-]*"
    r"|(?:authorization|x-api-key|api[-_ ]?key|token|password|secret)\W{1,4}(?:bearer\s+)?[^\s,;'\"}]{4,}"
    r"|\b[A-Za-z0-9+/_-]{32,}={0,2})",
    re.IGNORECASE,
)


def scrubbed(text: str, secrets: Iterable[str] = ()) -> str:
    """A provider's words on one line, cut, and without anything that is or looks like a key."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, "…")
    text = " ".join(text.split())
    if len(text) > LONGEST_SEARCHED:  # which takes time by its square; the last word may be half of a key
        text = text[:LONGEST_SEARCHED].rpartition(" ")[0] + " …"
    text = " ".join(_SECRET.sub("…", without_credentials(text)).split())
    return text[:LONGEST_REMARK].rstrip(".") + ("…" if len(text) > LONGEST_REMARK else "")
