"""The offline answerer: it quotes the sentences that answer the question, without a chat model or a network.

One sentence where one answers; a further one only if it is likely to serve.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace

from ..text.names import name_runs
from ..text.paragraphs import is_row
from ..text.sentences import without_dateline
from ..text.stemming import all_stems
from ..types import Claim, Draft, DraftSide, Passage, Sentence
from ..verification.citations import issue_keys
from ..verification.copies import is_alike_but_for_names
from ..verification.denial import says_none
from ..verification.verdicts import Keyed
from .answerability import asks, tells
from .choice import chosen
from .confidence import Likeness, in_conversation, probability, signals, threshold
from .near_misses.certain import is_near_miss, is_of_another_speaker
from .newest import earlier, outdated, puts_right
from .opening import gives_its_reason, tells_of_none
from .question.parts import asked_at_its_end, parts_of
from .question.refusal import refusal
from .same_words import says_the_same
from .selection import is_list
from .sides.disagreement import sides_of
from .summary import has_no_topic

MODEL = "extractive"
MOST = 3
"""Sentences in an answer, at most."""
MOST_OF_A_LIST = 12
"""The same for a question that asks for several things, if the sentences are alike but for names and numbers."""
NEAR_MISS = 0.05
"""The confidence, at most, in what surely is no answer."""
NONE = 0.5
"""The confidence, at least, in a sentence that says that there is nobody or nothing of what is asked for."""
REASONED = 0.5
"""Likewise in one that gives the reason for what is asked."""
NEARLY = 0.35
"""Least cosine of the question and a sentence that an abstention names as nearest."""


@dataclass(frozen=True)
class Models:
    """What the answerer asks of models."""

    likeness: Likeness
    score: Callable[[str, Sequence[Passage]], tuple[Passage, ...]]
    """The same passages in the same order, scored for another question: one of several that were asked in one."""


def draft(question: str, passages: Sequence[Passage], models: Models) -> Draft:
    """The sentences that answer, best first, or none if confidence is too low.

    What several articles say in the same words is quoted once, with the keys of all. Two questions in one are answered
    one after the other.
    """
    parts = parts_of(question)
    if len(parts) == 1:
        whole = _draft(question, passages, models)
        last = None if whole.claims else asked_at_its_end(question)
        return _draft(last, models.score(last, passages), models) if last else whole
    each = [_draft(part, models.score(part, passages), models) for part in parts]
    answered = [one for one in each if one.claims]
    if not answered:
        return _draft(question, passages, models)
    claims = dict.fromkeys(claim for one in answered for claim in one.claims[:1])
    open_ = tuple(part for part, one in zip(parts, each, strict=True) if not one.claims)
    return Draft(tuple(claims), MODEL, min(one.confidence or 0.0 for one in answered), unanswered=open_)


def _draft(question: str, passages: Sequence[Passage], models: Models) -> Draft:
    keyed = sentences_that_tell(question, passages)
    told = [
        _with(passage, tuple(sentence for among, sentence in keyed.values() if among is passage))
        for passage in passages
    ]
    claims = quotes(question, keyed)
    if claims and has_no_topic(question):  # whatever is new answers it, and no likeness to the question tells that
        return Draft(tuple(claims), MODEL)
    confidence = _confidence(question, keyed, [p for p in told if p.sentences], claims, models.likeness)
    if confidence < threshold(passages):
        return Draft((), MODEL, confidence, nearest=_nearest(question, keyed), refusal=refusal(question))
    claims = [replace(one, text=_asked_rows(question, one.text)) for one in claims]
    if sides := _sides(question, keyed, claims):
        said = tuple(Claim(keyed[side.keys[0]][1].text, side.keys[:1]) for side in sides)
        return Draft(said, MODEL, confidence, sides=sides)
    lists = is_list(question) and not any(says_none(one.text) for one in claims[:1])
    before = () if lists else tuple(earlier(question, claims[0].keys[0], keyed))
    return Draft(tuple(claims), MODEL, confidence, lists=lists, earlier=before)


def sides_told(question: str, passages: Sequence[Passage]) -> tuple[DraftSide, ...]:
    """The sides that the offline answer would show: without what is outdated, and with its first sentence on one."""
    keyed = sentences_that_tell(question, passages)
    claims = quotes(question, keyed)
    return _sides(question, keyed, claims) if claims else ()


def _sides(question: str, keyed: Keyed, claims: Sequence[Claim]) -> tuple[DraftSide, ...]:
    """The sides, if the sentence that is quoted first is on one."""
    old = outdated(question, claims[0].keys[0], keyed)
    sides = sides_of(question, {key: place for key, place in keyed.items() if key not in old})
    return sides if any(not set(side.keys).isdisjoint(claims[0].keys) for side in sides) else ()


def _confidence(
    question: str, keyed: Keyed, told: Sequence[Passage], claims: Sequence[Claim], likeness: Likeness
) -> float:
    """The fitted probability that the claims answer, but for what surely does, or surely does not."""
    first = judged(question, keyed, claims)
    if not first or not claims:
        return 0.0
    stated = in_conversation(probability(signals(question, told, likeness, first)), first[0])
    if tells_of_none(question, claims[0].text):  # short as it is, it scores low
        return max(stated, NONE)
    opens = claims[0].keys[0]
    if _misses(question, keyed[opens]) and not puts_right(opens, keyed):
        return min(stated, NEAR_MISS)
    return max(stated, REASONED) if gives_its_reason(question, claims[0].text) else stated


def judged(question: str, keyed: Keyed, claims: Sequence[Claim]) -> tuple[Passage, Sentence] | None:
    """The sentence that the confidence is about: the best, or where that is a near miss the one that opens."""
    if not keyed:
        return None
    best = keyed[_once(keyed)[0]]
    return keyed[claims[0].keys[0]] if is_near_miss(question, best) else best


def _misses(question: str, first: tuple[Passage, Sentence]) -> bool:
    """Whether what opens the answer surely is none."""
    return is_near_miss(question, first) or is_of_another_speaker(question, first)


def drafts(question: str, passages: Sequence[Passage], models: Models) -> Generator[Draft, None, None]:
    """The draft as it grows by one claim at a time; the last one is complete."""
    whole = draft(question, passages, models)
    for number in range(1, len(whole.claims)):
        yield replace(whole, claims=whole.claims[:number], complete=False)
    yield whole


def sentences_that_tell(question: str, passages: Sequence[Passage]) -> Keyed:
    """The sentences that can answer, under their keys."""
    return {key: place for key, place in issue_keys(passages).items() if tells(question, place[1])}


def quotes(question: str, keyed: Keyed) -> list[Claim]:
    """What is quoted of these sentences whatever the confidence: at least one claim unless there are none."""
    ranked = _once(keyed)
    if not ranked:
        return []
    ranked, wanted = chosen(question, ranked, keyed)
    first = keyed[ranked[0]]
    several = is_list(question)
    claims: list[Claim] = []
    for key in ranked:
        text = keyed[key][1].text
        said = next((i for i, claim in enumerate(claims) if says_the_same(keyed, claim, key)), None)
        most = MOST_OF_A_LIST if several and is_alike_but_for_names(text, first[1].text) else MOST
        if said is not None:
            common = min(without_dateline(claims[said].text), without_dateline(text), key=len)
            claims[said] = Claim(common, (*claims[said].keys, key))
        elif key in wanted and len(claims) < most:
            claims.append(Claim(text, (key,)))
    return claims


def _once(keyed: Keyed) -> list[str]:
    """The keys, best first; a sentence that an article repeats is cited at its best place."""
    ranked = sorted(keyed, key=lambda key: (-keyed[key][1].score, keyed[key][0].article_id, keyed[key][1].start))
    once: dict[tuple[str, str], str] = {}
    for key in ranked:
        once.setdefault((keyed[key][0].article_id, keyed[key][1].text), key)
    return list(once.values())


def _nearest(question: str, keyed: Keyed) -> tuple[str, ...]:
    """The best sentence, if it is about what is asked: it, its title or its passage has all of the question's names."""
    asked = [name.casefold() for name in name_runs(question)]
    for key in _once(keyed)[:1]:
        passage, sentence = keyed[key]
        said = f"{passage.title} {passage.text}".casefold()
        if asked and sentence.dense >= NEARLY and all(name in said for name in asked):
            return (key,)
    return ()


def _asked_rows(question: str, text: str) -> str:
    """A table's header and the rows that share most words with the question; any other text as it is."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]  # pages have blank lines between rows
    if len(lines) < 3 or not all(map(is_row, lines)):
        return text
    header, *rows = (line for line in lines if any(map(str.isalnum, line)))
    asked = all_stems(question)
    shared = [len(asked & all_stems(row)) for row in rows]
    best = [row for row, words in zip(rows, shared, strict=True) if words == max(shared)]
    return "\n".join([header, *best]) if len(best) <= MOST else text


def _with(passage: Passage, told: tuple[Sentence, ...]) -> Passage:
    """The passage with these sentences only. One that repeats the question would score highest and say nothing."""
    if all(sentence in told or asks(sentence) for sentence in passage.sentences):
        return replace(passage, sentences=told)  # a question above its answer helps to find it, so the text stays whole
    lexical = max((sentence.lexical for sentence in told), default=0.0)
    return replace(passage, sentences=told, text=" ".join(sentence.text for sentence in told), lexical=lexical)
