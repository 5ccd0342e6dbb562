"""Whether a sentence has only measures where a count is asked for: "2.40 pounds" for "how many". Pure, for English."""

from __future__ import annotations

import re

from ...text.dates import MONTHS
from ...text.numbers import LARGE, SMALL, TENS
from ...text.stemming import all_stems, stem
from .times import YEAR

_COUNT = re.compile(
    r"^\W*how many (?P<things>(?:(?!(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could)\b)[\w-]+ ){1,3})",
    re.IGNORECASE,
)
_WORDS = "|".join((*SMALL[2:], *TENS, *LARGE, "dozens?", "several", "few", "half"))
_NUMBER = re.compile(rf"(?<![\w.,])(?:\d[\d.,:]*|(?:{_WORDS})\b)", re.IGNORECASE)
_UNITS = (
    r"years?|months?|weeks?|days?|hours?|minutes?|seconds?|centur(?:y|ies)|decades?|pounds?|euros?|dollars?|crowns?"
    r"|francs?|pence|cents?|k?m|[cm]m|\w*met(?:re|er)s?|miles?|feet|foot|inch(?:es)?|degrees?|per ?cent|percentage"
    r"|points?|kg|kilos?|tonn?es?|tons?|lit(?:re|er)s?|times"
)
_MEASURED = re.compile(
    rf"[\s-]*(?:(?:hundred|thousand|million|billion)[\s-]+)?(?:%|(?:{_UNITS})\b|(?:{'|'.join(MONTHS)})\b)",
    re.IGNORECASE,
)
_BEFORE = re.compile(rf"(?:[$€£¥]\s?|\b(?:{'|'.join(MONTHS)})\s|\bat )$")


def lacks_the_count(question: str, sentence: str) -> bool:
    """Whether things are counted in the question, and each number of the sentence is a measure, a date or an hour."""
    asked = _COUNT.match(question)
    if asked is None or re.search(rf"\b(?:{_UNITS})\b", asked["things"], re.IGNORECASE):
        return False
    if {stem(word) for word in asked["things"].split()} & all_stems(sentence):
        return False
    numbers = list(_NUMBER.finditer(sentence))
    return bool(numbers) and all(_is_measure(sentence, number) for number in numbers)


def _is_measure(sentence: str, number: re.Match[str]) -> bool:
    if YEAR.fullmatch(number[0].rstrip(".,")) or ":" in number[0]:
        return True
    return bool(_MEASURED.match(sentence, number.end()) or _BEFORE.search(sentence[: number.start()]))
