"""OpenAI's API on the wire: the question in a list of messages, and our citations as annotations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from ...errors import SettingsError
from ...retrieval.filters import FilterKeywords
from ...tools import web_address
from ...types import Answer, Citation
from ..replies import Refused
from ..requests import check_sizes

if TYPE_CHECKING:
    from ...service import Rag

AS_SET, QUOTING = "rag", "rag:extractive"
MODELS = {AS_SET: "answers as the settings say", QUOTING: "answers with quotes"}
NARROWING = ("k", *FilterKeywords.__annotations__)
"""What a client may send beyond OpenAI's own: `extra_body={"since": "2026-05-01"}`."""
_MARKER = re.compile(r" ?\[\d+\]")


def question_of(messages: Any, body: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of `Rag.ask`: the last user's message is the question, those before it the history.

    Instructions to a model are left out: every sentence is proved from the articles, or not said.
    """
    if not isinstance(messages, Sequence) or not all(isinstance(each, Mapping) for each in messages):
        raise SettingsError("The messages are no list of objects.", 'Send [{"role": "user", "content": "…"}].')
    asked = [n for n, each in enumerate(messages) if each.get("role") == "user"]
    if not asked:
        raise SettingsError("No message is from a user.", 'Send [{"role": "user", "content": "…"}].')
    question = _text(messages[asked[-1]].get("content"))
    earlier = [_told(each) for each in messages[: asked[-1]] if each.get("role") in ("user", "assistant")]
    narrowed = {name: body[name] for name in NARROWING if body.get(name) is not None}
    arguments = {"question": question, "history": earlier, **narrowed}
    check_sizes(arguments)
    return arguments


def _told(message: Mapping[str, Any]) -> dict[str, str]:
    text = _text(message.get("content"))
    role = str(message.get("role"))
    return {"role": role, "content": _MARKER.sub("", text) if role == "assistant" else text}


def _text(content: Any) -> str:
    if isinstance(content, list):
        texts = (part.get("text") for part in content if isinstance(part, Mapping))
        return "\n".join(text for text in texts if isinstance(text, str))
    if content is not None and not isinstance(content, str):
        raise SettingsError("A message's content is no text.", 'Send {"role": "user", "content": "…"}.')
    return content or ""


def model_of(body: Mapping[str, Any]) -> str:
    """The name of the model that is asked. Raises `Refused` for one that is none."""
    named = body.get("model", AS_SET)
    return check_model(named if isinstance(named, str) else str(named))


def check_model(name: str) -> str:
    """The name. Raises `Refused` for one that is none."""
    if name not in MODELS:
        raise Refused(404, f"There is no model {name[:60]!r}.", f"There are {' and '.join(MODELS)}.")
    return name


def url_citations(answer: Answer, rag: Rag, base: str) -> list[dict[str, Any]]:
    """One for each claim and each of its citations, flat, in the order of the text; of an abstention what is nearest.

    `start_index` and `end_index` are characters of the answer; `start` and `end` those of the article's version.
    """
    quotes = answer.citations or answer.nearest
    found = [(span, cited) for cited in quotes for span in cited.claims]
    urls = {cited.marker: web_address(rag, cited) or link(base, cited) for cited in quotes}
    return [
        {
            "type": "url_citation",
            "start_index": span.start,
            "end_index": span.end,
            "title": cited.title,
            "url": urls[cited.marker],
            "marker": cited.marker,
            "article_id": cited.article_id,
            "sha256": cited.sha256,
            "start": cited.start,
            "end": cited.end,
            "quote": cited.quote,
        }
        for span, cited in sorted(found, key=lambda each: (each[0], each[1].marker))
    ]


def link(base: str, cited: Citation) -> str:
    """The page of this server, with the article open at the quote."""
    place = {"article": cited.article_id, "version": cited.sha256, "start": cited.start, "end": cited.end}
    return f"{base}#{urlencode(place)}"


def tokens(answer: Answer) -> tuple[int, int]:
    """Those read and those written, as far as the model's provider counts them."""
    return answer.usage.get("input_tokens", 0), answer.usage.get("output_tokens", 0)


def about(answer: Answer) -> dict[str, Any]:
    """What OpenAI's answers have no field for."""
    document = answer.to_dict()
    return {name: document[name] for name in ("abstained", "confidence", "short", "understood", "incomplete")}
