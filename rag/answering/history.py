"""An earlier conversation, in the forms in which callers hold one, as (question, answer) pairs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..arguments import refusal
from ..text.characters import encodable
from ..types import Answer

_ASKED, _ANSWERED = {"user", "human"}, {"assistant", "ai"}
_MEANT = "(question, answer) pairs, or messages with a role and a content"


def history_pairs(history: Any, question: str) -> tuple[tuple[str, str], ...]:
    """The pairs, oldest first. Raises `SettingsError` for what is no conversation.

    A question without an answer has an empty one, except if it is the last and is `question` itself: a list of messages
    often ends with what is asked now. Messages of the system and of tools, and answers to nothing, are left out.
    """
    pairs: list[tuple[str, str]] = []
    for item in _items(history):
        for is_question, text in _turns(item):
            if is_question:
                pairs.append((text, ""))
            elif pairs and text:
                asked, answered = pairs[-1]
                pairs[-1] = (asked, f"{answered}\n{text}" if answered else text)
    if pairs and not pairs[-1][1] and pairs[-1][0].strip() == question.strip():
        pairs.pop()
    return tuple((encodable(asked), encodable(answered)) for asked, answered in pairs)


def _items(history: Any) -> Iterable[Any]:
    """The items; LangChain's chat histories have them as `messages`."""
    held = getattr(history, "messages", history)
    if held is None:
        return ()
    if isinstance(held, Mapping | Answer) or hasattr(held, "content") or (isinstance(held, tuple) and _is_pair(held)):
        return (held,)
    if isinstance(held, str | bytes) or not isinstance(held, Iterable):
        raise refusal("history", held, _MEANT)
    return held


def _turns(item: Any) -> Iterator[tuple[bool, str]]:
    """Whether it is a question, and its text, for each turn of the item."""
    if isinstance(item, Answer):
        yield from ((True, item.question), (False, item.plain))
    elif isinstance(item, Mapping) and "content" in item:
        yield from _message(item.get("role"), item["content"])
    elif hasattr(item, "content"):
        yield from _message(getattr(item, "role", None) or getattr(item, "type", None), item.content)
    elif not _is_pair(item):
        raise refusal("history", item, _MEANT)
    elif item[0] in _ASKED | _ANSWERED | {"system", "tool"}:  # LangChain's short form of a message
        yield from _message(*item)
    else:
        asked, answered = item
        yield from ((True, asked), (False, answered.plain if isinstance(answered, Answer) else _text(answered)))


def _is_pair(item: Any) -> bool:
    return isinstance(item, tuple | list) and len(item) == 2 and isinstance(item[0], str)


def _message(role: Any, content: Any) -> Iterator[tuple[bool, str]]:
    if not isinstance(role, str):
        raise refusal("The role of a message in history", role, "a text such as user")
    name = role.casefold().removesuffix("messagechunk")
    if name in _ASKED | _ANSWERED:
        yield name in _ASKED, _text(content)


def _text(content: Any) -> str:
    """The text of a content: a text, None, or blocks of which some are texts."""
    if isinstance(content, list):
        blocks = (block.get("text") if isinstance(block, Mapping) else block for block in content)
        return "\n".join(block for block in blocks if isinstance(block, str))
    if content is not None and not isinstance(content, str):
        raise refusal("history", content, _MEANT)
    return content or ""
