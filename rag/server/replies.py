"""What the server says: JSON documents, and errors as our two sentences, never a traceback."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response
from starlette.types import Scope

from ..errors import (
    LibraryBusy,
    LibraryEmpty,
    LibraryError,
    ModelError,
    RagError,
    UnknownArticle,
)

_STATUSES: tuple[tuple[type[RagError], int], ...] = (
    (UnknownArticle, 404),
    (LibraryEmpty, 409),
    (LibraryError, 503),
    (ModelError, 502),
    (RagError, 400),
)
RETRY_AFTER = 2
"""Seconds after which a library that another process writes to is asked for again."""


class Overloaded(RagError):
    """More questions wait than are let in."""

    def __init__(self, seconds: int) -> None:
        super().__init__("Too many questions wait already.", f"Ask again in {seconds} s.")
        self.seconds = seconds


class Refused(RagError):
    """A request that is none of the library's errors: too large, unknown, not allowed."""

    def __init__(self, status: int, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.status = status


def dumped(document: Any) -> bytes:
    """The document as JSON; half a character, which JSON can spell, stays spelt."""
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "backslashreplace")


class Json(Response):
    """A JSON document, which no cache keeps."""

    media_type = "application/json"

    def __init__(self, content: Any, status_code: int = 200, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(dumped(content), status_code, {"cache-control": "no-store", **(headers or {})})


def error_document(path: str, message: str, hint: str, status: int) -> dict[str, Any]:
    """The error as `--json` prints it; under /v1 as OpenAI's clients read it."""
    if not path.startswith("/v1/"):
        return {"error": message, "hint": hint}
    kind = "invalid_request_error" if status < 500 else "server_error"
    return {"error": {"message": f"{message} {hint}".strip(), "type": kind, "param": None, "code": None}}


def refusal(scope: Scope, status: int, message: str, hint: str, headers: Mapping[str, str] | None = None) -> Response:
    """An answer that is an error, in the form of its path."""
    return Json(error_document(scope["path"], message, hint, status), status, headers)


def error_reply(scope: Scope, error: RagError) -> Response:
    """The answer to a request that ended with this error."""
    status, headers = status_of(error), {}
    if isinstance(error, Overloaded):
        headers["retry-after"] = str(error.seconds)
    elif isinstance(error, LibraryBusy):
        headers["retry-after"] = str(RETRY_AFTER)
    return refusal(scope, status, error.message, error.hint, headers)


def status_of(error: RagError) -> int:
    """The HTTP status that fits."""
    if isinstance(error, Refused):
        return error.status
    if isinstance(error, Overloaded):
        return 503
    return next(status for kind, status in _STATUSES if isinstance(error, kind))
