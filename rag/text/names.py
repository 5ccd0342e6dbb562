"""Names in a text, found by their capital letters. Pure.

`names` is strict and knows several languages: verification rejects a claim over a name that it finds. The others are
loose and for English: an ordinary word with a capital does little harm there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from .dates import MONTHS, WEEKDAYS
from .language import is_latin
from .ordinary_words import COMMON, OPENERS, ROLES, is_ordinary_form
from .stopwords import FUNCTION_WORDS

NAME_WORD = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\b\.?|[^\W\d_][\w’'&]*")
"""A word as a name has it: `U.S.`, `AT&T`, `O'Neill`."""
NAME_RUN = re.compile(r"\b[A-Z][\w.&-]*(?:\s+[A-Z0-9][\w.&-]*)*")
"""`Scale AI` and `Boeing 747`, and any other words with capitals in a row."""
_CAPITALISED = re.compile(r"\b[A-Z][\w’'-]*")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’.-]*[A-Za-zÀ-ɏ]")
_ELIDED = re.compile(r"\b(?:[ldnsjmc]|qu|un|all|dell|nell|sull)['’](?=[^\W\d_]{2})", re.IGNORECASE)
"""`L'entreprise` and `d'OpenAI`."""
_MOST_NAMES = 20
_LONGEST_NAME = 8
_PART = r"[A-ZÀ-Þ](?:[\w&.-]|['’](?=[A-Z]))*"
_JOINED = r"(?:(?<=s)['’](?=\s+(?:Union|League|Association|Party|Council|Club|Federation|Alliance)\b))?\s+(?:&\s+)?"
_RUN = re.compile(rf"(?<![\w’'-]){_PART}(?:{_JOINED}(?:{_PART}|\d{{1,4}}\b(?![-.,:]\d)))*")
"""`Loomis & Hart`, `Transport Workers' League`."""
_OF_A_BODY = re.compile(r"\s+(?:of|for)\s+(?:the\s+)?")
_SENTENCE_END = re.compile(r"(?<=[a-zß-ÿ]{3}[.])\s+|(?<=\d[.])\s+")
_NO_JOB = (
    r"(?:for|nor|or|her|per|after|under|over|other|another|whether|rather|either|neither|ever|never|however|later|earlier"
    r"|number|order|together|quarter|\w+ember|october|summer|winter|offer|power|river|water|paper|letter|matter|center"
    r"|centre|cover|consider|remember|newspaper|prior|major|minor|favou?r|labou?r|harbou?r|colou?r|factor|sector|error"
    r"|motor|tower|upper|lower|inner|outer|former|super|higher|larger|greater|\w+[iu]er)\b"
)
JOB = (
    rf"(?:(?!{_NO_JOB})\w{{2,}}(?:er|or|ist|man|woman|ician|arian|eer)|assistant|accountant|consultant|lieutenant"
    r"|sergeant|president|chief|chief executive|head|judge|mayor|coach|captain|minister|secretary|general|pope|king"
    r"|queen|prince|princess|[CV][A-Z]O|Mr|Mrs|Ms|Dr|Sir|Lord|Prof)"
)
"""A word for what somebody is: `striker`, `judge`."""
_JOBS = re.compile(rf"{JOB}\.?", re.IGNORECASE)
BODY_WORDS = frozenset(
    """
    ai inc corp ltd llc plc ag gmbh co company group holdings bank air airlines airways lines water foods robotics
    systems care university institute museum court council ministry department senate parliament congress party union
    town united city fc club books capital ventures partners energy motors industries technologies tech labs records
    studios media news hospital church agency bureau association federation foundation committee commission police
    authority board office fund trust school college centre center cup league award prize act bill storm project
    software networks mobile pharma health press times post journal house street road river lake mount island islands
    stadium park square bay port bridge valley county airport station beach mountain mountains rods stores market
    """.split()
)
_NO_NAMES = frozenset(word.casefold() for word in (*MONTHS, *WEEKDAYS))
_EVERYWHERE = ROLES | {"gdp", "ipo", "it", "pc", "tv", "vs"}
"""Words that other scripts write in Latin letters although they are no names."""
_OPENING = re.compile(r"(?:^|[.!?:;]\s+|[“\"„(\[]\s*|\n)$")


def capitalised_words(sentence: str) -> list[re.Match[str]]:
    """The capitalised words but for function words."""
    return [match for match in _CAPITALISED.finditer(sentence) if _is_capitalised(match[0])]


def named_words(question: str) -> list[str]:
    """The words with a digit, and those after the first with a capital, unless the whole question is in capitals."""
    words = re.findall(r"\w+", question)
    capitals = [] if question.isupper() else [word for word in words[1:] if _is_capitalised(word)]
    return [word for word in words if any(c.isdigit() for c in word)] + capitals


def name_runs(text: str) -> list[str]:
    """Runs of capitalised words, without a function word that opens a sentence; a role alone ("CEO") is no name."""
    found = []
    for match in NAME_RUN.finditer(text):
        words = re.sub(r"['’]s$", "", match[0]).split()
        while words and words[0].casefold() in FUNCTION_WORDS:
            words = words[1:]
        if words and not re.fullmatch(r"[CV][A-Z]O", " ".join(words)):
            found.append(" ".join(words).rstrip(".,"))
    return found


class Mention(NamedTuple):
    """A name in a text."""

    name: str
    start: int
    end: int


def mentions(text: str) -> list[Mention]:
    """The names of a text, in order; never across the end of a sentence, and without the office before a person."""
    found: list[Mention] = []
    for run in _RUN.finditer(text):
        start = run.start()
        for piece in _SENTENCE_END.split(run[0]):
            at = text.index(piece, start)
            start = at + len(piece)
            name = _without_openers(piece, text[:at].rstrip(" \"“'‘(")[-1:])
            if name and text.find(name, at) >= 0:  # a control character between its words is none of it
                found.append(
                    _with_body(text, found, Mention(name, text.index(name, at), text.index(name, at) + len(name)))
                )
            if len(found) == _MOST_NAMES:
                return found
    return found


def _with_body(text: str, found: list[Mention], name: Mention) -> Mention:
    """`Senate of Orvana` as one name; takes the one before off the list."""
    body = bool(found) and found[-1].name.split()[-1].casefold() in BODY_WORDS
    if not body or not _OF_A_BODY.fullmatch(text[found[-1].end : name.start]):
        return name
    start = found.pop().start
    return Mention(text[start : name.end], start, name.end)


def _without_openers(run: str, before: str) -> str:
    """The words of the run that are a name."""
    words = run.split()[:_LONGEST_NAME]
    opens = before in ("", ".", "!", "?", ":", "\n")
    while words:
        plain = words[0].casefold().strip(".,")
        ordinary = opens and (plain in OPENERS | COMMON or is_ordinary_form(plain)) and len(words) == 1
        job = len(words) > 2 and opens and _JOBS.fullmatch(words[0])
        if not (plain in FUNCTION_WORDS | ROLES | {"rival", "rivals"} or ordinary or job):
            break
        words = words[1:]
    while words and words[-1].casefold().strip(".") in _NO_NAMES | ROLES - BODY_WORDS:
        words = words[:-1]
    return " ".join(words).rstrip(".,-&") if words and words[0].casefold() not in _NO_NAMES else ""


def names(text: str, language: str | None) -> list[tuple[str, ...]]:
    """Runs of capitalised words that are names, each a tuple of its words, without roles ("Mr") and sentence openers.

    German writes all nouns with capitals: there a name has two words, an acronym, or capitals inside.
    """
    if text.isupper():
        return []
    if not is_latin(text):  # another script: what it writes in Latin letters is a name
        return [(word,) for word in _LATIN.findall(text) if word[0].isupper() and plain_name(word) not in _EVERYWHERE]
    runs: list[list[tuple[str, bool]]] = []
    end = -1
    for match in NAME_WORD.finditer(_ELIDED.sub(lambda found: " " * len(found[0]), text)):
        if not any(c.isupper() for c in match[0]):
            continue
        opening = bool(_OPENING.search(_just_before(text, match.start())))
        if runs and not opening and re.fullmatch(r"\s+|-", text[end : match.start()]):
            runs[-1].append((match[0], opening))
        else:
            runs.append([(match[0], opening)])
        end = match.end()
    return [words for run in runs if (words := _kept(run, language))]


def plain_name(word: str) -> str:
    """The word without case, accents, dots and the possessive, so that `Zürich's` is `zurich`."""
    bare = re.sub(r"['’]s?$", "", word.casefold()).replace(".", "")
    return "".join(c for c in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(c)).replace("ß", "ss")


def _just_before(text: str, at: int) -> str:
    """The last characters before a place; an `x` stands for the others, so that `^` does not match there."""
    return text[:at] if at < 8 else "x" + text[at - 8 : at]


def _is_certain(word: str) -> bool:
    """Whether it is an acronym or has mixed case: such a word is a name even at the start of a sentence."""
    return sum(c.isupper() for c in word) > 1


def _is_common(words: Sequence[tuple[str, bool]]) -> bool:
    """Whether the run opens with an ordinary English word: "Prices", or "Mark" alone but not in "Mark Wang"."""
    first = words[0][0]
    return is_ordinary_form(first) or (len(words) == 1 and first.casefold() in COMMON)


def _kept(run: Sequence[tuple[str, bool]], language: str | None) -> tuple[str, ...]:
    """The words of a run that are a name; each comes with whether it opens a sentence."""
    words = [(word, opening) for word, opening in run if plain_name(word) not in ROLES]
    while words and words[0][1] and (plain_name(words[0][0]) in OPENERS or words[0][0].casefold() in FUNCTION_WORDS):
        words = words[1:]
    if words and words[0][1] and not _is_certain(words[0][0]) and (language == "de" or _is_common(words)):
        words = words[1:] if len(words) == 1 or language == "de" else words
    if language == "de" and len(words) < 2:
        words = [(word, opening) for word, opening in words if _is_certain(word)]
    return tuple(
        word for word, _ in words if (len(word) > 1 and word.casefold() not in FUNCTION_WORDS) or _is_certain(word)
    )


def _is_capitalised(word: str) -> bool:
    return word[0].isupper() and word.casefold() not in FUNCTION_WORDS
