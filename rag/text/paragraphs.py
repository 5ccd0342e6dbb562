"""Lines to the pieces that a reader sees: paragraphs, headings, list items. Pure, and linear in the text.

In one text a line break ends a paragraph, in another it only wraps the line; `_is_wrapped` and `_fills` tell which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal, NamedTuple

from ..types import Span

FRONT_MATTER_LIMIT = 8192
"""Characters in which front matter must end."""
SHORT = 400
"""Characters. A longer piece counts as prose, and no pattern is tried on it."""

Role = Literal["line", "paragraph", "title", "heading", "item"]


class Piece(NamedTuple):
    """The characters `text[start:end]`, without mark-up in front (`# `, `- `, `> `)."""

    start: int
    end: int
    role: Role
    """`line`: a paragraph on one line, or a heading without mark-up; `title`: a heading of the first order."""
    words: str
    """The text without Markdown, on one line; empty for a piece longer than `SHORT`."""

    @property
    def bare(self) -> str:
        """The words in lower case, without arrows and bars around them; patterns for labels match this."""
        return self.words.replace("’", "'").casefold().strip(" #>[]|•·→←↑↓«»›‹…-–—▼▲×")


def pieces(text: str) -> Iterator[Piece]:
    """The text's pieces: ascending, disjoint, not empty, without white space at their ends.

    Markdown's rules, images, fences and code are in no piece.
    """
    wraps = _is_wrapped(text)
    group: list[_Line] = []
    for line in _lines(text):
        if len(group) == 1 and _UNDERLINE.match(line.text[:SHORT]) and could_be_title(group[0].text):
            yield _piece(group, "title" if line.text[0] == "=" else "heading")
            group = []
        elif not line.text or _is_markup(line.text):
            yield from _paragraphs(group, wraps)
            group = []
        elif mark := _ATX.match(line.text):
            yield from _paragraphs(group, wraps)
            group = []
            yield _piece([_without(line, mark.end())], "title" if line.text[1] != "#" else "heading")
        else:
            group.append(line)
    yield from _paragraphs(group, wraps)


FRONT_KEYS = {
    "title": ("title", "headline"),
    "source": ("source", "outlet", "publisher", "publication", "site", "sitename"),
    "author": ("author", "authors", "byline"),
    "published": ("published", "date", "pubdate", "published_at", "publishdate", "publish_date", "published_date"),
    "url": ("url", "link", "canonical", "canonical_url"),
}
"""The keys of front matter that hold a field of the metadata, the best first."""
_KEY_LINE = re.compile(r"[A-Za-z_][\w.-]{0,40}:(?:\s.*)?$")
_REST_LINE = re.compile(r"\s+\S.*$|-\s.*$|\s*$|#.*$")
_USUAL_LINE = re.compile(rf"[\"']?(?:{'|'.join(key for keys in FRONT_KEYS.values() for key in keys)})[\"']?\s?:", re.I)
_QUOTED = re.compile(r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*+'|\[[^\]]*\]|\{[^}]*\}|[>|][+-]?)\s*(?:#.*)?$""")


def front_matter(text: str) -> Span | None:
    """The `key: value` lines between two `---` lines at the very top, with these lines. Anything else there is text.

    The values of other keys than `FRONT_KEYS` must be YAML if there are no others.
    """
    if not text.startswith("---"):
        return None
    lines = text[:FRONT_MATTER_LIMIT].split("\n")
    last = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
    if last is None or lines[0].rstrip() != "---" or not any(_is_key(line) for line in lines[1:last]):
        return None
    if not all(_is_key(line) or _REST_LINE.match(line) for line in lines[1:last]):
        return None
    if not any(_USUAL_LINE.match(line) for line in lines[1:last]) and not all(map(_is_yaml, lines[1:last])):
        return None
    return Span(0, sum(len(line) + 1 for line in lines[:last]) + len(lines[last].rstrip()))


def _is_key(line: str) -> bool:
    return bool(_KEY_LINE.match(line) or _USUAL_LINE.match(line))


def _is_yaml(line: str) -> bool:
    value = line.partition(":")[2].strip()
    if not _KEY_LINE.match(line):
        return True
    if value.startswith(("'", '"', "[", "{", "|", ">")):
        return bool(_QUOTED.match(value))
    return (
        not value.startswith(("&", "*", "!", "%", "@", "`", "]", "}")) and ": " not in value and not value.endswith(":")
    )


