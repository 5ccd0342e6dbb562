"""Characters that nobody sees and that a program may obey: turned directions, zero widths, tags that spell out text. Pure."""

from __future__ import annotations

import re

_UNSEEN = "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
# Zero-width joiners stay: Persian, Hindi and emoji are written with them. So does a variation selector behind its character, as Japanese
# names have it, but a row of them is no writing: each stands for a byte of what somebody hides.
INVISIBLE = re.compile(f"(?<=[{_SELECTORS}])[{_SELECTORS}{_UNSEEN}]+|[{_UNSEEN}]+")


def without_invisible(text: str) -> str:
    """The text as it is seen."""
    return INVISIBLE.sub("", text)


def encodable(text: str) -> str:
    """With lone surrogates as U+FFFD: no tokenizer takes them."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
