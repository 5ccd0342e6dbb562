"""Splits a text into sentences. The only file that imports sentencex."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..types import Span
from .ordinary_words import OPENERS

LIST_NUMBER = re.compile(r"\(?(?:\d{1,3}|[A-Za-z])[.)]")
"""The number of a list item. Its full stop ends no sentence: `1. Preheat the oven.` is one sentence."""
_AT_ONCE = 4_000
"""Characters that sentencex gets at a time: its time is quadratic in a paragraph of quotation marks."""
_LONE = re.compile("[\ud800-\udfff]")
"""Lone surrogates: a chat model's reply may hold them, UTF-8 cannot, and sentencex refuses them."""
_NOTES = re.compile(r"""(?<=[.!?。！？"”’»)])\s?(?:\[[^\[\]\n]{1,30}\])+|(?<=[.!?"”’»)])[¹²³⁰⁴-⁹]+""")
"""Note marks after a sentence, as in `1752.[1]`: they belong to it and do not keep the next one from beginning."""


_MARKS = re.compile(r"""["“”„«»`]|(?<!\w)['‘’]|['‘’](?!\w)""")
_DATE = r"\w{3,9}\.? \d{1,2}(?:, \d{4})?|\d{1,2}\.? \w{3,9}\.?(?: \d{4})?"
DATELINE = re.compile(
    rf"(?P<place>[^\W\d_a-zß-ÿ][^()—–:;]{{1,40}}?)(?:\s*\([^()\d]{{2,30}}\)|(?<=[A-ZÀ-Þ\d]), (?:{_DATE}))\s*[-–—]+\s+"
)
"""`BERLIN, June 8 (Reuters) - `. What has neither an agency nor a date may be a verdict, such as `FALSE — `."""


def split_sentences(text: str, language: str | None = "en", *, within_quotations: bool = False) -> Iterator[Span]:
    """The sentences of a paragraph in this language, in order, without the white space around them.

    A quotation is not split, unless asked for: sentencex takes what two apostrophes enclose for one.
    A sentence of thousands of characters may come in parts.
    """
    opened = None
    for start, end in _mended(text, language, _MARKS.sub(" ", text) if within_quotations else text):
        span = stripped(text, start if opened is None else opened, end)
        opened = span.start if LIST_NUMBER.fullmatch(text, *span) else None
        if opened is None:
            yield span


def _boundaries(text: str, language: str) -> Iterator[tuple[int, int]]:
    from sentencex import get_sentence_boundaries

    at = 0
    while at < len(text):
        window = _NOTES.sub(lambda mark: " " * len(mark[0]), _LONE.sub("\ufffd", text[at : at + _AT_ONCE]))
        found = [(at + b["start_index"], at + b["end_index"]) for b in get_sentence_boundaries(language, window)]
        if at + len(window) < len(text):
            # The last sentence may end beyond this window; one that fills the window is cut at its last blank, if any.
            found = found[:-1] or [(at, at + (window.rfind(" ") + 1 or len(window)))]
        yield from found
        at = found[-1][1] if found else len(text)


def stripped(text: str, start: int, end: int) -> Span:
    """The span without the white space at its ends."""
    sentence = text[start:end]
    start += len(sentence) - len(sentence.lstrip())
    return Span(start, max(start, end - (len(sentence) - len(sentence.rstrip()))))


# What sentencex takes for the end of a sentence and is none.

