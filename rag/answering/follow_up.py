"""Makes a follow-up question stand alone by rules, offline: "And who leads it?" becomes "who leads Scale AI?". Pure.

The rules apply only to what a question leaves open, so a question that stands alone stays as it is. What a pronoun
stands for is chosen in antecedents.py. The outcome is one short question; where no rule makes one, the question before
is put in front, and retrieval looks for both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from ..text.names import mentions
from ..text.sentences import split_sentences
from ..text.stemming import stem
from ..text.stopwords import content_words
from ..types import Passage
from ..verification.copies import is_copy
from . import antecedents
from .antecedents import Said
from .other_part import LEAD_IN, YEAR, corrected, with_other_part
from .question_parts import ASKING, AUXILIARY, BARE_PLURAL, PREPOSITION, asked_anew, parts, statement, which_of_many

_KIND = (
    r"(?:company|startup|firm|corporation|organi[sz]ation|airline|bank|retailer|maker|operator|chain|club|team|group"
    r"|agency|party)"
)
_BODY = rf"(?:the|this|that)\s+{_KIND}"
_NOT_ITS_OWN = r"\s+(?:of|that|which|who|in|by|from|behind)\b"
# "Was the company founded" refers back; "the company founded by" does not.
_THE_BODY = re.compile(
    rf"\b(?:(?:(?<=\bis )|(?<=\bwas )){_BODY}(?!{_NOT_ITS_OWN})"
    rf"|{_BODY}(?!{_NOT_ITS_OWN}|\s+(?:founded|led|owned|called|named)\b))\b(?!['’]s)",
    re.IGNORECASE,
)
_BODYS_OWN = re.compile(rf"\b{_BODY}['’]s", re.IGNORECASE)
_IT = re.compile(r"\bit\b(?!['’]s)", re.IGNORECASE)
_ITS = re.compile(r"\bits\b", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:he|she|him|her(?=\s*\??\s*$))\b", re.IGNORECASE)
_SHE = re.compile(r"\b(?:she|her)\b", re.IGNORECASE)
_HE = re.compile(r"\b(?:he|him|his)\b", re.IGNORECASE)
_PERSONS_OWN = re.compile(r"\b(?:his|her(?!\s*\??\s*$))\b", re.IGNORECASE)
_THEY = re.compile(r"\b(?:they|them)\b", re.IGNORECASE)
_THEIR = re.compile(r"\btheir\b", re.IGNORECASE)
_THERE = re.compile(
    rf"(?<!is )(?<!are )(?<!was )(?<!were )\bthere\b(?!\s+(?:{AUXILIARY}|be|been|any|an?|no)\b)", re.IGNORECASE
)
_SEVERAL = re.compile(
    r"\b(?:they|them|their)\b|\b(?:these|those)\b(?=\s*\??\s*$|\s+(?:are|were|is|have|will|do|did)\b)", re.IGNORECASE
)
# "that" alone, before a verb, a participle or a last word ("Is that final?"); not "that deal" nor "says that it".
_EVENT = re.compile(
    r"(?:^|\b(?:is|are|was|were|has|had|do|does|did|will|would|could|can|might|should|how|why|when|where|and)\s+)(?:this"
    r"|that)\s+(?:been|be|happen\w*|cost|mean|true|confirmed|is|was|take|work)\b"
    r"|\b(?:is|are|was|has|had|does|did|will|would|could|can)\s+(?:this|that)\s+(?:\w+ed\s+(?:by|in|on|at|to|for|yet)\b|\w+\s*\??\s*$)",
    re.IGNORECASE,
)
# These refer back even if a name stands before them.
_EVENT_LAST = re.compile(r"\b(?:this|that)\s*\??\s*$|\b(?:says?|said|thinks?|believes?)\s+so\b", re.IGNORECASE)
_EXPLETIVE = re.compile(
    r"\b(?:(?:is|was|isn['’]t|wasn['’]t)\s+it\s+(?:\w+\s+)?(?:true|possible|likely|known|clear|called (?:when|if)|that)"
    r"|(?:might|would|could|can|will|should)\s+it\s+be\s+\w+\s+(?:for|to)\b|\bit\s+gets?\s+(?:dark|late|light|cold|warm|hot)\b"
    r"|(?:does|did|will|would)\s+it\s+(?:\w+\s+)?(?:take(?!\s+(?:effect|place|part|over))|mean|matter|rain|snow|help|make sense)\b"
    r"|it\s+(?:is|was)\s+\w+\s+(?:that|to))",
    re.IGNORECASE,
)
_OPENS = re.compile(rf"^\s*(?:{PREPOSITION}\s+)?(?:{ASKING}|{AUXILIARY})\b", re.IGNORECASE)
_VERB = re.compile(rf"(?:\b{AUXILIARY}\b(?!\s+$)|['’]s\b)", re.IGNORECASE)
_FURTHER_CLAUSE = re.compile(
    r"[,;:]|(?<!^)\b(?:and|or|but|if|because|that|than|while|after|before|when|where|who|which|how|why|what)\b",
    re.IGNORECASE,
)
_ONLY_ASKS = re.compile(
    rf"^\s*(?P<asking>(?:{PREPOSITION}\s+)?(?:{ASKING})(?:\s+(?:not|so|come|for|long|often|far|much|many|exactly|from|year))?)"
    r"(?:\s+(?:is|was|did|does|has)\s+(?:(?:that|this)(?:\s+(?:happen(?:ed)?|so|be))?|it\s+(?:happen(?:ed)?|so)))?\s*[?.!]*\s*$",
    re.IGNORECASE,
)
_ASKS_FOR_MORE = re.compile(
    r"^\W*(?:why|how come|how so)\b[^?]{0,12}\??\s*$|\b(?:what|who|where|anything|anyone)\s+else\s*\??\s*$",
    re.IGNORECASE,
)
_SO_MUCH = re.compile(r"^\s*why\s+(?P<so>(?:so|that)\s+\w+)\s*\??\s*$", re.IGNORECASE)
_WHO_THEY_ARE = re.compile(
    r"^\s*(?:who|which|what)\s+(?:is|are|was|were)\s+(?:they|those|these)\s*\??\s*$", re.IGNORECASE
)
_DEFINITE = re.compile(
    r"(?<!of )\b(?P<article>the|this|that)\s+(?!(?:first|second|third|last|next|other)?\s*ones?\b)(?P<words>[\w'’-]+)"
    r"(?!\s+(?:of|that|who|which|behind|for|from|in|at|by)\b)",
    re.IGNORECASE,
)
_ANYBODY = re.compile(
    r"\bany(?:one|body)\b|\bany\s+\w+|^\W*how many\s+(?:have|has|had|were|are|will|of|\w+ed)\b", re.IGNORECASE
)
_ONES = re.compile(r"\b(?:the|which|that)\s+(?:\w+\s+)?ones?\b", re.IGNORECASE)
_MANY_DID = re.compile(r"^\W*how many\s+[a-z]+\s+(?:\w+ed|were|had|have|has|will)\b", re.IGNORECASE)
_OF_ITS_OWN = re.compile(
    r"\d|\b(?:I|you|your|me|my|we|us|our|its|their|his|her)\b|\b(?:is|are|was|were)\s+there\b", re.IGNORECASE
)
_LIGHT = frozenset("many much going go gone else exactly really actually also get got take took taken".split())
_WHEN = frozenset(
    "ago before by day earlier last later latest month next now quarter since then this today tomorrow week year years"
    " yesterday".split()
)
MOST_WORDS_FILLED = 5
"""A question with more content words than this, words of time aside, says itself what it is about."""
MOST_WORDS_POINTING = 3
"""The same where the previous question would be put in front, which adds more than was asked."""
LONGEST = 4000
"""Characters of a question that are read, half at its start and half at its end, where the request stands."""
LONGEST_ANSWER = 1500
"""Characters of an answer that are read, from its start."""
REMEMBERED = 30
"""Turns that a follow-up may refer to, each to the one before."""
_NO_ANSWER = re.compile(r"^\W*The articles do not\b")


def stand_alone(question: str, history: Sequence[tuple[str, str]]) -> str:
    """The question with its open references filled from the (question, answer) pairs; unchanged if it has none.

    A text longer than `LONGEST` loses its middle, as the rules take time by its length.
    """
    turns: list[Said] = []
    for typed, answer in history[-REMEMBERED:]:
        typed = _shortened(typed)
        alone = _after(turns, typed)
        if turns and (" is it that " in alone or alone.startswith(f"{_open_ended(turns[-1].question)}? ")):
            alone = turns[-1].question  # so that no further question piles up on this one
        told = "" if _NO_ANSWER.match(answer) else answer[:LONGEST_ANSWER]
        turns.append(Said(typed, alone, told))
    return _after(turns, _shortened(question))


def without_repeats(
    question: str, history: Sequence[tuple[str, str]], passages: Sequence[Passage]
) -> tuple[Passage, ...]:
    """The passages; after a "Why?", the sentence that the last answer begins with is marked as told already."""
    if not history or not _ASKS_FOR_MORE.match(LEAD_IN.sub("", _shortened(question))):
        return tuple(passages)
    answer = history[-1][1]
    first = next((answer[span.start : span.end] for span in split_sentences(answer[:LONGEST_ANSWER])), "")
    return tuple(
        replace(
            passage,
            sentences=tuple(
                replace(sentence, told=is_copy(sentence.text, first) or answer.startswith(sentence.text))
                for sentence in passage.sentences
            ),
        )
        for passage in passages
    )


def open_pronoun(question: str) -> str:
    """The pronoun of a short question that nothing in it explains: "it" in "Who leads it?"; empty if it has none."""
    question = _shortened(question)
    if _EXPLETIVE.search(question) or _weight(question) > MOST_WORDS_POINTING:
        return ""
    forms = (_SEVERAL, _IT, _THE_BODY, _ITS, _BODYS_OWN, _PERSON, _PERSONS_OWN)
    found = (pattern.search(question) for pattern in forms)
    return next((match[0] for match in found if match and _is_open(question, match)), "")


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} {text[-LONGEST // 2 :]}"


def _open_ended(question: str) -> str:
    return question.rstrip("?.! ")


def _after(turns: Sequence[Said], question: str) -> str:
    """The question made to stand alone after these turns."""
    if not turns:
        return question
    rules: tuple[Callable[[Sequence[Said], str], str | None], ...] = (
        corrected,
        _asking_alone,
        with_other_part,
        _filled,
        _joined,
        _about_the_topic,
    )
    found = (rule(turns, question) for rule in rules)
    return next((alone for alone in found if alone), question)


def _asking_alone(turns: Sequence[Said], question: str) -> str | None:
    """`Why?` and `And when was that?`, asked of the question before or, for "why", of what its answer says."""
    bare, last = LEAD_IN.sub("", question), turns[-1]
    if so := _SO_MUCH.match(bare):
        return f"{_open_ended(asked_anew('why', last.question, ''))} {so['so']}?"
    if _WHO_THEY_ARE.match(bare) and (which := which_of_many(last.question)):
        return which
    if not (asks := _ONLY_ASKS.match(bare)):
        return None
    told = statement(last.answer)
    first = re.match(rf"(?:it|he|she|they|the {_KIND})\b", told, re.IGNORECASE)
    if first and (name := antecedents.topic(turns)):
        told = name + told[first.end() :]
    return asked_anew(asks["asking"], last.question, told)


def _filled(turns: Sequence[Said], question: str) -> str | None:
    """The question with its open pronouns replaced; None if it has none, or if nothing fits one."""
    weight = _weight(question)
    found: list[tuple[re.Match[str], str]] = []
    for pattern, end, fitting in _FITTING:
        match = pattern.search(question)
        # In a longer question "they" may be nobody in particular: "Where do they film …?".
        most = MOST_WORDS_POINTING if pattern in (_THEY, _THEIR) else MOST_WORDS_FILLED
        if not match or weight > most or not _is_open(question, match):
            continue
        if pattern in (_IT, _ITS) and _EXPLETIVE.search(question):
            continue
        if pattern is _THERE and not _OPENS.match(question):
            continue  # "hi there"
        name = fitting(turns, question)
        if not name or name in question or any(name == other for _, other in found):
            return None
        found.append((match, name + end))
    for match, name in sorted(found, key=lambda fill: -fill[0].start()):
        question = question[: match.start()] + name + question[match.end() :]
    return _anchored(turns, LEAD_IN.sub("", question)) if found else None


def _who(turns: Sequence[Said], question: str) -> str:
    pronoun = "she" if _SHE.search(question) else "he" if _HE.search(question) else "they"
    return antecedents.person(turns, pronoun)


_FITTING: tuple[tuple[re.Pattern[str], str, Callable[[Sequence[Said], str], str]], ...] = (
    (_PERSON, "", _who),
    (_PERSONS_OWN, "'s", _who),
    (_THE_BODY, "", lambda turns, _: antecedents.body(turns)),
    (_BODYS_OWN, "'s", lambda turns, _: antecedents.body(turns)),
    (_THEY, "", antecedents.several),
    (_THEIR, "'s", lambda turns, question: antecedents.several(turns, question) or _who(turns, question)),
    (_IT, "", antecedents.thing),
    (_ITS, "'s", lambda turns, question: antecedents.thing(turns, question, owner=True)),
    (_THERE, "", lambda turns, _: f"in {name}" if (name := antecedents.place(turns)) else ""),
)


def _anchored(turns: Sequence[Said], question: str) -> str:
    """With the topic, if what was filled in is no name: "the rover"."""
    topic = "" if mentions(question) else antecedents.topic(turns)
    return f"{_open_ended(question)} ({topic})?" if topic and topic not in question else question


def _is_open(question: str, pronoun: re.Match[str]) -> bool:
    """Whether no word before the pronoun can be its antecedent.

    A subject ("Where does the Bronx get its name?") or an earlier clause can. The thing asked for cannot: "How much
    revenue did it make?"; nor can a subject be the object of its own verb: "Did Thorne sign it?".
    """
    before = LEAD_IN.sub("", question[: pronoun.start()])
    if _FURTHER_CLAUSE.search(before) and content_words(before):
        return False
    last = re.fullmatch(r"\W*", question[pronoun.end() :])
    if mentions(before) and not (last and _OPENS.match(before)):
        return False
    words = _content(before)
    if not _OPENS.match(before):
        return len(words) < 2  # "List its clients"
    if last:
        return True
    if verb := _VERB.search(before):
        return all(word.endswith(("ing", "ed")) for word in _content(before[verb.end() :]))
    # "Which university has its origins in …?"
    bound = re.search(r"^(?:which|what|how many)\s+\w+.*\b(?:has|have|had)\s+$", before, re.IGNORECASE)
    return len(words) < 4 and not bound


def _joined(turns: Sequence[Said], question: str) -> str | None:
    """`Has that been confirmed?`, behind the question before."""
    bare = LEAD_IN.sub("", question)
    if _PERSON.search(bare) and _OPENS.match(bare) and open_pronoun(bare):
        return _anchored(turns, bare)
    if _points_back(question) or _is_elliptical(question, bare):
        return f"{_open_ended(turns[-1].question)}? {bare}"
    return None


def _points_back(question: str) -> bool:
    """Whether the question has a "them", a "that" or an unresolved "it", with no name before it."""
    if _EXPLETIVE.search(question) or _weight(question) > MOST_WORDS_POINTING:
        return False
    event = _EVENT.search(question)
    return bool(_EVENT_LAST.search(question) or (event and _is_open(question, event)) or open_pronoun(question))


def _is_elliptical(question: str, bare: str) -> bool:
    """`How much last year?`, `Who else?`: too few content words, those of time aside."""
    if mentions(bare) or _DEFINITE.search(bare) or _ANYBODY.search(bare):
        return False
    if re.search(r"\b(?:I|you|your|me|my)\b", bare):
        return False
    words = [word for word in _content(bare) if not YEAR.fullmatch(word)]
    timed = any(word.casefold() in _WHEN or YEAR.fullmatch(word) for word in content_words(bare))
    return len(words) < (2 if question != bare or timed else 1)


def _about_the_topic(turns: Sequence[Said], question: str) -> str | None:
    """`How many abstained?`: a whole question that does not say what it is about."""
    bare = LEAD_IN.sub("", question)
    if not _OPENS.match(bare) or _OF_ITS_OWN.search(bare) or _FURTHER_CLAUSE.search(bare) or mentions(bare):
        return None
    words = _content(bare)
    said = " ".join(part for turn in turns[-2:] for part in turn)
    spoken = {stem(word) for word in re.findall(r"\w+", said)}
    named = {word.casefold() for name in mentions(said) for word in name.name.split()}
    if not words or len(words) > MOST_WORDS_POINTING or any(word.casefold() in named for word in words):
        return None
    known = any(stem(word) in spoken for word in words) or _ONES.search(bare) or _is_no_general_matter(bare)
    if known or _ANYBODY.search(bare) or (_DEFINITE.search(bare) and len(words) < MOST_WORDS_POINTING):
        return _with_topic(bare, antecedents.topic(turns))
    return None


def _is_no_general_matter(question: str) -> bool:
    """`Were card numbers stolen?`: what some did once or will do, not what such things do: "How do plants grow?"."""
    found = parts(question)
    once = found and found.auxiliary in ("did", "was", "were", "will", "had", "has", "have", "would")
    return bool(once and found and BARE_PLURAL.match(found.rest)) or bool(_MANY_DID.match(question))


def _with_topic(question: str, topic: str) -> str:
    """`What is Lowick's fine?`, and `How many abstained (Orvana)?` where no word can have an owner."""
    if not topic or topic in question:
        return question
    definite = _DEFINITE.search(question)
    if definite and definite["article"].casefold() == "the" and topic[0].isupper():
        return f"{question[: definite.start()]}{topic}'s{question[definite.end('article') :]}"
    return f"{_open_ended(question)} ({topic})?"


def _weight(question: str) -> int:
    return len(_content(question))


def _content(text: str) -> list[str]:
    return [word for word in content_words(text) if word.casefold() not in _WHEN | _LIGHT]
