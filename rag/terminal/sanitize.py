"""Text made safe for a terminal."""

from __future__ import annotations

import json
import re

from ..text.characters import INVISIBLE, without_invisible

_SPACING = re.compile("[\r\v\f\x1c-\x1f\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f\ud800-\udfff]")
# What JSON leaves unescaped but a terminal would obey, and lone surrogates, which UTF-8 cannot encode.
ESCAPED = re.compile(f"{INVISIBLE.pattern}|[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def safe(text: str) -> str:
    """The text without anything that a terminal obeys: escape sequences, carriage returns, direction overrides.

    A control character becomes "\N{REPLACEMENT CHARACTER}", so that an attempt can be seen; line breaks and tabs stay.
    """
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", without_invisible(_SPACING.sub(" ", text.replace("\r\n", "\n"))))


def one_line(text: str) -> str:
    """`safe`, and every run of white space becomes one space."""
    return " ".join(safe(text).split())


def escape(found: re.Match[str]) -> str:
    """The matched character as a JSON escape, for `ESCAPED.sub`."""
    return json.dumps(found[0])[1:-1]
