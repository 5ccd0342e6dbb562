"""What a chat model's client raises, said in a sentence with a remedy. Nothing of a key or a header is in it.

Clients that follow LangChain raise its `ModelError` tree; the others are known by the names of their exceptions, by the HTTP status they
carry and, at last, by their words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..errors import ModelError
from ..urls import without_credentials

KEYS = {
    "openai": "OPENAI_API_KEY",
    "anthropic": "ANTHROPIC_API_KEY",
    "google": "GOOGLE_API_KEY",
    "google_genai": "GOOGLE_API_KEY",
    "azure_openai": "AZURE_OPENAI_API_KEY",
    "mistralai": "MISTRAL_API_KEY",
    "groq": "GROQ_API_KEY",
    "deepseek": "DEEPSEEK_API_KEY",
    "xai": "XAI_API_KEY",
    "together": "TOGETHER_API_KEY",
    "openrouter": "OPENROUTER_API_KEY",
    "huggingface": "HF_TOKEN",
}
"""The variable in which each provider's client looks for its key."""

OFFLINE = "--model extractive answers offline."
LONGEST_REMARK = 200
"""Characters of a provider's own words that are repeated."""
LONGEST_SEARCHED = 4000
"""Characters of them, without the white space, that are looked at."""


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
    if kind == "unknown":
        said = scrubbed(str(error), called.secrets)
        told = f" ({type(error).__name__}{f': {said}' if said else ''})"
        return ModelError(f"The model {called.name}{called.where} failed{told}.", f"Try again; {OFFLINE}")
    if kind == "refused":
        said = scrubbed(_message(error), called.secrets)
        hint = "Set RAG_TEMPERATURE=1." if "temperature" in said else f"Check RAG_MODEL and RAG_BASE_URL; {OFFLINE}"
        return ModelError(
            f"The model {called.name}{called.where} refused the request: {said or 'it did not say why'}.", hint
        )
    return ModelError(*_sentences(called)[kind])


def no_reply(kind: str, called: Called) -> ModelError:
    """For what no exception says: a reply that is `empty`, `filtered`, `cut` or `broken`, a `context` that is too small, `no key`."""
    return ModelError(*_sentences(called)[kind])


def _sentences(called: Called) -> dict[str, tuple[str, str]]:
    name, where = called.name, called.where
    seconds = f" within {called.timeout:g} seconds" if called.timeout else " in time"
    variable = KEYS.get(called.provider)
    export = f"Set {variable}" if variable else "Set the variable in which its provider's client looks for a key"
    model = name.partition(":")[2] or name
    start = {"ollama": "Is Ollama running? Start it with `ollama serve`"}.get(called.provider)
    if not start:
        start = "Is the server at RAG_BASE_URL running? Start it" if called.base_url else "Check the network"
    find = "Check the name in --model or RAG_MODEL"
    find += ", and that RAG_BASE_URL ends as the server expects, mostly in /v1" if called.base_url else ""
    find = f"Type `ollama pull {model}`" if called.provider == "ollama" else find
    return {
        "no key": (f"The model {name} needs a key, and none is set.", f"{export}; {OFFLINE}"),
        "key refused": (
            f"The key for the model {name} was refused{where}.",
            f"{export} to a key that may use this model; {OFFLINE}",
        ),
        "unknown model": (f"There is no model {model!r}{where or f' at {called.provider}'}.", f"{find}; {OFFLINE}"),
        "rate limit": (
            f"The provider of {name} takes no more requests for now: its rate limit or your quota is used up.",
            f"Wait a minute, or look at your plan; {OFFLINE}",
        ),
        "timeout": (
            f"The model {name}{where} did not answer{seconds}.",
            f"Try again, or set RAG_MODEL_TIMEOUT higher; {OFFLINE}",
        ),
        "connection": (f"The model {name} cannot be reached{where}.", f"{start}; {OFFLINE}"),
        "address": (
            f"The model {name} has no valid address, or a proxy on the way to it has none.",
            f"Check RAG_BASE_URL, and https_proxy and its like; {OFFLINE}",
        ),
        "context": (
            f"The question with its passages is longer than the model {name} can read.",
            "Set RAG_CONTEXT_TOKENS to its context window, or ask with fewer passages: -k 4.",
        ),
        "server": (
            f"The provider of {name} failed{where}: it is overloaded or has an error of its own.",
            f"Try again later; {OFFLINE}",
        ),
        "empty": (f"The model {name} sent an empty reply.", f"Ask again, or use another model; {OFFLINE}"),
        "filtered": (f"The content filter of {name} withheld the reply.", f"Ask in other words; {OFFLINE}"),
        "cut": (
            f"The reply of {name} was cut off by its length limit before it said anything that can be checked.",
            f"Use a model that may write longer replies, or ask for less; {OFFLINE}",
        ),
        "broken": (f"The reply of {name}{where} broke off.", f"Ask again; {OFFLINE}"),
        "garbage": (f"What came from {name}{where} cannot be read as a reply.", f"Check RAG_BASE_URL; {OFFLINE}"),
    }


