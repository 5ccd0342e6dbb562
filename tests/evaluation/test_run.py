"""Runs over libraries of two made-up articles, interrupted and continued."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from rag.errors import CaseError
from rag.evaluation.logs import read_log
from rag.evaluation.run import Interrupted, RunRequest, chosen, evaluate, resume
from rag.terminal.progress import Bar, progress_bar

pytestmark = pytest.mark.model

ARTICLES = {
    "copper": "The copper mine closed\n\nThe copper mine closed in 2024 after a hundred years. "
    "Nobody in the town wants to see it go.\n",
    "ferry": "The old ferry sank\n\nThe old ferry sank near Malta in 1987 with forty sacks of rice. Nobody was hurt.\n",
}


def case(name: str, question: str, tag: str, answers: list[str], articles: list[str]) -> dict[str, Any]:
    common = {"evidence": [], "answerable": bool(answers)}
    return common | {"id": name, "question": question, "tags": [tag], "answers": answers, "articles": articles}


CASES = [
    case("closed", "When did the copper mine close?", "mine", ["2024"], ["copper"]),
    case("sank", "When did the old ferry sink?", "ship", ["1987"], ["ferry"]),
    case("place", "Where did the old ferry sink?", "ship", ["Malta"], ["ferry"]),
    case("off", "Who painted The Night Watch?", "off", [], []),
]


class Stopping(Bar):
    """A user who presses Ctrl-C after so many answers."""

    def __init__(self, bar: Bar, after: int | None) -> None:
        self._bar, self._left, self._total = bar, after, 0

    def start(self, total: int) -> None:
        self._total = total

    def reach(self, done: int, total: int) -> None:
        assert total == len(CASES)

    def advance(self) -> None:
        if self._total == len(CASES) and self._left is not None:
            self._left -= 1
            if self._left == 0:
                raise KeyboardInterrupt


@contextmanager
def pressed(after: int | None) -> Iterator[Bar]:
    with progress_bar("Asking") as bar:
        yield Stopping(bar, after)


@pytest.fixture
def request_(tmp_path: Path) -> RunRequest:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return RunRequest((written(tmp_path / "mine.jsonl"),), folder)


def written(path: Path, cases: list[dict[str, Any]] = CASES) -> Path:
    path.write_text("".join(json.dumps(each) + "\n" for each in cases), encoding="utf-8")
    return path


def whole(request: RunRequest, out: Path, jobs: int = 1) -> Any:
    with pressed(None) as bar:
        return evaluate(request, out=out, jobs=jobs, bar=bar)


def interrupted(request: RunRequest, out: Path, after: int) -> Interrupted:
    with pytest.raises(Interrupted) as caught, pressed(after) as bar:
        evaluate(request, out=out, jobs=1, bar=bar)
    return caught.value


def without_times(path: Path) -> list[Any]:
    return [
        (r.case, r.plain, r.metrics, [p["score"] for p in r.answer["passages"]])
        for r in read_log(path).results
        if r.answer
    ]


def test_an_interrupted_run_continued_is_the_run_that_was_not(request_: RunRequest, tmp_path: Path) -> None:
    uninterrupted = whole(request_, tmp_path / "one")
    stopped = interrupted(request_, tmp_path / "two", after=2)
    assert (stopped.done, stopped.cases) == (2, 4)
    with stopped.path.open("a") as file:
        file.write('{"case": {"id": "pla')  # killed while it wrote
    with pressed(None) as bar:
        done = resume(stopped.path, jobs=2, bar=bar)
    assert done.log.left == 0
    assert without_times(stopped.path) == without_times(uninterrupted.log.path)
    assert len(list((tmp_path / "two").iterdir())) == 1


def test_a_whole_run_resumed_asks_nothing(request_: RunRequest, tmp_path: Path) -> None:
    log = whole(request_, tmp_path / "logs").log.path
    before = log.read_bytes()
    with pressed(None) as bar:
        assert resume(log, jobs=1, bar=bar).log.left == 0
    assert log.read_bytes() == before


def test_what_crashed_is_asked_again_and_counts_once(request_: RunRequest, tmp_path: Path) -> None:
    path = whole(request_, tmp_path / "logs").log.path
    first, *lines = path.read_text(encoding="utf-8").splitlines()
    nothing = {"answer": None, "plain": "", "gold": [], "cited": []}
    crashed = json.loads(lines[1]) | nothing | {"error": "RuntimeError: out of memory"}
    path.write_text("\n".join([first, lines[0], json.dumps(crashed), *lines[2:]]) + "\n", encoding="utf-8")
    assert [result.is_right for result in read_log(path).results] == [True, None, True, True]
    with pressed(None) as bar:
        done = resume(path, jobs=1, bar=bar)
    assert [result.is_right for result in done.log.results] == [True, True, True, True]
    assert done.problems == ()
    assert len(path.read_text(encoding="utf-8").splitlines()) == len(CASES) + 2


@pytest.mark.parametrize(("change", "what"), [("cases", "cases"), ("articles", "corpus"), ("settings", "settings")])
def test_a_run_is_not_continued_when_what_made_it_has_changed(
    request_: RunRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, what: str
) -> None:
    path = interrupted(request_, tmp_path / "logs", after=1).path
    if change == "cases":
        written(tmp_path / "mine.jsonl", [CASES[0], CASES[1], CASES[2], CASES[3] | {"question": "Who painted it?"}])
    elif change == "articles":
        more = "Another article\n\nIt says something else about a lighthouse.\n"
        (tmp_path / "articles" / "more.txt").write_text(more)
    else:
        monkeypatch.setenv("RAG_K", "5")
    with pytest.raises(CaseError, match=f"since then the {what} changed") as caught, pressed(None) as bar:
        resume(path, jobs=1, bar=bar)
    assert "Start anew" in caught.value.hint
    assert len(read_log(path).results) == 1


def test_an_interrupt_before_the_first_answer_leaves_no_log(
    request_: RunRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def press(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught, pressed(None) as bar:
        bar.reach = press  # type: ignore[method-assign]
        evaluate(request_, out=tmp_path / "logs", jobs=1, bar=bar)
    assert not isinstance(caught.value, Interrupted)
    assert list((tmp_path / "logs").iterdir()) == []


def test_several_jobs_answer_like_one(request_: RunRequest, tmp_path: Path) -> None:
    one, several = (whole(request_, tmp_path / str(jobs), jobs).log.path for jobs in (1, 4))
    assert without_times(one) == without_times(several)


def test_tags_and_limit_choose_the_cases(request_: RunRequest, tmp_path: Path) -> None:
    def ids(**changes: Any) -> list[str]:
        return [case.id for case in chosen(RunRequest(request_.files, request_.articles, **changes))]

    assert ids() == ["closed", "sank", "place", "off"]
    assert ids(tags=("ship",)) == ["sank", "place"]
    assert ids(tags=("off", "mine")) == ["closed", "off"]
    assert ids(tags=("ship",), limit=1) == ["sank"]
    with pytest.raises(CaseError, match="No case is tagged nothing") as caught:
        ids(tags=("nothing",))
    assert "mine, off, ship" in caught.value.hint


def test_a_log_that_does_not_say_what_was_asked_cannot_be_continued(request_: RunRequest, tmp_path: Path) -> None:
    path = interrupted(request_, tmp_path / "logs", after=1).path
    first, *rest = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([json.dumps(json.loads(first) | {"asked": {}}), *rest]) + "\n", encoding="utf-8")
    with pytest.raises(CaseError, match="does not say what was asked"), pressed(None) as bar:
        resume(path, jobs=1, bar=bar)
