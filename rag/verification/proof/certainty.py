"""Words that leave something open: "may", "plans to", "allegedly", "not". For English. Pure."""

from __future__ import annotations

import re

_DOUBT = re.compile(
    r"\b(?:(?-i:may)|might|could|can|would|should|plan(?:s|ned|ning)?|intend\w*|intention\w*|aim(?:s|ed|ing)?|hop(?:e|es|ed|ing)|want\w*"
    r"|threat\w*|offer\w*|propos\w*|seek\w*|sought|expect\w*|likely|likelihood|consider\w*|alleg\w*|reportedly"
    r"|according|possib\w*|potential\w*|perhaps|probabl\w*|talks|discuss\w*|negotiat\w*|rumou?r\w*|forecast\w*|predict\w*"
    r"|estimat\w*|project(?:s|ed)|whether|if|up to|den(?:y|ie[sd])|not|no|never|scheduled|due|set to|eyes?|eyeing)\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)


def is_doubtful(text: str) -> bool:
    """Whether the text leaves something open: "may", "plans to", "allegedly", "not"."""
    return bool(_DOUBT.search(text))
