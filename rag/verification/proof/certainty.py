"""Whether a claim states as a fact what a sentence calls possible, planned or alleged. Pure, and for English only.

As with negation, only plain cases are found: the claim must have the very word that the sentence leaves open, "close"
in "may close".
"""

from __future__ import annotations

import re

_OPEN = re.compile(
    r"\b(?:(?-i:may)|might|could|(?:plan(?:s|ned|ning)?|intend(?:s|ed|ing)?|aim(?:s|ed|ing)?|hop(?:es|ed|ing)|wants?"
    r"|wanted|threaten(?:s|ed|ing)?|offer(?:s|ed|ing)?|propos(?:es|ed|ing)|seek(?:s|ing)?|expected|likely) to"
    r"|considering|allegedly|reportedly)\b(?! not\b)",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"\b(?:(?-i:may)|might|could|can|would|should|plan(?:s|ned|ning)?|intend\w*|intention\w*|aim(?:s|ed|ing)?|hop(?:e|es|ed|ing)|want\w*"
    r"|threat\w*|offer\w*|propos\w*|seek\w*|sought|expect\w*|likely|likelihood|consider\w*|alleg\w*|reportedly"
    r"|according|possib\w*|potential\w*|perhaps|probabl\w*|talks|discuss\w*|negotiat\w*|rumou?r\w*|forecast\w*|predict\w*"
    r"|estimat\w*|project(?:s|ed)|whether|if|up to|den(?:y|ie[sd])|not|no|never|scheduled|due|set to|eyes?|eyeing)\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:()“”\"–—]|\b(?:but|although|though|while|whereas|because|which|who|and|since|as|if)\b", re.I)


def is_doubtful(text: str) -> bool:
    """Whether the text leaves something open: "may", "plans to", "allegedly", "not"."""
    return bool(_DOUBT.search(text))
