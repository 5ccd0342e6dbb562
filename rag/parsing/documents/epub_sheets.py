"""What the style sheets of an e-book hide, and the letters that they raise.

Only these rules go into a page: a sheet of hundreds of rules would be compared with the elements of every chapter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST_SHEET = 500_000
LONGEST_RULES = 10_000
"""Characters of the rules of a sheet that hide or show; of a longer list, none counts."""
_HIDES = re.compile(
    r"(?<![\w-])(?:(?:display|visibility|opacity)\s*:|font-size\s*:\s*[01](?![\d.])"
    r"|text-decoration[\w-]*\s*:[^;]*line-through)",
    re.IGNORECASE,
)
_WHITE = re.compile(r"(?<![\w-])color\s*:\s*(?:white|#fff(?:fff)?)\b", re.IGNORECASE)
_GROUND = re.compile(
    r"(?<![\w-])background(?:-color|-image)?\s*:\s*(?!white|#fff|transparent|none|inherit)", re.IGNORECASE
)
_RAISED = re.compile(
    r"vertical-align\s*:\s*(?:super\b|text-top\b|[1-9][\d.]*(?:%|em|px|pt))|(?<![\w-])top\s*:\s*-0?\.\d+em",
    re.IGNORECASE,
)
_CLASS = re.compile(r"(?:^|[\s,]|span)\.([\w-]+)(?=\s*(?:,|$))")


def read_sheet(data: bytes) -> tuple[str, frozenset[str]]:
    """The rules that hide or show elements, and the classes whose letters are raised: marks of notes, exponents.

    Programs that make books write `<span class="c7">1</span>`.
    """
    css = data.decode("utf-8", "replace")[:LONGEST_SHEET]
    is_white = not _GROUND.search(css)  # nothing has a colour that white letters would stand on
    hiding: list[str] = []
    raised: set[str] = set()
    for selectors, declared in _rules(css):
        if _HIDES.search(declared) or (is_white and _WHITE.search(declared)):
            hiding.append(f"{selectors}{{{declared}}}")
        if _RAISED.search(declared):
            raised.update(_CLASS.findall(selectors))
    rules = re.sub(r"[\x00-\x1f\ufffe\uffff]", " ", "".join(hiding))
    return rules if len(rules) <= LONGEST_RULES else "", frozenset(raised)


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """The selectors and the declarations of each rule. Rules for some devices only (`@media`) are left out."""
    css = "".join(part.partition("/*")[0] for part in css.split("*/"))
    depth, selectors, body, is_flat = 0, "", "", True
    for part in re.split(r"([{}])", css):
        if part == "{":
            depth += 1
            is_flat = depth == 1 and is_flat
        elif part == "}":
            depth = max(0, depth - 1)
            if depth == 0 and is_flat and not selectors.startswith("@"):
                yield selectors, body
            is_flat = is_flat or depth == 0
        elif depth == 0:
            selectors = part.rpartition(";")[2].strip()
        elif depth == 1:
            body = part