_NOTES = r"(?:\s?\[[^\[\]]{1,30}\]|[¹²³⁰⁴-⁹])*"
"""Note marks after a full stop: `1752.[1][2]`."""
_FINAL = re.compile(rf"""[.!?…。！？؟।][\s"'”’»)\]*_]*{_NOTES}[\s*_]*$""")
_SMALL = frozenset(
    "a an the and or nor but for of in on at to by as with from into over via per after before vs vs. is its it's "
    "de la le".split()
)
_DATED = re.compile(
    r"^(?:by|von|par|por)\s|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.? \d"
    r"|\d (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|^[\d\s:/.,-]+$"
)
_NO_HEADING = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|can|could|may|might|must|should|does|did|says?|said|\w{2,}ed|it|he"
    r"|she|they|we|i|ist|sind|est|sont)\b|\d",
    re.I,
)


def is_final(words: str) -> bool:
    """Whether it ends with the punctuation of a sentence."""
    return bool(_FINAL.search(words[-60:]))


def is_sentence(words: str) -> bool:
    """Whether it ends like a sentence and is longer than a label."""
    return is_final(words) and (
        words.count(" ") >= 3 or (len(words) >= 10 and words.count(" ") <= 1 and not words.isascii())
    )


def is_dated(words: str) -> bool:
    """Whether the line is a byline or a date."""
    return len(words) <= 80 and bool(_DATED.search(words.casefold()))


def could_be_title(words: str) -> bool:
    """Whether the line can be a headline: it is short and does not end like a sentence."""
    end = re.sub(rf"(?<=[.。．।]){_NOTES}$", "", words).rstrip("\"'”’»)*_ ")
    if (
        not 0 < len(words) <= 200
        or not any(c.isalpha() for c in words)
        or words.startswith(("http://", "https://", "|"))
    ):
        return False
    if end.endswith("."):  # "Meta's Deal With the U.S." and "Apple Inc."
        return bool(re.search(r"(?:\b[A-Za-z]\.)+$|\b(?:Inc|Co|Ltd|Corp|Jr|Sr|vs)\.$", end)) and is_title_case(words)
    return not end.endswith((",", ";", ":", "…", "。", "．", "।"))


def is_title_case(words: str) -> bool:
    """Whether nearly all words, small ones like "of" aside, begin with a capital."""
    counted = [w for w in re.findall(r"[^\W\d_][\w'’.-]*", words) if w.casefold() not in _SMALL]
    return (
        bool(counted)
        and sum(not w[0].islower() for w in counted) > 0.8 * len(counted)
        and any(w[0].isupper() for w in counted)
    )


def is_heading(words: str) -> bool:
    """Whether a line without mark-up reads like a heading; "This is reported by Finway" is a short sentence."""
    count = words.count(" ") + 1
    if (
        not could_be_title(words)
        or len(words) > 120
        or count > 16
        or is_dated(words)
        or (count <= 3 and any(c.isdigit() for c in words))
    ):
        return False
    return is_title_case(words) or (
        count <= 5 and words[0].isupper() and not is_final(words) and not _NO_HEADING.search(words)
    )


_ROW = re.compile(r"\||[^\n]*(?:\S\t+\S| \| )")


def is_row(line: str) -> bool:
    """Whether the line is a row of a table, with bars or tabs between its cells."""
    return bool(_ROW.match(line, 0, SHORT))


class _Line(NamedTuple):
    start: int
    end: int
    text: str


_FENCE = re.compile(r"(?:```|~~~)[\w+-]*$")
_UNDERLINE = re.compile(r"(?:=+|-{3,})$")
_ATX = re.compile(r"#{1,6}\s+(?=\S)")
_BULLET = re.compile(r"[-*+•‣◦▪●]\s+(?:\[[ xX]\]\s+)?(?=\S)")
_QUOTE = re.compile(r"(?:>\s*)+(?=[^\s>])")
_NUMBER = re.compile(r"(?:\d{1,3}|[a-zA-Z])[.)]\s+\S")
_SUBSCRIPT = re.compile(r"\d+ [^\W\d_A-Z]")
_MARKUP = re.compile(
    r"([-*_=~])(?:\s?\1){2,}$|[|+:=\s-]{3,}$|<!--.*-->$|\[[^\]^]+\]:\s*\S+(?:\s+(?:\".*\"|'.*'|\(.*\)))?$|[#>*|-]+$"
)
_IMAGE = re.compile(r"\[?!\[[^\[\]]*\]\([^()]*\)(?:\]\([^()]*\))?")
_EMPHASIS = re.compile(r"^(\*{1,3}|_{1,3})(\S.*)(?<=\S)\1$")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")


def _lines(text: str) -> Iterator[_Line]:
    matter = front_matter(text)
    at = matter.end if matter else 0
    raws = text[at:].split("\n")
    fences = [i for i, raw in enumerate(raws) if raw.lstrip()[:3] in ("```", "~~~") and _FENCE.match(raw.strip()[:40])]
    hidden = _unseen(raws)
    code = {i for first, last in zip(fences[::2], fences[1::2], strict=False) for i in range(first, last + 1)}
    for i, raw in enumerate(raws):
        line = raw.strip()
        start = at + len(raw) - len(raw.lstrip())
        at += len(raw) + 1
        if i in hidden or (i in code and not is_sentence(line)):  # quotations are fenced too
            line = ""
        yield _Line(start, start + len(line), line)


