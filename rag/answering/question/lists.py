"""Whether a question asks for a list: "Which towns …?", "Name the …". Pure, for English."""

from __future__ import annotations

import re

from ...verification.verbs import AUXILIARIES, base_of_past, past
from .clause import PREPOSITIONS

_NO_PLURAL = re.compile(
    r".*(?:ics|ss|us|is|['’]s?)|series|species|news|bus|gas|always|perhaps|sometimes|lens|texas|does|whereas"
    r"|united|states|whys|yes|thus|sales|earnings|revenues|profits|losses|proceeds|savings|odds|headquarters",
    re.IGNORECASE,
)
_PLURALS = frozenset("people children men women criteria phenomena bacteria media mice feet teeth".split())
_OPENS = re.compile(rf"^(?:(?:{'|'.join(sorted(PREPOSITIONS))}) )?(?:which|what) (?:of )?(?=\w)", re.IGNORECASE)
_ARE = re.compile(
    r"^(?:what|which) (?:are|were) (?:all |all of )?"
    r"(?:the|some|any|other|their|its|his|her|these|two|three|four|five|six|\w+['’]s?) ",
    re.IGNORECASE,
)
_WHO_ARE = re.compile(r"^who(?: are| were|['’]re) (?!(?:you|they|we|these|those|a|an)\b)", re.IGNORECASE)
_LISTS = re.compile(
    r"^(?:please )?(?:(?:list|enumerate)\b|(?:a |the )?list of\b|(?:give|show|tell) me (?:a|the) list\b"
    r"|(?:name|give(?: me)?|mention|identify|show(?: me)?|tell me)"
    r" (?:all|every|each|some|two|three|four|five|six|any|\d+)\b"
    r"|(?:who|what|which|where) (?:all|else)\b)",
    re.IGNORECASE,
)
_NAME = re.compile(r"^(?:please )?(?:name|mention|identify) (?:me )?(?:the )?", re.IGNORECASE)
_ONE_OF = re.compile(r"^(?:which|what) of .*\b(?:is|was|has|does)\b", re.IGNORECASE)
_DETERMINERS = frozenset("the a an this that his her its their it he she they we you i".split())
_NO_NOUNS = _DETERMINERS | {"else", "one", "kind", "type", "sort"}
_CLOSING = PREPOSITIONS | {"who", "that", "which", "where", "and", "do", "are", "were", "have"}
"""What may follow a noun phrase that is a list's."""
_BEFORE_A_PLURAL = frozenset(
    "two three four five six seven eight nine ten other various different many several main new big large major the"
    " public some common possible important famous".split()
)
VERBS_AFTER_WHAT = frozenset(
    "affects allows becomes brings carries causes comes connects constitutes contains controls covers defines"
    " describes determines differentiates distinguishes divides drives follows gives goes happens helps holds"
    " influences keeps leads lies limits links makes means occurs plays prevents produces protects provides regulates"
    " remains represents results runs says separates sets shows sits stands starts takes tells works".split()
)
"""After "what" these are verbs, "what causes rain", although some are nouns too."""
LONGEST_NOUN = 5
"""Words from the interrogative to the noun: "which other large Baltic ports"."""


_TWO = re.compile(r"^(?:what|which|who) (?:are|were) (?:the )?(?:two|three|four|five|six|seven|\d+)\b", re.IGNORECASE)


def asks_for_several(question: str) -> bool:
    """Whether the question asks for a list by its wording; it may have one item all the same."""
    plain = " ".join(question.split()).rstrip("?!. ")
    if _LISTS.match(plain) or _WHO_ARE.match(plain) or _TWO.match(plain):
        return True
    if opening := (_ARE.match(plain) or _NAME.match(plain)):
        return _has_plural_head(plain[opening.end() :].split(), _CLOSING)
    opening = _OPENS.match(plain)
    if not opening or _ONE_OF.match(plain):
        return False
    words = plain[opening.end() :].split()
    if not words or words[0].casefold() in _NO_NOUNS or ("what" in opening[0].casefold() and _is_verb(words[0])):
        return False
    return _has_plural_head(words, _CLOSING | AUXILIARIES | _DETERMINERS)


def _has_plural_head(words: list[str], closing: frozenset[str]) -> bool:
    """Whether the first noun phrase ends in a plural, before a verb or one of these words."""
    for n, word in enumerate(words[:LONGEST_NOUN]):
        plain = _bare(word)
        if plain in AUXILIARIES or (n and (plain in _CLOSING | _DETERMINERS or plain.endswith("ed"))):
            return False
        if not _is_plural(plain):
            continue
        after = _bare(words[n + 1]) if n + 1 < len(words) else ""
        if not after or word.endswith(",") or after in AUXILIARIES & closing:
            return True
        if n and closing > AUXILIARIES and past(_singular(plain)) and _bare(words[n - 1]) not in _BEFORE_A_PLURAL:
            return False  # "which nation contains"
        if after in closing or (closing > AUXILIARIES and _is_verb(after) and not word[0].isupper()):
            return True
    return False


def _bare(word: str) -> str:
    return word.strip(",'\"").casefold()


def _is_plural(word: str) -> bool:
    return word in _PLURALS or (len(word) > 3 and word.endswith("s") and not _NO_PLURAL.fullmatch(word))


def _singular(word: str) -> str:
    """The verb of which the word may be a form: "contain" for "contains"."""
    return word[:-1] if past(word[:-1]) else re.sub(r"es$", "", word)


def _is_verb(word: str) -> bool:
    return word in VERBS_AFTER_WHAT or base_of_past(word) is not None or past(word) is not None
