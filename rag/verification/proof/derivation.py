"""Whether a claim follows from one sentence by steps that are each exact. Pure, and for English.

The claim's words must be the sentence's, in its order, or say the same; what is left out may change no truth: a time, a
place, an aside, never a denial, a hedge, a speaker, a condition or a quantifier. What these few steps do not prove may
still be true: then the sentence itself is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile, groupby

from ...text.names import BODY_WORDS
from ...text.ordinary_words import ROLES
from ..certainty import is_doubtful
from ..dates_and_times import Moment
from ..negation import has_negation
from ..quantities import Amount
from ..verbs import is_past
from .referents import Alias, aliases
from .same_meaning import phrases_at
from .statements import Statement, Words, conjoined, report, says_the_same, statements
from .turned import turned
from .words import Word, same, words_of

LONGEST = 150
"""Words of a claim or a sentence; a longer one proves nothing and is not proved."""
_COMMON = frozenset(
    "the a an that has have had was were is are be been by said according to which who 's and but while about roughly around approximately some allegedly reportedly however meanwhile".split()
)
"""Words that another order or another voice adds."""
_ABOUT = frozenset("about roughly around approximately some".split())
_LINKS = frozenset("however meanwhile".split())
_FREE = frozenset("the a an that has have had".split())
"""May come and go: "has bought" is "bought" here."""
_SPEAKS = re.compile(
    r"\b(?:s(?:ay|ays|aid|aying)|t(?:ell|ells|old)|claim\w*|according|accus\w+|argu(?:e|es|ed)|warn\w*|announc\w+"
    r"|report\w*|believ\w+|th(?:ink|inks|ought)|sugges\w+|insist\w*|maintain\w*|add(?:s|ed)|sources?|not(?:es|ed)"
    r"|told|quoted|cited|citing|wr(?:ites|ote)|admit\w*|confirm\w*|den(?:y|ie[sd])|assert\w*|stat(?:es|ed)|appear\w*"
    r"|seem\w*)\b",
    re.IGNORECASE,
)
_PERIOD = r"(?:\d|\w+ (?:minutes|hours|days|weeks|months|years)|week|month|year|night|season|spring|summer|autumn|winter|Mon|Tues|Wed|Thurs|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_LIMITS = re.compile(
    r"\b(?:if|unless|until|except\w*|without|only|just|some|most|all|every|each|few|fewer|many|several|half|almost|nearly"
    r"|about|around|roughly|approximately|at least|at most|up to|more|less|former\w*|alleged|so-called|provided|subject"
    r"|pending|other than|apart from|rather|instead|but|although|though|despite|partly|mostly|mainly|barely|hardly"
    r"|attempted|failed|fake|false|would-be|acting|deputy|vice|assistant|second|third|previous"
    rf"|(?:first|last|next)(?! {_PERIOD})"
    r"|fail\w*|suspected|presumed|apparent\w*|supposed\w*|part|principle|theory|condition|paper|case|cases)\b|\w{3,}est\b",
    re.IGNORECASE,
)
_STRICT = re.compile(
    rf"\b(?:all|every|each|only|none|nobody|(?<!at )(?:most|least)|first|last(?! {_PERIOD})|never|always|any|everyone|sole|unique|record|total"
    r"|(?!interest|request|arrest|protest|forest|guest|west|test|invest|harvest|honest|contest|suggest|latest)\w{{3,}}est)\b",
    re.IGNORECASE,
)
"""A claim with one of these is true of what the whole sentence is about, so that a time or a place may not go."""
_PLACES = frozenset("in on at during near outside inside throughout across along".split())
_TAILS = _PLACES | frozenset("after before when while where as because following by with amid since and rather".split())
_BESIDE = frozenset("and but while although though whereas".split())
_BE = frozenset("is are was were has have had".split())
_TIMES = frozenset("today yesterday tomorrow tonight overnight".split())
_GOVERNS = re.compile(r"\b(?:if|unless|whether|that|asked|hop\w+|expect\w*|fear\w*)\b", re.IGNORECASE)
"""What stands before a clause and may hold for the next one too."""
_CONDITION = re.compile(r"\b(?:if|unless|provided|only if|subject to|on condition|except\w*)\b", re.IGNORECASE)
_CHANGES = re.compile(
    r"\b(?:said|says?|saying|told|claim\w*|according|accus\w+|warned|believ\w+|argued?)\b"
    rf"|{_CONDITION.pattern}|n['’]t\b"
    r"|\b(?:not|no|never|without|alleg\w+|reportedly|possibly|perhaps|probably|likely|apparently|supposedly|presumably"
    r"|but|rather|instead|pending|other than|apart from|partly|mostly|mainly)\b",
    re.IGNORECASE,
)
"""What makes of an aside more than an aside."""
_AFTERWORD = re.compile(
    r", (?:(?:mainly |largely |partly |chiefly )?(?:because|due to|owing to|thanks to|as a result)\b"
    r"|an? (?:allegation|accusation|claim|charge)\b)",
    re.IGNORECASE,
)
"""Why something is so, and what somebody thinks of it: what goes before holds without it."""
_RELATIVE = frozenset("who which whose where whom".split())
_DETERMINERS = frozenset("the a an his her its their this that these those of in at by for with to from 's".split())
_DIRECTIONS = frozenset("north south east west northern southern eastern western new upper lower great san los".split())


def unproved(claim: str, sentence: str, before: str = "", title: str = "") -> str | None:
    """The step at which the proof that the sentence says the claim fails, in a few words; None if the claim is proved.

    `before` is the sentence before, and `title` the article's: they only tell whom a pronoun or a short name means.
    """
    said, there = words_of(claim), words_of(sentence)
    if max(len(said), len(there)) > LONGEST or not said:
        return "it is too long to be compared" if said else "it says nothing"
    known = aliases(said, there, words_of(before), words_of(title))
    if word := _nowhere(said, there, known):
        return f"“{word}” is not in the sentence"
    stated = statements(there)
    furthest = 0
    for parts in _readings(said):
        proved = [_proved(part, stated, known) for part in parts]
        if all(count == len(part.said) for count, part in zip(proved, parts, strict=True)):
            return None
        furthest = max(furthest, proved[0])
    words = " ".join(word.text for word in said if not word.is_pause).split()
    return f"“{' '.join(words[furthest : furthest + 3])}” does not follow from the sentence"


def _nowhere(claim: Words, sentence: Words, known: Sequence[Alias]) -> str | None:
    """The first word of the claim that nothing in the sentence can say."""
    groups = {group for at in range(len(sentence)) for group, _ in phrases_at(sentence, at)}
    named = {word.form for ours, _ in known for word in ours}
    covered = {
        at + k
        for at in range(len(claim))
        for group, length in phrases_at(claim, at)
        if group in groups
        for k in range(length)
    }
    for at, word in enumerate(claim):
        if word.is_pause or word.form in _COMMON or word.form in named or at in covered:
            continue
        if not any(same(word, other) for other in sentence):
            return word.text
    return None


def _readings(claim: Words) -> Iterator[Sequence[Statement]]:
    """The claim as it stands, as one speaker's speech, and as the clauses that it puts beside each other."""
    yield [Statement(claim)]
    spoken = report(claim)
    if spoken is not None:
        yield [spoken]
    if parts := conjoined(claim if spoken is None else spoken.said):
        yield parts if spoken is None else [spoken._replace(said=part.said) for part in parts if not part.speaker]