_HIDING = re.compile(
    r"<([a-z][\w-]*)\b[^<>]{0,300}?(?:\shidden\b|aria-hidden\s*=\s*[\"']?true|display\s*:\s*none|visibility\s*:\s*hidden"
    r"|(?:opacity|font-size)\s*:\s*0(?![.\d]))[^<>]{0,300}>",
    re.IGNORECASE,
)


def _unseen(raws: list[str]) -> set[int]:
    """The lines of HTML comments that span lines, and of elements that hide their text. One that never ends is text."""
    hidden: set[int] = set()
    begun, end = 0, ""
    for i, raw in enumerate(raws):
        if not end and (opened := _opening(raw.lstrip())):
            begun, end = i, opened
        if end and end in raw.casefold():
            hidden.update(range(begun, i + raw.rstrip().casefold().endswith(end)))
            end = ""
    return hidden


def _opening(line: str) -> str:
    """The string that ends the comment or hidden element which the line begins; empty if it begins none."""
    if line.startswith("<!--"):
        return "-->" if "-->" not in line else ""
    tag = _HIDING.match(line) if line.startswith("<") else None
    return f"</{tag[1].casefold()}>" if tag else ""


def _is_markup(line: str) -> bool:
    return len(line) <= SHORT and bool(
        _MARKUP.match(line) or _FENCE.match(line) or (line.startswith(("!", "[!")) and not _IMAGE.sub("", line).strip())
    )


def _is_wrapped(text: str) -> bool:
    """Whether lines may be wrapped to a width: not if most of the text is on lines of more than 160 characters."""
    lengths = [len(line) for line in text[:100_000].split("\n")]
    return 2 * sum(length for length in lengths if length > 160) < sum(lengths)


def _paragraphs(group: list[_Line], wraps: bool) -> Iterator[Piece]:
    if not group:
        return
    width = max(len(line.text) for line in group[1:] or group)
    filled = [wraps and _fills(a, b, width) for a, b in pairwise(group)]
    if not 40 <= width <= 160 or 2 * sum(filled) < len(filled) or (len(group) == 2 and len(group[0].text) < 60):
        filled = [False] * len(filled)  # verse, an address, or one sentence a line
    run = [group[0]]
    for line, full in zip(group[1:], filled, strict=True):
        if not _joins(run[-1].text, line.text, full):
            yield _piece(run)
            run = []
        run.append(line)
    yield _piece(run)


def _fills(line: _Line, following: _Line, width: int) -> bool:
    """Whether the next line's first word did not fit on the line, roughly, as letters vary in width.

    A line much longer than `width` is a headline.
    """
    first = following.text[:width].partition(" ")[0]
    return len(line.text) + 1 + len(first) > 0.85 * width and len(line.text) <= 1.15 * width


def _joins(line: str, following: str, filled: bool) -> bool:
    if _QUOTE.match(following) or _BULLET.match(following):
        return following[0] == ">" and line[0] == ">"
    if is_row(line) and is_row(following):
        return False
    if (
        not is_final(line)
        and (following[0].islower() or following[0] in ")%,;")
        and (filled or not _NUMBER.match(following))
    ):
        return True
    if (
        not is_final(line)
        and following[0].isdigit()
        and (len(line) > 120 or (len(line) > 60 and _SUBSCRIPT.match(following)))
    ):
        return True  # a subscript that a PDF put on its own line: "of O\n2 as soon as"
    return filled and not (could_be_title(line) and is_title_case(line) and not following[0].islower())


def _without(line: _Line, mark: int) -> _Line:
    words = line.text[mark:].rstrip("#").rstrip() or line.text[mark:]
    return _Line(line.start + mark, line.start + mark + len(words), words)


def _piece(lines: list[_Line], role: Role = "line") -> Piece:
    first = lines[0]
    mark = (_QUOTE.match(first.text) or _BULLET.match(first.text)) if role == "line" else None
    start, end = first.start + (mark.end() if mark else 0), lines[-1].end
    words = ""
    if end - start <= SHORT:
        words = " ".join([first.text[start - first.start :], *(line.text for line in lines[1:])])
    if role == "line":
        is_item = (mark and first.text[0] != ">") or _NUMBER.match(first.text)
        role = "item" if is_item else "line" if len(lines) == 1 else "paragraph"
    return Piece(start, end, role, _EMPHASIS.sub(r"\2", " ".join(_LINK.sub(r"\1", words).split())))
