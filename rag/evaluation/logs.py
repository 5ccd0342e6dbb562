"""The log of a run: JSONL, a fingerprint and then one line per case, written as it is answered.

So an interrupted run can be continued.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from .. import files
from ..errors import CaseError
from ..files import append_whole, opener, read_bounded
from ..metrics.retrieval import Stretch
from .cases import parse_case
from .provenance import FORMAT
from .scoring import CaseResult, Cited, scored

LARGEST_LOG = 1_000_000_000
"""In bytes; a case with its passages has some ten thousand."""
_HINT = "Give the path of a log that `rag eval` wrote."


@dataclass(frozen=True)
class Log:
    """A run as read from its log, in the order of its cases.

    The metrics are computed anew, so that logs of different ages can be compared.
    """

    path: Path
    fingerprint: Mapping[str, Any]
    results: tuple[CaseResult, ...]

    @property
    def left(self) -> int:
        """The number of cases that an interrupted run did not reach."""
        return int(self.fingerprint["cases"]["n"]) - len(self.results)


class LogWriter:
    """Appends results to a log; each is on the disk before the next is taken. Raises `CaseError` if it cannot write."""

    def __init__(self, path: Path, fingerprint: Mapping[str, Any] | None = None) -> None:
        """With a fingerprint starts a new file, readable by its owner alone; without, continues an existing one."""
        self.path, self.written = path, 0
        try:
            self._file = open(path, "xb" if fingerprint else "ab", buffering=0, opener=opener)  # noqa: SIM115
        except OSError as error:
            raise _unwritable(path, error) from None
        if fingerprint:
            self._append(fingerprint)

    def __enter__(self) -> LogWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, result: CaseResult) -> None:
        """Appends the line of one case."""
        self._append(result.to_dict())
        self.written += 1

    def _append(self, record: Mapping[str, Any]) -> None:
        # A lone surrogate, which a terminal may send in a question, becomes its JSON escape.
        line = json.dumps(record, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
        try:
            append_whole(self._file, line)
        except OSError as error:
            raise _unwritable(self.path, error) from None


def _unwritable(path: Path, error: OSError) -> CaseError:
    return CaseError(
        f"The log {path} cannot be written: {error.strerror or error}.",
        "Check the disk, or name another folder with --out.",
    )


def make_folder(folder: Path) -> Path:
    """Makes the folder. Call it before the first question: a run whose log cannot be written may take an hour."""
    try:
        files.make_folder(folder)
    except OSError as error:
        raise CaseError(
            f"The folder {folder} for the log cannot be made: {error.strerror}.", "Name another with --out."
        ) from None
    return folder


def new_path(folder: Path, name: str) -> Path:
    """A path named after the cases and the time, at which no file exists."""
    stem = f"{name}-{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    names = (f"{stem}{suffix}.jsonl" for suffix in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(path for path in map(folder.joinpath, names) if not path.exists())


def read_log(path: Path) -> Log:
    """Reads a log, complete or interrupted. A case's last line counts, and a line that was cut off does not.

    Raises `CaseError` with the file and the line.
    """
    try:
        lines = read_bounded(path, LARGEST_LOG).split(b"\n")
    except OSError as error:
        raise CaseError(f"The log {path} cannot be read: {error.strerror or error}.", _HINT) from None
    cut_off = lines.pop()  # what follows the last newline: empty, or cut off, perhaps within a character
    if not lines and not cut_off:
        raise CaseError(f"The log {path} is empty.", _HINT)
    head: dict[str, Any] | None = None
    results: dict[str, CaseResult] = {}
    for number, line in enumerate(lines, start=1):
        try:
            record = json.loads(line.decode("utf-8"))
            if head is None:
                head = _checked_head(record)
            else:
                result = _result(record)
                results[result.case.id] = result
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise CaseError(f"{path}, line {number}: this is not a line of a log ({error!r:.80}).", _HINT) from None
    if head is None:
        raise CaseError(f"The log {path} breaks off in its first line.", _HINT)
    order = {name: at for at, name in enumerate(head["cases"]["ids"])}
    return Log(path, head, tuple(sorted(results.values(), key=lambda result: order.get(result.case.id, len(order)))))


def read_whole_log(path: Path) -> Log:
    """Reads the log of a complete run; an interrupted one is a `CaseError`."""
    log = read_log(path)
    if log.left:
        raise CaseError(
            f"The run {path} was interrupted with {log.left} cases left.", f"Type: rag eval --resume {path}"
        )
    return log


def drop_unfinished_line(path: Path) -> None:
    """Truncates the file after its last newline, so that the next line appended stands alone."""
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if len(whole) < len(data):
        with path.open("r+b") as file:
            file.truncate(len(whole))


def _checked_head(record: dict[str, Any]) -> dict[str, Any]:
    if record["format"] != FORMAT:
        raise ValueError(f"its format is {record['format']}, not {FORMAT}")
    cases, corpus = record["cases"], record["corpus"]
    if len(cases["ids"]) != cases["n"] or not cases["sha256"] or not corpus["sha256"]:
        raise ValueError("it does not say what was asked")
    if not all(isinstance(name, str) for name in cases["ids"]):
        raise ValueError("an id of its cases is not a text")
    parts = [record[name] for name in ("settings", "prompts", "versions", "asked")]
    if not isinstance(record["date"], str) or not all(isinstance(part, dict) for part in parts):
        raise ValueError("it does not say what produced it")
    return record


def _check_answer(answer: Mapping[str, Any], count: int) -> None:
    """Checks the parts that scoring, which follows at once, does not read but a summary or a report does.

    `count` is the number of nearest quotes that were resolved.
    """
    confidence = answer.get("confidence")
    if confidence is not None and not (isinstance(confidence, int | float) and 0 <= confidence <= 1):
        raise ValueError("its confidence is not a number from 0 to 1")
    if not all(isinstance(passage["score"], int | float) for passage in answer["passages"]):
        raise ValueError("a passage has no score")
    rejected = answer.get("rejected", [])
    if not isinstance(rejected, list) or not all(
        isinstance(each["text"], str) and isinstance(each["reason"], str) for each in rejected
    ):
        raise ValueError("the rejected claims are not a list of texts with reasons")
    nearest, quotes = answer.get("nearest", []), [*answer["citations"], *answer.get("nearest", [])]
    spans = [*answer.get("answer_spans", []), *(quote["answer"] for quote in quotes if quote.get("answer"))]
    if not all(type(start) is type(end) is int for start, end in spans):
        raise ValueError("the exact words are not a list of ranges")
    if len(nearest) != count:
        raise ValueError("not every nearest quote was resolved")


def _result(record: Mapping[str, Any]) -> CaseResult:
    if record["error"] is None:
        _check_answer(record["answer"], len(record.get("nearest", [])))
    gold = tuple(tuple(Stretch(*place) for place in places) for places in record["gold"])
    return scored(
        CaseResult(
            case=parse_case(record["case"]),
            answer=record["answer"],
            plain=record["plain"],
            gold=gold,
            cited=tuple(Cited(**cited) for cited in record["cited"]),
            nearest=tuple(Cited(**cited) for cited in record.get("nearest", [])),  # earlier logs have none
            seconds=float(record["seconds"]),
            error=record["error"],
            unfit=bool(record.get("unfit", False)),
        )
    )