# By name, as the clients define these classes each for themselves; the first that fits counts.
_BY_NAME = (
    ("context", ("ContextOverflowError",)),
    (
        "key refused",
        ("ModelAuthenticationError", "ModelPermissionDeniedError", "AuthenticationError", "PermissionDeniedError"),
    ),
    ("unknown model", ("ModelNotFoundError", "NotFoundError")),
    ("rate limit", ("ModelRateLimitError", "RateLimitError", "ResourceExhausted")),
    ("timeout", ("ModelTimeoutError", "APITimeoutError", "TimeoutException", "TimeoutError", "DeadlineExceeded")),
    (
        "broken",
        (
            "RemoteProtocolError",
            "ReadError",
            "IncompleteRead",
            "ConnectionResetError",
            "BrokenPipeError",
            "StreamChunkTimeoutError",
        ),
    ),
    ("address", ("InvalidURL", "UnsupportedProtocol")),  # whose words have pieces of it, of a password too
    ("connection", ("ModelConnectionError", "APIConnectionError", "ConnectError", "ConnectionError", "gaierror")),
    ("server", ("ModelAPIError", "InternalServerError", "ServerError", "ServiceUnavailable")),
    ("refused", ("ModelInvalidRequestError", "BadRequestError", "UnprocessableEntityError")),
    ("garbage", ("JSONDecodeError", "UnicodeDecodeError", "APIResponseValidationError", "DecodingError")),
)
_BY_STATUS = {
    401: "key refused",
    403: "key refused",
    404: "unknown model",
    408: "timeout",
    413: "context",
    429: "rate limit",
}
_NO_KEY = re.compile(
    r"(?:api[_ ]?key|credentials?|auth(?:entication)? (?:method|token)).{0,60}"
    r"(?:must be|set|missing|required|not (?:found|provided)|resolve)"
    r"|(?:missing|required|no|set|resolve|provide).{0,40}(?:api[_ ]?key|credentials?|authentication method)|did not find \w*(?:key|token)",
    re.IGNORECASE | re.DOTALL,
)
_TOO_LONG = re.compile(
    r"context (?:length|window|size)|context_length_exceeded"
    r"|(?:prompt|input) is too long|too many (?:input )?tokens|exceeds? .{0,40}tokens",
    re.IGNORECASE,
)
_FILTERED = re.compile(
    r"content[_ ](?:filter|management policy)|responsible ?ai|safety (?:system|settings)|blocked by", re.IGNORECASE
)


def _kind(error: BaseException) -> str:
    chain = list(_causes(error))
    words = " ".join(f"{e} {getattr(e, 'code', '')} {getattr(e, 'body', '')}" for e in chain)
    status = next((s for e in chain if isinstance(s := getattr(e, "status_code", getattr(e, "code", None)), int)), None)
    names = {cls.__name__ for e in chain for cls in type(e).__mro__}
    if _TOO_LONG.search(words) and (status in (None, 400, 413, 422, 500)):
        return "context"
    if "No generation chunks" in words:  # LangChain's, for a stream with nothing in it that a reply has
        return "garbage"
    if _FILTERED.search(words) and (status in (None, 400, 403)):
        return "filtered"
    found = next((kind for kind, known in _BY_NAME if names.intersection(known)), None)
    if status is not None and (found is None or found == "connection"):
        found = _BY_STATUS.get(status, "server" if status >= 500 else "refused" if status >= 400 else None)
    if found in (None, "refused") and status is None and _NO_KEY.search(words):
        return "no key"
    return found or "unknown"


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    nearest: BaseException | None = error
    while nearest is not None and id(nearest) not in seen:
        seen.add(id(nearest))
        yield nearest
        nearest = nearest.__cause__ or nearest.__context__


def _message(error: BaseException) -> str:
    """What the provider wrote, out of the document that its client wraps in the exception's text."""
    body = getattr(error, "body", None)
    inner = body.get("error", body) if isinstance(body, dict) else None
    said = inner.get("message") if isinstance(inner, dict) else None
    return said if isinstance(said, str) else str(getattr(error, "message", None) or error)


_SECRET = re.compile(
    r"(?:\b(?:sk|pk|rk|gsk|xai|hf|AIza|key|tok|ghp|pat)[-_][\w\-*.]{4,}|AIza[\w-]{10,}|\bBearer\s+\S+|\bBasic\s+[\w+/=]{6,}|eyJ[\w-]{10,}[\w.-]*"
    r"|(?:authorization|x-api-key|api[-_ ]?key|token|password|secret)\W{1,4}(?:bearer\s+)?[^\s,;'\"}]{4,}|\b[A-Za-z0-9+/_-]{32,}={0,2})",
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
