r"""A model's reply, read as claims: sentences, each with the keys that the model put to it. Pure.

A key is read in the shapes that models give it: `[2.3][4.1]`, `[2.3, 4.1]`, `[2.3-2.5]`, `【2.3】`, `(2.3)`, `[^2.3]`,
`[passage 2, sentence 3]`, `[2]` for a whole passage; before the full stop, after it, or on a line of its own.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator

from ...text.sentences import split_sentences
from ...types import Claim, Span

_N = "[0-9]{1,3}"
_KEY = rf"{_N}(?:\.|,? sentence ){_N}(?: ?[-–] ?(?:{_N}\.)?{_N})?"
_PASSAGES = rf"{_N}(?: ?[-–] ?{_N})?"
_WORD = r"(?:passages?|sentences?|sources?|references?|citations?|see)"
_LABEL = rf"(?:{_WORD}:? )?"
_NEXT = r"(?: ?[,;&] ?(?:and )?| (?:and )?)"
_SQUARE = rf"{_LABEL}[\^#]?(?:{_KEY}|{_PASSAGES})"
_ROUND = rf"{_LABEL}(?:{_KEY}|passages? {_PASSAGES})"
_GROUP = re.compile(
    rf"(?P<square>\\?[\[【]{{1,2}} ?{_SQUARE}(?:{_NEXT}{_SQUARE})* ?\\?[\]】]{{1,2}})|\({_ROUND}(?:{_NEXT}{_ROUND})*\)",
    re.I,
)
_SPELT_OUT = re.compile(r"(?<=[0-9]),? sentence (?=[0-9])", re.I)
_RANGE = re.compile(rf"({_N}(?:\.{_N})?)(?: ?[-–] ?((?:{_N}\.)?{_N}))?")
# A bracket that is still open, or an "and" behind a key: what stands before either may yet get another key.
_OPEN = re.compile(r"[\[【(][^\]】)\n]{0,60}$|[\]】)][ ,;&]*and\s*$", re.I)

_NOTHING, _MARK = "\ue000", "\ue001"
"""Stand for markdown that leaves no gap and for a key: private-use characters, which the splitter takes for no word."""
_OURS = re.compile(f"[{_NOTHING}{_MARK}]")
_BESIDE_A_GAP = re.compile(rf"(?<!\S){_NOTHING}+|{_NOTHING}+(?!\S)")
_JOINT = re.compile(rf"(?<={_MARK})[ ,;&]*(?:and )?(?={_MARK})|{_NOTHING}+(?={_MARK})|(?<={_MARK}){_NOTHING}+")
# What is left around keys: "(see [2.3])", and a last line "Sources: [2.3]".
_HOLLOW = re.compile(rf"\((?:{_WORD}:? )? *{_MARK}+ *\)", re.I)
_HOLLOW_LINE = re.compile(rf"^ *{_WORD}[ {_NOTHING}]*:[ .,;{_NOTHING}{_MARK}]*$", re.I | re.MULTILINE)
_BEFORE_STOP = re.compile(rf"(?<=[^\s.!?…{_MARK}]) *{_MARK}+(?=[.,;:!?…。])")
_LINE_START = re.compile(r"^[ \t>]*(?:(?:#{1,6}|[-*+•–]|[0-9]{1,3}[.)])(?=\s)|```\w*)?", re.MULTILINE)
_MARKUP = re.compile(
    r"\*\*+|(?<![\d\s*])\*|\*(?![\d\s*])|(?<!\w)_+(?=\w)|(?<=[\w.!?])_+(?!\w)|`+|</?[a-z]{1,10}>|\^(?=\[)", re.I
)
# What is left of "According to [2.3], …", or names a passage, of which the reader sees no number.
_SOURCE_FIRST = re.compile(
    r"^(?:according to|based on|as \w+ in|per|in)(?: (?:the )?passages? [\d, and–-]+)? *, *", re.I
)
_THINKING = re.compile(r"\s*(?:<(think|thinking|reasoning)>|\[THINK\])", re.I)
_THOUGHT = re.compile(r"\s*[<\[](think|thinking|reasoning)[>\]].*?[<\[]/\1[>\]]", re.DOTALL | re.I)
_ABBREVIATED = re.compile(r"\b(?:vs|approx|est|ca)\.$")
_LONGEST = 2000
"""Characters; a sentence that is longer ends here, as reading takes time by its square."""
_FURTHEST = 20
"""Sentences that a range like [2.3-2.9] may span; of a longer one only the ends count."""

Group = tuple[int, int, list[str]]
"""Keys that stand together in one bracket: its start, its end, the keys."""


def read_claims(chunks: Iterable[str], issued: Collection[str]) -> Iterator[Claim]:
    """The claims of a reply, each as soon as nothing behind it can change it. A reasoning model's thoughts are skipped.

    `(2.3)` is a key only if it is in `issued`. `[2.3]` always is one; citations.py drops what was never issued.
    """
    issued, pending = frozenset(issued), ""
    for chunk in chunks:
        # Read behind words only, so that the claims do not depend on how the reply was cut into chunks.
        for part in re.split(r"(?<=\s)", _OURS.sub("\N{REPLACEMENT CHARACTER}", chunk)):
            pending += part
            behind_word = part[-1:].isspace() and not pending[-2:-1].isspace()
            if behind_word and (reply := without_thoughts(pending)):
                claims, pending = _read(reply, issued, final=len(reply) > _LONGEST)
                yield from claims
    yield from _read(without_thoughts(pending), issued, final=True)[0]


def without_thoughts(text: str) -> str:
    """Nothing while the thoughts go on."""
    if not _THINKING.match(text):
        return text
    thought = _THOUGHT.match(text) if "</" in text or "[/" in text else None
    return text[thought.end() :] if thought else ""


def _read(text: str, issued: frozenset[str], *, final: bool) -> tuple[list[Claim], str]:
    """The claims that are settled, and the text that is not."""
    if not final and _OPEN.search(text[-80:]):
        return [], text
    groups = list(_groups(text, issued))
    places = [start for start, _, _ in groups]
    masked = _masked(text, groups)
    spans = list(_sentences(masked))
    claims = []
    for number, span in enumerate(spans):
        first = bisect_left(places, span.start) if number else 0
        last = bisect_left(places, spans[number + 1].start) if number + 1 < len(spans) else len(groups)
        keys = dict.fromkeys(key for _, _, keys in groups[first:last] for key in keys)
        claims.append(Claim(_words(masked[slice(*span)]), tuple(keys)))
    if final:
        return claims, ""
    return (claims[:-1], text[spans[-1].start :]) if len(claims) > 1 else ([], text)


def _groups(text: str, issued: frozenset[str]) -> Iterator[Group]:
    for found in _GROUP.finditer(text):
        ranges = _RANGE.findall(_SPELT_OUT.sub(".", found[0]))
        keys = [key for first, last in ranges for key in _range(first, last)]
        if found["square"] or all(key in issued or f"{key}.1" in issued for key in keys):
            yield found.start(), found.end(), keys


def _range(first: str, last: str) -> list[str]:
    """`2.3` to `2.5` or to `5`: the sentences between too; across passages, the ends alone."""
    passage, dot, start = first.rpartition(".")
    other, _, end = last.rpartition(".")
    if not last:
        return [first]
    if other not in ("", passage) or not 0 <= int(end) - int(start) <= _FURTHEST:
        return [first, f"{other or passage}{dot}{end}"]
    return [f"{passage}{dot}{n}" for n in range(int(start), int(end) + 1)]


def _masked(text: str, groups: list[Group]) -> str:
    """The text with marks for its keys and without markdown, of the same length, so that places are the same."""
    shown = _MARKUP.sub(_all(_NOTHING), _LINE_START.sub(_all(" "), text))
    marked = list(_BESIDE_A_GAP.sub(_all(" "), shown))
    for start, end, _ in groups:
        marked[start:end] = _MARK * (end - start)
    bare = _HOLLOW.sub(_all(_MARK), _JOINT.sub(_all(_MARK), "".join(marked)))
    return _BEFORE_STOP.sub(_all(_NOTHING), _HOLLOW_LINE.sub(_all(" "), bare))


def _all(character: str) -> Callable[[re.Match[str]], str]:
    return lambda found: character * len(found[0])


def _sentences(masked: str) -> Iterator[Span]:
    """Line by line. Keys belong to the sentence before them, but on a line that begins with keys to the one behind."""
    at = 0
    for line in masked.splitlines(keepends=True):
        start, blank = 0, line.replace(_MARK, " ")
        keys_first = line.lstrip(f" \t{_NOTHING}").startswith(_MARK)
        for end in [*(span.end for span in split_sentences(blank) if not _ABBREVIATED.search(blank, *span)), len(line)]:
            sentence = blank[start:end]
            if any(map(str.isalnum, sentence)):
                gap = 0 if keys_first else len(sentence) - len(sentence.lstrip())
                yield Span(at + start + gap, at + end)
                start = end
        at += len(line)


def _words(text: str) -> str:
    plain = " ".join(text.replace(_NOTHING, "").replace(_MARK, " ").split()).strip(" |").replace(" | ", " – ")
    return _SOURCE_FIRST.sub("", plain).lstrip(" ,;:") or plain