def _proved(claim: Statement, stated: Sequence[Statement], known: Sequence[Alias]) -> int:
    """How many words of the claim are proved at most from one of the statements."""
    text = " ".join(word.text for word in claim.said)
    strict = bool(_STRICT.search(text)) or has_negation(re.sub(r"\b(?:if|unless|provided) .*", "", text))
    furthest = 0
    for one in stated:
        if not says_the_same(claim, one) or (claim.speaker and not _is_speaker(claim, one, known)):
            continue
        for ours, theirs in turned(_as_reported(claim), _as_reported(one)):
            proof = _Proof(ours, theirs, known, strict=strict)
            if proof.follows(0, 0):
                return len(claim.said)
            furthest = max(furthest, proof.furthest)
    return min(furthest, len(claim.said) - 1)


def _as_reported(one: Statement) -> Words:
    """The words of a speech with "will" for "would": "said it would close" reports "it will close"."""
    return tuple(Word("will") if word.form == "would" else word for word in one.said) if one.speaker else one.said


def _is_speaker(claim: Statement, sentence: Statement, known: Sequence[Alias]) -> bool:
    """Whether the speaker, with what is said about him, is the sentence's, and so is to whom and when he spoke."""

    def holds(ours: Words, theirs: Words) -> bool:
        return _Proof(ours, theirs, known, strict=False).follows(0, 0)

    def parts(words: Words) -> list[Words]:
        return [tuple(run) for pause, run in groupby(words, key=lambda word: word.is_pause) if not pause]

    named = [sentence.speaker, *parts(sentence.speaker)]
    named += [tuple(dropwhile(lambda word: not word.is_name, part)) for part in named]
    is_named = holds(claim.speaker, sentence.speaker) or all(
        any(holds(part, one) for one in named) for part in parts(claim.speaker)
    )
    return is_named and (not claim.beside or holds(claim.beside, sentence.beside))


