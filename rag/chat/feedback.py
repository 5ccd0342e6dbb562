"""`/good`, `/bad` and `/fix`: a reader's verdict becomes an eval case, or a sentence that says why it does not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from ..errors import CaseError, RagError
from ..evaluation.cases import Case
from ..files import PRIVATE, append_whole, make_folder, opener, write_whole
from ..metrics.answers import contains_answer
from ..text.numbers import CARDINALS, LARGE
from ..text.stopwords import content_words
from ..types import Filters, Passage
from ..verification.claims import numbers
from .known_answer import shortest_wording
from .turn import Turn

NAME = "feedback.jsonl"
UNANSWERED = "-"
"""`/fix -`: the articles do not answer the question."""
_NUMERALS = frozenset((*CARDINALS, *LARGE, "half", "twice", "double"))
_ASK = f"Type /fix CORRECT ANSWER, or /fix {UNANSWERED} if the articles do not answer this."


def approved(turn: Turn) -> Case:
    """`/good`: the answer's shortest wording becomes the known answer, and the cited quotes that have it the evidence.

    An abstention becomes an unanswerable case. Raises `CaseError` for one from a filtered search: an eval run asks all
    articles, and these may answer it.
    """
    if not turn.answer.abstained:
        kept = shortest_wording(turn.answer.understood or turn.question, turn.answer)
        cited = [(c.article_id, c.quote) for c in turn.answer.citations]
        return _case(turn, "good", (kept,), [each for each in cited if contains_answer(each[1], kept)] or cited)
    return _unanswerable(turn, "good")


def unkept(turn: Turn) -> CaseError:
    """`/bad`: keeps nothing and asks for the right answer, which a case needs."""
    if turn.answer.abstained:
        return CaseError(
            "Nothing is kept yet: a case needs the answer that the articles give.", "Type /fix CORRECT ANSWER."
        )
    return CaseError("Nothing is kept yet: a case needs the right answer.", _ASK)


def corrected(turn: Turn, right: str) -> Case:
    """`/fix`: `right` is the answer. Its evidence is the cited quotes that say so, else one retrieved sentence.

    It may have none: the quote of a wrong answer must not become evidence, or the wrong answer would count as right.
    Raises `CaseError` without an answer, and when no article was cited or retrieved.
    """
    if right == UNANSWERED:
        return _unanswerable(turn, "fix")
    if not right:
        raise CaseError("The right answer is missing.", _ASK)
    evidence = _evidence(turn, right)
    cited, retrieved = turn.answer.citations, turn.answer.passages
    articles = (
        [name for name, _ in evidence]
        or [citation.article_id for citation in cited]
        or [passage.article_id for passage in retrieved]
    )
    if not articles:
        raise CaseError(
            "No article was found for this question, so a case cannot name one.",
            "Ask it in other words first.",
        )
    return _case(turn, "fix", (right,), evidence, articles)


def states(sentence: str, answer: str) -> bool:
    """Whether the sentence has the answer word for word, or all its numbers and over half of its content words."""
    if contains_answer(sentence, answer):
        return True
    wanted, said = ({w.casefold() for w in content_words(text)} for text in (answer, sentence))
    figures = numbers(answer) <= numbers(sentence) and wanted & _NUMERALS <= said
    return figures and len(wanted & said) > len(wanted) / 2


def _evidence(turn: Turn, right: str) -> list[tuple[str, str]]:
    """(Article id, sentence) pairs: exact matches before partial ones, and of these cited quotes before others."""
    cited = [(c.article_id, c.quote) for c in turn.answer.citations]
    for fits in (contains_answer, states):
        if found := [(name, quote) for name, quote in cited if fits(quote, right)] or _retrieved(
            turn.answer.passages, right, fits
        ):
            return found
    return []


def _retrieved(passages: Sequence[Passage], right: str, fits: Callable[[str, str], bool]) -> list[tuple[str, str]]:
    found = [
        (sentence.score, p.article_id, sentence.text)
        for p in passages
        for sentence in p.sentences
        if fits(sentence.text, right)
    ]
    return [(name, text) for _, name, text in sorted(found, key=lambda each: -each[0])[:1]]


def _unanswerable(turn: Turn, verdict: str) -> Case:
    if replace(turn.filters, as_of=None) != Filters():
        raise CaseError(
            "Nothing is kept: a case is put to all articles, and only some were searched.", "Type /only, and ask again."
        )
    return _case(turn, verdict, (), [], answerable=False)


def _case(
    turn: Turn,
    verdict: str,
    answers: tuple[str, ...],
    evidence: Sequence[tuple[str, str]],
    articles: Iterable[str] = (),
    *,
    answerable: bool = True,
) -> Case:
    """The id is a hash of question and history, so a second verdict on the same question replaces the first."""
    asked = hashlib.sha256(json.dumps([turn.question, turn.history]).encode("ascii")).hexdigest()
    return Case(
        id=f"feedback-{asked[:12]}",
        question=turn.question,
        answers=answers,
        articles=tuple(dict.fromkeys([*articles, *(name for name, _ in evidence)])),
        evidence=tuple(dict.fromkeys(quote for _, quote in evidence)),
        answerable=answerable,
        history=turn.history,
        tags=("feedback", verdict),
        as_of=turn.filters.as_of,
    )


def keep(path: Path, case: Case) -> bool:
    """Adds a case to the file, which only its owner may read; True when it replaced an earlier verdict.

    Other lines stay unchanged. Raises `RagError` when the file cannot be written.
    """
    # A lone surrogate, which can be typed, becomes its JSON escape.
    line = json.dumps(case.to_dict(), ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
    try:
        if path.exists() and not path.is_file():  # reading a pipe would block
            raise OSError("it is no file")
        make_folder(path.parent)
        before = path.read_bytes() if path.exists() else b""
        old = [each for each in before.split(b"\n") if each.strip()]
        kept = [each for each in old if _id(each) != case.id]
        if len(kept) == len(old) and (not before or before.endswith(b"\n")):
            with open(path, "ab", buffering=0, opener=opener) as file:
                append_whole(file, line)
        else:
            write_whole(path, b"".join(each + b"\n" for each in kept) + line, PRIVATE)
    except OSError as error:
        raise RagError(
            f"The case cannot be written to {path}: {error.strerror or error}.",
            "Check the disk, and who owns the library's folder.",
        ) from None
    return len(kept) < len(old)


def _id(line: bytes) -> object:
    with suppress(ValueError, RecursionError):
        record = json.loads(line.decode("utf-8-sig"))
        return record.get("id") if isinstance(record, dict) else None
    return None
