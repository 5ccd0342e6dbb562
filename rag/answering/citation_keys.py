r"""What a model wrote, read as claims: sentences, each with the keys that were put to it. Pure.

The reply is read character by character, so that what is found in it does not depend on how it was cut into chunks. Keys are recognised
in the shapes that models give them: `[2.3][4.1]`, `[2.3, 4.1]`, `[2.3-2.5]`, `【2.3】`, `(2.3)`, `[^2.3]`, `\[2.3\]`,
`[passage 2, sentence 3]`, `[2]` for a whole passage; before the full stop, after it, or on the next line, which may begin with "Sources:".
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from ..text.sentences import split_sentences
from ..types import Claim, Span

_BLANK = "[ \t\u00a0]{0,3}"
_N = "[0-9０-９]{1,3}"
_DASH = f"{_BLANK}[-–—‑]{_BLANK}"
_SENTENCE = rf"{_BLANK}[,:]?{_BLANK}(?:sentences?|satz|phrase|oración|frase){_BLANK}"
_ITEM = rf"{_N}(?:[.．]|{_SENTENCE}){_N}(?:{_DASH}(?:{_N}[.．])?{_N})?"
_LOOSE_ITEM = rf"(?:[\^#§]|[PS]\.?)?(?:{_ITEM}|{_N}(?:{_DASH}{_N})?)"
_AND = r"(?:and|und|et|y)"
_BETWEEN = rf"(?:{_BLANK}[,;，；、&+/|]{_BLANK}(?:{_AND}\b{_BLANK})?|[ \t\u00a0]{{1,3}}(?:{_AND}[ \t\u00a0]{{1,3}})?)"
_WORD = r"(?:passages?|sentences?|sources?|references?|citations?|keys?|refs?|see|quellen?|fuentes?|abschnitt|pasaje)"
_LABEL = rf"(?:{_WORD}\b{_BLANK}:?{_BLANK})?"
_LEFT, _RIGHT = r"(?:\\?[\[【［〔⟦]){1,2}", r"(?:\\?[\]】］〕⟧]){1,2}"
_SQUARE = (
    rf"{_LEFT}{_BLANK}{_LABEL}{_LOOSE_ITEM}(?:{_BETWEEN}{_LABEL}{_LOOSE_ITEM})*{_BLANK}(?:†[^\]】］\n]{{0,40}})?{_RIGHT}"
    r"(?:\(#[^()\s]{0,40}\))?"
)
_PASSAGE = rf"(?:passages?|abschnitt|pasaje){_BLANK}{_LOOSE_ITEM}"
_ROUND = rf"[(（]{_LABEL}(?:{_ITEM}|{_PASSAGE})(?:{_BETWEEN}{_LABEL}(?:{_ITEM}|{_PASSAGE}))*[)）]"
_GROUP = re.compile(rf"(?P<square>{_SQUARE})|(?P<round>{_ROUND})", re.IGNORECASE)
_ONE = re.compile(rf"(?P<first>{_N}(?:\.{_N})?)(?:{_DASH}(?P<last>(?:{_N}\.)?{_N}))?")
_SPELT = re.compile(rf"(?<=[0-9]){_SENTENCE}(?=[0-9])", re.IGNORECASE)
_JOINT = re.compile(rf"\s*[,;&]?\s*(?:\b{_AND}\b)?\s*", re.IGNORECASE)
_NOTHING = "\ue000"
"""Stands where a mark was that leaves no gap; a private character, so that sentence splitting sees no word in it."""
_BLANKS, _STOPS = frozenset(f" \t\r\n\u00a0{_NOTHING}"), frozenset(".,;:!?…")
_GAP = rf"[\s{_NOTHING}]*"
# What stood about keys alone: "(see [2.3])", and a last line "Sources: [2.3]".
_HOLLOW = re.compile(rf"[(（\[]{_GAP}(?:{_WORD}\b)?[\s:,;{_NOTHING}]*[)）\]]", re.IGNORECASE)
_HOLLOW_LINE = re.compile(rf"^{_GAP}{_WORD}{_GAP}:[\s.,;{_NOTHING}]*$", re.IGNORECASE | re.MULTILINE)
# A bracket whose end is still to come and which may become a key: nothing before it is settled until it has.
_OPEN = re.compile(
    r"[\[【［〔⟦(（]{1,2}\s*(?:[a-z]{1,10}:?\s*)?(?:[\^#§]?[0-9０-９][^\]】］〕⟧)）\n]{0,60})?$", re.IGNORECASE
)

_LINE_START = re.compile(
    r"[ \t]*(?:>[ \t]*)*(?:#{1,6}(?=\s)|[-*+•‣◦–](?=\s)|[0-9]{1,3}[.)](?=\s)|```[\w+-]*|~~~[\w+-]*)?[ \t]*"
)
_EMPHASIS = re.compile(
    r"(?<![0-9*\s])\*+(?!\*)|\*+(?![0-9*\s])|(?<!\w)_+(?=\w)|(?<=[\w.!?])_+(?!\w)|`+"
    r"|</?(?:answer|cite|sup|sub|strong|em|b|i|u|p|think|thinking)>"
    r"|\^(?=\\?[\[【])",
    re.IGNORECASE,
)
_TABLE_ROW = re.compile(r"\|.*\|\s*$")
_TABLE_EDGE = re.compile(r"^\||\|(?=\s*$)")
_KEY_FIRST = re.compile(rf"[\s*_]*{_LEFT}{_BLANK}{_LABEL}[\^#§]?[0-9０-９]", re.IGNORECASE)
# What is left of "According to [2.3], …", or points at passages that the reader does not see.
_SOURCE_FIRST = re.compile(
    rf"^(?:(?:according to|based on|as (?:stated|mentioned|noted|reported|described) in|per|in)\s+(?:the\s+)?passages?\s{_LOOSE_ITEM}"
    rf"(?:{_BETWEEN}{_LOOSE_ITEM})*,|(?:according to|based on|as (?:stated|mentioned|noted|reported|described) in|per),)\s*",
    re.IGNORECASE,
)
_GAP_BEFORE_STOP = re.compile(r" +(?=[.,…。，](?:\s|$))")
_TAG = r"(?:think|thinking|thoughts?|reasoning|analysis|scratchpad)"
_THOUGHT = re.compile(rf"\s*(?:<(?P<tag>{_TAG})>.*?</(?P=tag)>|\[THINK\].*?\[/THINK\])", re.DOTALL | re.IGNORECASE)
_THINKING = re.compile(rf"\s*(?:<{_TAG}>|\[THINK\])", re.IGNORECASE)
_MAY_END = re.compile(r"[.!?:…。！？\n\r]|[\]】］)）]")
_ABBREVIATED = re.compile(
    r"\b(?:vs|Mio|Mrd|Bio|Tsd|Nr|ca|bzw|z\.\s?B|d\.\s?h|u\.\s?a|vgl|env|aprox|mln|mld|approx|est|млн|млрд|тыс)\.$"
)
_LONGEST = 2000
"""Characters that are looked at together; of what is longer and has no end, the end is here."""
_FURTHEST = 20
"""Sentences that a range like [2.3-2.9] may span; of a longer one only the ends count."""


def read_claims(chunks: Iterable[str], issued: Collection[str]) -> Iterator[Claim]:
    """The claims of a reply, each as soon as nothing that follows can change it.

    Whatever has a letter or a digit and is no key is in some claim, without its markdown. `(2.3)` is a key only where that one is in
    `issued`; in square brackets it always is, and `citations.py` drops what was never issued. A reasoning model's thoughts are skipped.
    """
    reader = _Reader(issued)
    for chunk in chunks:
        yield from reader.feed(chunk)
    yield from reader.end()


class _Group(NamedTuple):
    """Keys that stand together, and where."""

    start: int
    end: int
    keys: tuple[str, ...]


class _Reader:
    def __init__(self, issued: Collection[str]) -> None:
        self._issued = frozenset(issued)
        self._pending = ""
        self._begun = False
        self._keys_come_first = False

    def feed(self, chunk: str) -> Iterator[Claim]:
        # Only after white space, and after what ends a sentence without any, may something be settled; elsewhere a word may go on.
        for part in re.split(r"(?<=[\s。！？])", chunk.replace(_NOTHING, "\N{REPLACEMENT CHARACTER}")):
            self._pending += part
            if part and (part[-1].isspace() or part[-1] in "。！？") and not self._pending[-2:-1].isspace():
                yield from self._settle(final=len(self._pending) > _LONGEST and self._begin())

    def end(self) -> Iterator[Claim]:
        yield from self._settle(final=True)

    def _settle(self, *, final: bool) -> Iterator[Claim]:
        if not self._begin():
            return
        if not final and (_OPEN.search(self._pending[-80:]) or not _MAY_END.search(self._pending)):
            return
        groups = list(_groups(self._pending, self._issued))
        masked = _masked(self._pending, groups)
        spans = list(_sentences(masked))
        owned = self._owners(masked, spans, groups)
        settled = len(spans) if final else len(spans) - 1
        if not final and spans and _JOINT.fullmatch(masked, *spans[-1]):
            return  # "[1.1] and": another key may follow
        for number in range(settled):
            keys = dict.fromkeys(key for group in owned[number] for key in group.keys)
            yield Claim(_words(masked[slice(*spans[number])]), tuple(keys))
        if final:
            self._pending = ""
        elif settled > 0:
            self._pending = self._pending[min([spans[-1].start, *(group.start for group in owned[-1])]) :]

    def _begin(self) -> bool:
        """Whether the reply itself has begun; its thoughts are dropped."""
        if not self._begun:
            if _THINKING.match(self._pending) and ("</" in self._pending or "[/" in self._pending):
                self._pending = _THOUGHT.sub("", self._pending, count=1)
            if _THINKING.match(self._pending) or not self._pending.strip():
                return False
            self._begun = True
            self._keys_come_first = _KEY_FIRST.match(self._pending) is not None
        return True

    def _owners(self, masked: str, spans: list[Span], groups: list[_Group]) -> list[list[_Group]]:
        """For each sentence the groups that are its own: those in it and behind it, up to the next one."""
        owned: list[list[_Group]] = [[] for _ in spans]
        starts = [span.start for span in spans]
        for group in groups:
            after = bisect_left(starts, group.start)
            before = after - 1
            if after < len(spans) and (
                before < 0 or self._opens(masked, group, spans[before], spans[after], bool(owned[before]))
            ):
                owned[after].append(group)
            elif before >= 0:
                owned[before].append(group)
        return owned

    def _opens(self, masked: str, group: _Group, before: Span, after: Span, served: bool) -> bool:
        """Whether a group between two sentences belongs to the later one."""
        if group.start < before.end:
            return False
        line = self._pending.rfind("\n", 0, group.start) + 1
        same_line = line > before.start and "\n" not in masked[group.end : after.start]
        lead = self._pending[max(line, before.end) : group.start]
        starts_item = same_line and bool(lead.strip()) and not masked[line : group.start].strip()
        return self._keys_come_first or starts_item or (same_line and not masked[line : group.start].strip() and served)


def _groups(text: str, issued: frozenset[str]) -> Iterator[_Group]:
    for found in _GROUP.finditer(text):
        plain = _SPELT.sub(".", unicodedata.normalize("NFKC", re.split(r"†|\(#", found[0])[0]))
        keys = tuple(key for one in _ONE.finditer(plain) for key in _range(one["first"], one["last"]))
        if found["square"] or all(key in issued or f"{key}.1" in issued for key in keys):
            yield _Group(found.start(), found.end(), keys)


def _range(first: str, last: str | None) -> list[str]:
    """`2.3` to `2.5` or to `5`: the sentences between too; across passages, the ends alone."""
    passage, dot, start = first.rpartition(".")
    first = f"{int(passage)}.{int(start)}" if dot else str(int(start))
    if last is None:
        return [first]
    other, _, end = last.rpartition(".")
    if (other or passage) != passage or not 0 <= int(end) - int(start) <= _FURTHEST:
        return [first, f"{int(other or passage)}.{int(end)}" if dot or other else str(int(end))]
    return [f"{int(passage)}.{n}" if dot else str(n) for n in range(int(start), int(end) + 1)]


def _masked(text: str, groups: list[_Group]) -> str:
    """The text with keys and markdown blotted out, character for character, so that places in both are the same."""
    shown = list(_without_markdown(text))
    for n, group in enumerate(groups):
        start, end, blot = group.start, group.end, " "
        if n and _JOINT.fullmatch(text, groups[n - 1].end, start):
            start = groups[n - 1].end
        after = next((at for at in range(end, len(shown)) if shown[at] != _NOTHING), end)
        if "".join(shown[after : after + 1]) in _STOPS:
            before = next((at for at in range(start, 0, -1) if shown[at - 1] not in _BLANKS), 0)
            if before == 0 or shown[before - 1] not in ".!?…":
                start, end, blot = before, after, _NOTHING
        shown[start:end] = [c if c == "\n" else blot for c in shown[start:end]]
    return _HOLLOW_LINE.sub(_blank, _HOLLOW.sub(_blank, "".join(shown)))


def _without_markdown(text: str) -> str:
    lines = []
    for line in text.splitlines(keepends=True):
        lead = _LINE_START.match(line)
        marked = lead.end() if lead else 0
        kept = _EMPHASIS.sub(_blot, line[marked:])
        lines.append(
            " " * marked + (_TABLE_EDGE.sub(_blank, kept).replace("|", "–") if _TABLE_ROW.match(kept) else kept)
        )
    return "".join(lines)


def _blank(found: re.Match[str]) -> str:
    return "".join(c if c == "\n" else " " for c in found[0])


def _blot(found: re.Match[str]) -> str:
    """A gap where there is one beside it, else none: `**Meta**'s` is `Meta's`."""
    text, start, end = found.string, found.start(), found.end()
    beside_a_gap = (
        not text[:start].strip() or not text[end:].strip() or text[start - 1].isspace() or text[end].isspace()
    )
    return (" " if beside_a_gap else _NOTHING) * len(found[0])


def _sentences(masked: str) -> Iterator[Span]:
    """Line by line: a line break ends a sentence. What has neither letter nor digit is none."""
    at = 0
    for line in masked.splitlines(keepends=True):
        end = 0
        for span in split_sentences(line):
            if not _ABBREVIATED.search(line, *span) and any(map(str.isalnum, line[end : span.end])):
                yield _trimmed(masked, at + end, at + span.end)
                end = span.end
        if any(map(str.isalnum, line[end:])):
            yield _trimmed(masked, at + end, at + len(line))
        at += len(line)


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and (text[start].isspace() or text[start] == _NOTHING):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] == _NOTHING):
        end -= 1
    return Span(start, end)


def _words(text: str) -> str:
    plain = _GAP_BEFORE_STOP.sub("", " ".join(text.replace(_NOTHING, "").split()))
    return _SOURCE_FIRST.sub("", plain).lstrip(" ,;:") or plain