_NEVER_LAST = {
    "de": "Ing Dipl-Ing Frhr Gebr",
    "en": "Sgt Atty Asst Supt Cmdr Brig Adm Lt Col Maj Det Messrs",
    "es": "Sr Sra Srta Sres Dr Dra D Dña Pdte Pdta pdte pdta Gral gral Lic Ing Prof Profa Sto Sta Mons",
    "fr": "M MM Mme Mmes Mlle Mlles Dr Dre Pr Me Mgr St Ste Sts cf",
    "it": "sig sigg Sig dott Dott avv Avv prof Prof ing Ing geom arch on On sen Sen gen Gen mons Mons",
    "nl": "dhr Dhr mevr Mevr mw Mw mr Mr drs Drs ir Ir ing Ing prof Prof dr Dr ds Ds",
    "pl": "ul Ul al Al pl Pl św Św im dr Dr prof Prof gen Gen płk kpt mjr ks bp abp inż mgr np Np tj tzw m.in hab",
    "pt": "Sr Sra Srta Dr Dra Prof Profa Exmo Exma Eng Av av Cia cia Gen Cel D sr sra dr dra",
    "ru": "им ул пр просп проф акад ген т.е т. е г-н г-жа св Проф Ген",
    "sv": "Dr dr Prof prof bl.a t.ex",
}
_BEFORE_A_NUMBER = {
    "cs": "č str čl odst tab obr cca",
    "da": "ca nr kl kap art",
    "de": "ca rd Nr Art Abs Ziff Kap Bd Abb Tab S max mind § Rn",
    "en": "approx Approx No Nos vol Vol fig Fig figs Figs pp circa ca avg",
    "es": "núm Núm n pág págs p pp art Art arts aprox vol cap fig máx mín tel",
    "fr": "no No n p pp art Art arts vol chap fig env al ann",
    "it": "art Art artt n nn p pp pag pagg ca vol cap fig tel",
    "nl": "nr Nr blz ca art Art max min p pag",
    "no": "ca nr kl kap art",
    "pl": "art Art ust pkt poz nr Nr ok Ok str s tab rys godz tel rozp",
    "pt": "núm n pág págs p pp art Art arts aprox vol cap fig tel",
    "ru": "ст стр п пп гл рис табл см",
    "sv": "ca nr kl kap art",
    "tr": "no No md s",
}
"""Abbreviations of each language that sentencex lacks: titles stand before a name, the others before a number."""
_TITLES = {language: frozenset(words.split()) for language, words in _NEVER_LAST.items()}
_COUNTING = {language: frozenset(words.split()) for language, words in _BEFORE_A_NUMBER.items()}
LONGEST_ABBREVIATION = 6
"""Characters. A lower-case word after a full stop goes on with the sentence if the word before is not longer."""
_LAST_WORD = re.compile(r"(?:^|[\s(\[„“«\"'’/])([^\s(\[„“«\"'’/]{1,12})\.\s*$")
_INITIALS = re.compile(r"\b[^\W\d_]\.-[^\W\d_]\.\s$")
_ORDINAL = re.compile(r"(?:^|\s)(?P<before>\S+)\s\(?\d{1,3}\.\s*$")
_DETERMINERS = frozenset(
    """
    der die das den dem des im zum zur beim vom ins ein eine einer einen einem eines sein seine seiner seinen seinem
    seines ihr ihre ihrer ihren ihrem ihres jede jeder jedes jeden diese dieser dieses diesen diesem unsere unserer
    unseren unserem mein meine meiner meinen meinem dessen deren
    """.split()
)
_COUNTED = re.compile(
    r"(?:Jahrhundert|Jahrtausend|Jahrestag|Jubiläum|Liga|Bundesliga|Regionalliga|Kreisliga|Spieltag|Minute|Halbzeit|Runde"
    r"|Weltkrieg|Sinfonie|Symphonie|Auflage|Klasse|Stock|Etage|Geburtstag|Todestag|Mannschaft|Kapitel|Absatz|Senat"
    r"|Kammer|Legislaturperiode|Lebensjahr|Etappe|Satz)(?:s|es|n|en)?\b"
)
_OPENS = re.compile(r"[\s„“«\"'(‚‘]*([^\W\d_][\w’'-]*)")
_CLOSERS = re.compile(r"[」』”’）)】》〉]+")
_SAYS = re.compile(
    r"(?:と|って|など|の|は|が|を|に|も|で|や|か)|[^。！？，、：“「\s]{0,8}(?:说|說|称|稱|道|表示|指出|问|問)[。，,：:]"
)
"""What follows a quotation within its sentence: Japanese particles, and "he said" in Chinese."""


def _mended(text: str, language: str | None, marked: str) -> Iterator[tuple[int, int]]:
    """The boundaries of sentencex, without those at which the sentence goes on. `marked` has the text's length."""
    spoken = language or "en"
    begun: int | None = None
    end = 0
    for start, stop in _boundaries(marked, spoken):
        if begun is not None and end < stop:
            closing = _CLOSERS.match(text, end, stop) if end == start and text[end - 1] in "。！？.!?" else None
            after = closing.end() if closing else start
            if closing and not _SAYS.match(text, after, stop):
                yield begun, after
                begun = after
            elif not closing and not _goes_on(text, begun, end, stop, spoken):
                yield begun, end
                begun = start
        begun, end = start if begun is None else begun, stop
    if begun is not None:
        yield begun, end


def _goes_on(text: str, begun: int, at: int, stop: int, language: str) -> bool:
    """Whether the sentence that begins at `begun` goes on at `at`."""
    before, after = text[max(begun, at - 40) : at], text[at : min(stop, at + 40)].lstrip()
    if before[-1:] in "」』”" and language in ("ja", "zh"):
        return bool(_SAYS.match(after))
    if not before.rstrip().endswith(".") or before.rstrip().endswith("..") or not after:
        return False
    glued = not before[-1].isspace()
    if (glued and (after[0] in "-‐" or re.search(r"\b[a-zA-Z]\.$", before))) or _INITIALS.search(before):
        return True  # "av. J.-C.", "44 a.C."
    opens, last = _OPENS.match(after), _LAST_WORD.search(before)
    if last and opens and opens[1].islower() and opens[1][0] == after[0] and len(last[1]) <= LONGEST_ABBREVIATION:
        first = _first_letter(text, begun, at)
        return first.isupper() or first.isdigit()  # "tys. zł"; what is written without capitals stays split
    if last and last[1] in _TITLES.get(language, ()):
        return True
    if last and after[0].isdigit() and last[1] in _COUNTING.get(language, ()):
        return True
    if language == "pl":
        return bool(opens and re.fullmatch(r"\s*(?:W|Od|Do|Po|Przed)\s(?:\d{4}\sr|[XVI]+\sw)\.\s*", text[begun:at]))
    ordinal = _ORDINAL.search(before) if language == "de" and opens else None
    if ordinal and opens:
        word = opens[1].casefold()
        return bool(_COUNTED.match(opens[1])) or (ordinal["before"].casefold() in _DETERMINERS and word not in OPENERS)
    return False


def _first_letter(text: str, start: int, end: int) -> str:
    return next((c for c in text[start : min(end, start + 20)] if c.isalnum()), "")


def without_dateline(sentence: str) -> str:
    """The sentence without the place, the date and the agency that a wire copy opens with."""
    found = DATELINE.match(sentence)
    return sentence[found.end() :] if found else sentence