class _Proof:
    """A search for an order of steps that leads through all words of a claim and of a sentence."""

    def __init__(
        self, claim: Sequence[Word], sentence: Sequence[Word], known: Sequence[Alias], *, strict: bool
    ) -> None:
        self._claim = [word for word in claim if not word.is_pause]
        self._sentence, self._aliases, self._strict = sentence, known, strict
        self._seen: dict[tuple[int, int], bool] = {}
        self.furthest = 0
        """Words of the claim that were proved."""

    def follows(self, i: int, j: int) -> bool:
        """Whether the claim from its word i on follows from the sentence from its word j on."""
        if (i, j) not in self._seen:
            self._seen[i, j] = False
            self.furthest = max(self.furthest, i)
            ends = i == len(self._claim) and self._may_end(j)
            self._seen[i, j] = ends or any(self.follows(*step) for step in self._steps(i, j))
        return self._seen[i, j]

    def _steps(self, i: int, j: int) -> Iterator[tuple[int, int]]:
        more, left = i < len(self._claim), j < len(self._sentence)
        if more and left:
            yield from self._said(i, j)
        if more and self._is_free(self._claim, i):
            yield i + 1, j
        if more and self._claim[i].text == "*":
            end = len(self._sentence) if i == 0 else min(j + 6, len(self._sentence))
            yield from ((i + 1, k) for k in range(j, end) if self._may_do(k))
        if left:
            yield from ((i, k) for k in self._left_out(i, j))

    def _said(self, i: int, j: int) -> Iterator[tuple[int, int]]:
        """What is said in both at these places."""
        if same(self._claim[i], self._sentence[j]):
            yield i + 1, j + 1
        if self._claim[i].form == "the" and self._sentence[j].form in ("its", "his", "her", "their"):
            yield i + 1, j + 1
        if self._sentence[j].form == "of" and j and self._sentence[j - 1].value and j + 2 < len(self._sentence):
            if self._sentence[j + 1].form in ("its", "his", "her", "their", "the") and not self._sentence[j + 2].value:
                yield i, j + 2
        groups = dict(phrases_at(self._sentence, j))
        for group, length in phrases_at(self._claim, i):
            if group in groups:
                yield i + length, j + groups[group]
        for ours, theirs in self._aliases:
            if _stands(ours, self._claim, i) and _stands(theirs, self._sentence, j):
                yield i + len(ours), j + len(theirs)

    def _left_out(self, i: int, j: int) -> Iterator[int]:
        """The places to which the sentence may be skipped from j."""
        word, size = self._sentence[j], len(self._sentence)
        if self._is_free(self._sentence, j) or word.is_pause:
            yield j + 1
        if i == 0 and j == 0:
            yield from (k for k in range(1, size) if self._may_open(k))
        if word.is_pause:
            yield from (k for k in range(j + 2, size) if self._sentence[k].is_pause and self._is_aside(j, k))
        yield from self._describing(i, j)
        if i == len(self._claim) and word.form in _TAILS and not self._strict:
            yield from (k for k in range(j + 1, size) if self._sentence[k].is_pause and not self._is_limited(j, k))
        if not self._strict:
            yield from self._time_or_place(j)
            yield from self._first_of_two(j)

    def _is_free(self, words: Sequence[Word], at: int) -> bool:
        """Whether the word may come or go: an article, the "that was" of "that was held", the "by" of "fell by 5"."""
        word, after = words[at], words[at + 1 : at + 2]
        if word.form in _FREE or word.form in (_LINKS if words is self._claim else ("also", "therefore")):
            return True
        if word.form in _ABOUT and words is self._claim:
            return bool(after) and isinstance(after[0].value, Amount)
        if word.form == "of" and words is self._claim:
            return at > 0 and isinstance(words[at - 1].value, Amount) and _is_share(words[at - 1].value)
        if word.form in ("is", "are") and words is self._sentence:
            return bool(after) and after[0].form.endswith("ing")
        if word.form == "by":
            return bool(after) and after[0].value is not None
        if word.form in ("his", "her", "its", "their") and words is self._sentence:
            return at > 0 and words[at - 1].form in _PLACES
        relative = at > 0 and words[at - 1].form in ("that", "which", "who")
        is_verb = bool(after) and is_past(after[0].form)
        return (word.form in ("was", "were") and relative and is_verb) or (
            word.form in ("which", "who") and bool(after) and after[0].form in ("was", "were")
        )

    def _may_do(self, k: int) -> bool:
        """Whether somebody does what is said from k on: `Tansy | bought`, not `may | buy` nor `did not | buy`."""
        clause = next((n + 1 for n in range(k - 1, -1, -1) if self._sentence[n].is_pause), 0)
        said = self._text(clause, k)
        return k > 0 and not (is_doubtful(said) or has_negation(said) or _SPEAKS.search(self._text(0, k)))

    def _may_open(self, k: int) -> bool:
        """Whether what the sentence says before k can be left out: an adverbial, or a clause beside the next one."""
        words = self._sentence
        if words[k - 1].text in ";:" or (words[k - 1].form in _BESIDE and k > 1 and words[k - 2].is_pause):
            said = self._text(0, k)
            return not (_SPEAKS.search(said) or _GOVERNS.search(said))
        return words[k - 1].text == "," and not self._strict and not self._is_limited(0, k)

    def _is_aside(self, start: int, end: int) -> bool:
        """Whether the words between two commas can be left out."""
        opens = self._sentence[start + 1].form
        if opens in _RELATIVE or opens == "of":
            return True
        if opens in _BESIDE:
            return False
        return not (self._strict and opens in _TAILS) and not _CHANGES.search(self._text(start, end))

    def _may_end(self, start: int) -> bool:
        """Whether the claim may end where the sentence goes on."""
        if start >= len(self._sentence) - 1:
            return start == len(self._sentence) or self._sentence[start].is_pause
        first = self._sentence[start]
        opens = self._sentence[start + first.is_pause].form
        if self._is_governed(start) or _CONDITION.search(self._text(start)):
            return False
        if self._is_described_after(start):
            return True
        if first.text == ";" or opens in _BESIDE or (first.is_pause and (opens in _RELATIVE or opens.endswith("ing"))):
            return True
        if first.is_pause and _AFTERWORD.match(self._text(start)):
            return True
        if first.is_pause:
            return not (self._strict and opens in _TAILS) and not _CHANGES.search(self._text(start))
        return opens in _TAILS and not self._strict and not self._is_limited(start)

    def _is_described_after(self, start: int) -> bool:
        """Whether only a purpose, a name or a participle follows that describes: `in the final | to win`, `samples | taken at …`."""
        words, before = self._sentence, self._sentence[start - 1]
        if self._strict or start < 2 or before.is_pause or start + 1 >= len(words):
            return False
        if words[start].form == "to":
            end = next((k for k in range(start, len(words)) if words[k].is_pause), len(words))
            fits = before.value is not None or any(word.form in _PLACES for word in words[max(0, start - 5) : start])
            return fits and not self._is_limited(start, end) and (end == len(words) or self._may_end(end))
        if is_past(words[start].form) and words[start].value is None and not is_past(before.form):
            return words[start + 1].form in _PLACES | {"by", "from"} and before.form not in _BE and not before.is_name
        named = any(word.form in ("the", "a", "an") for word in words[max(0, start - 3) : start - 1])
        return named and not before.is_name and all(word.is_name for word in words[start:])

    def _is_governed(self, start: int) -> bool:
        """Whether a speaker at the sentence's end answers for all of it: `, police said`."""
        last = max((k for k in range(start, len(self._sentence)) if self._sentence[k].is_pause), default=start)
        opens = self._sentence[min(last + 1, len(self._sentence) - 1)].form
        return opens not in _BESIDE | _RELATIVE and not opens.endswith("ing") and bool(_SPEAKS.search(self._text(last)))

    def _describing(self, i: int, j: int) -> Iterator[int]:
        """Past what only describes the next word: an adjective, a noun before a noun, a title, a first name."""
        words = self._sentence
        if [word.form for word in words[j : j + 2]] in (["each", "of"], ["all", "of"]):
            yield j + 2
        if words[j].value is None and words[j].form in ROLES and j + 1 < len(words) and words[j + 1].is_name:
            yield j + 1
        for k in (j + 1, j + 2):
            if k >= len(words) or i == len(self._claim) or any(word.is_pause for word in words[j : k + 1]):
                return
            if same(self._claim[i], words[k]) and self._only_describes(j, k):
                yield k

    def _only_describes(self, j: int, k: int) -> bool:
        words = self._sentence
        before = words[j - 1] if j else words[j]
        begins = j == 0 or before.is_pause or before.form in _DETERMINERS | _BESIDE or before.value is not None
        if words[j].is_name and j:
            return k == j + 1 and words[k].is_name and self._is_first_name(j)
        if isinstance(words[j].value, Amount):
            placed = k == j + 2 and begins and words[j + 1].form in ("placed", "seeded", "ranked")
            return (placed or before.form in ("the", "its", "their")) and not self._strict
        plain = not any(
            word.form in _TAILS | _DETERMINERS | _BE or _is_limit(word.form) or is_doubtful(word.form) or (is_past(word.form) and word != words[k - 1])
            for word in words[j:k]
        )
        return plain and begins and words[k].form not in _DETERMINERS and not is_past(words[j].form) and not self._strict

    def _is_first_name(self, j: int) -> bool:
        first, last = self._sentence[j], self._sentence[j + 1]
        is_last = j + 2 == len(self._sentence) or not self._sentence[j + 2].is_name
        once = sum(word.form == last.form for word in self._sentence) == 1
        return is_last and once and last.form not in BODY_WORDS and first.form not in _DIRECTIONS | BODY_WORDS

    def _time_or_place(self, j: int) -> Iterator[int]:
        """Past `on Tuesday`, `in Skellmark`, `at the dairy`, `yesterday`."""
        words, k, size = self._sentence, j, len(self._sentence)
        if words[k].form in ("late", "early") and k + 1 < size:
            k += 1
        if words[k].form in _PLACES and k + 1 < size:
            k += 1
            while (
                k < size
                and k < j + 6
                and (not words[k].is_pause and words[k].form not in _TAILS and not is_past(words[k].form))
            ):
                k += 1
                if not self._is_limited(j, k):
                    yield k
        elif [word.form for word in words[k : k + 3 : 2]] == ["as", "as"] and k + 3 < size and _is_time(words[k + 3]):
            yield k + 4
        elif self._is_amount(k) and k + 2 < size and words[k + 1].form == "to" and self._is_amount(k + 2):
            yield k + 3
        elif (words[k].form in ("by", "until", "since") and k + 1 < size and _is_time(words[k + 1])) or (
            words[k].form in ("by", "from", "to", "at", "for") and self._is_amount(k + 1)
        ):
            yield k + 2
        elif self._is_amount(k) and k + 3 < size and words[k + 1].form == "into":
            yield k + 4
        elif _is_time(words[k]):
            yield k + 1

    def _first_of_two(self, j: int) -> Iterator[int]:
        """Past the first of two things that one did: `founded Halden and` before `sold Tansy`."""
        words = self._sentence
        if not _is_verb(words[j]):
            return
        for k in range(j + 1, len(words) - 1):
            if words[k].is_pause or words[k].form in _RELATIVE | {"that"} or _SPEAKS.fullmatch(words[k - 1].form):
                return
            if words[k].form in ("and", "but") and _is_verb(words[k + 1]):
                yield k + 1

    def _is_amount(self, at: int) -> bool:
        return at < len(self._sentence) and isinstance(self._sentence[at].value, Amount)

    def _is_limited(self, start: int, end: int | None = None) -> bool:
        text = self._text(start, end)
        opens = "" if self._sentence[start].is_pause else self._sentence[start].form
        said = text[len(opens) :]
        return _is_limit(said) or is_doubtful(said) or has_negation(said) or bool(_SPEAKS.search(said))

    def _text(self, start: int, end: int | None = None) -> str:
        return " ".join(word.text for word in self._sentence[start:end])


def _is_verb(word: Word) -> bool:
    return word.form in _BE or is_past(word.form)


def _is_share(amount: Amount) -> bool:
    return any(reading.unit in ("%", "part") for reading in amount.readings)


def _is_time(word: Word) -> bool:
    return word.form in _TIMES or isinstance(word.value, Moment)


def _is_limit(text: str) -> bool:
    return bool(_LIMITS.search(text))


def _stands(phrase: Sequence[Word], words: Sequence[Word], at: int) -> bool:
    part = words[at : at + len(phrase)]
    return len(part) == len(phrase) and all(a.form == b.form for a, b in zip(phrase, part, strict=True))
