"""Known-answer cases, one JSON object a line. A misspelt key is an error, or the case would silently test less."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from ..errors import CaseError
from ..files import read_bounded
from ..metrics.citations import occurrences
from ..text.dates import iso_date

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True)
class Case:
    """A question with what is known about its answer. The fields are the keys of a line."""

    id: str
    question: str
    answers: tuple[str, ...] = ()
    """Accepted wordings; any one counts as right."""
    articles: tuple[str, ...] = ()
    """Ids of the articles that may be cited."""
    evidence: tuple[str, ...] = ()
    """Sentences of those articles that give the answer, word for word; empty if nobody has marked any."""
    answerable: bool = True
    history: tuple[tuple[str, str], ...] = ()
    """The questions and answers before this one, oldest first."""
    tags: tuple[str, ...] = ()
    as_of: str | None = None
    """The day as whose reader it is asked, ISO 8601."""
    sides: tuple[tuple[str, ...], ...] | None = None
    """Accepted wordings of each side where articles disagree, the newest first. Empty: they agree; None: unmarked."""
    speaker: tuple[str, ...] = ()
    """Accepted names of who says the evidence; empty where nobody has marked it."""

    def to_dict(self) -> dict[str, Any]:
        """The JSON object that `read_cases` reads."""
        lists = {name: list(getattr(self, name)) for name in ("answers", "articles", "evidence", "tags")}
        sides = {} if self.sides is None else {"sides": [list(side) for side in self.sides]}
        speaker = {"speaker": list(self.speaker)} if self.speaker else {}
        return {
            "id": self.id,
            "question": self.question,
            **lists,
            "answerable": self.answerable,
            "history": [list(turn) for turn in self.history],
            **({"as_of": self.as_of} if self.as_of else {}),
            **sides,  # only where it is marked: the hash of earlier cases stays
            **speaker,
        }


KEYS = tuple(field.name for field in fields(Case))
OPTIONAL = ("history", "tags", "as_of", "sides", "speaker")
_HINT = f"A case is one JSON object a line with the keys {', '.join(KEYS)} ({', '.join(OPTIONAL)} are optional)."


def read_cases(path: Path) -> tuple[Case, ...]:
    """The cases of a JSONL file, in its order; blank lines are skipped. Raises `CaseError` with the file and line."""
    try:
        lines = read_bounded(path).decode("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise CaseError(
            f"The cases in {path} cannot be read: {reason}.", "Give the path of a .jsonl file of cases."
        ) from None
    cases: dict[str, Case] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            case = parse_case(_loaded(line))
            if case.id in cases:
                raise ValueError(f"the id {case.id!r} is used a second time")
        except ValueError as error:
            raise CaseError(f"{path}, line {number}: {error}.", _HINT) from None
        cases[case.id] = case
    if not cases:
        raise CaseError(f"There are no cases in {path}.", _HINT)
    return tuple(cases.values())


def misfits(case: Case, texts: Mapping[str, str]) -> list[str]:
    """The ways in which a case does not fit its articles, each as a clause; empty if it fits.

    `texts` are the articles' texts by id. The scores of a case that does not fit say nothing about the system.
    """
    problems = [f"it names the article {name!r}, which is not there" for name in case.articles if name not in texts]
    known = [texts[name] for name in case.articles if name in texts]
    if not problems:
        lost = [sentence for sentence in case.evidence if not any(occurrences(sentence, "", text) for text in known)]
        problems += [f"none of its articles holds {sentence!r}" for sentence in lost]
    return problems


def _loaded(line: str) -> object:
    try:
        return json.loads(line)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"it is not JSON ({error})") from None


def parse_case(record: object) -> Case:
    """The case that a JSON object describes. Raises `ValueError` with what is wrong."""
    if not isinstance(record, dict):
        raise ValueError(f"it is not an object but {_kind(record)}")
    if unknown := sorted(record.keys() - set(KEYS)):
        raise ValueError(f"unknown key {unknown[0]!r}")
    if missing := [key for key in KEYS if key not in record and key not in OPTIONAL]:
        raise ValueError(f"the key {missing[0]!r} is missing")
    case = Case(
        id=_text(record, "id"),
        question=_text(record, "question"),
        answers=_texts(record, "answers"),
        articles=_texts(record, "articles"),
        evidence=_texts(record, "evidence"),
        answerable=_flag(record, "answerable"),
        history=_history(record.get("history", [])),
        tags=_texts(record, "tags"),
        as_of=_day(record.get("as_of")),
        sides=_sides(record["sides"]) if "sides" in record else None,
        speaker=_texts(record, "speaker"),
    )
    _check_ties(case)
    return case


def _check_ties(case: Case) -> None:
    for name in ("answers", "articles"):
        if case.answerable and not getattr(case, name):
            raise ValueError(f"it is answerable but has no {name}")
    for name in ("answers", "evidence"):
        if not case.answerable and getattr(case, name):
            raise ValueError(f"it has {name} but is not answerable")


def _text(record: Mapping[str, Any], key: str) -> str:
    value = record[key]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key!r} must be a text that is not empty")
    return value


def _texts(record: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = record.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise ValueError(f"{key!r} must be a list of texts, none of them empty")
    return tuple(value)


def _day(value: object) -> str | None:
    if value is not None and (not isinstance(value, str) or iso_date(value) != value):
        raise ValueError("'as_of' must be a date such as \"2025-06-08\"")
    return value if isinstance(value, str) else None


def _flag(record: Mapping[str, Any], key: str) -> bool:
    value = record[key]
    if not isinstance(value, bool):
        raise ValueError(f"{key!r} must be true or false, not {_kind(value)}")
    return value


def _sides(value: object) -> tuple[tuple[str, ...], ...]:
    if not isinstance(value, list) or len(value) == 1 or not all(isinstance(side, list) and side for side in value):
        raise ValueError("'sides' must be a list of two lists of texts or more, or an empty one")
    return tuple(_texts({"sides": side}, "sides") for side in value)


def _history(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, list) or not all(map(_is_turn, value)):
        raise ValueError("'history' must be a list of [question, answer] pairs")
    return tuple((question, answer) for question, answer in value)


def _is_turn(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(part, str) for part in value)


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
