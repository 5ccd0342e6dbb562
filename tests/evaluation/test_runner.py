from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from helpers.scripted_rag import CAPITAL, NORWAY, SCRIPT, Scripted, asked, known

from rag.errors import LibraryEmpty
from rag.evaluation.runner import ask, run
from rag.evaluation.scoring import CaseResult
from rag.types import Answer


def test_the_history_of_a_case_is_asked_with_it() -> None:
    rag = Scripted({"capital": CAPITAL})
    ask(rag, known(history=(("What is Norway?", "A country."),)))
    assert rag.histories == [(("What is Norway?", "A country."),)]


def test_a_crash_is_kept_and_the_next_case_is_asked() -> None:
    seen = asked({"a": CAPITAL, "b": RuntimeError("out of memory"), "c": None}, [known("a"), known("b"), known("c")])
    assert [result.error for result in seen] == [None, "RuntimeError: out of memory", None]
    assert seen[1].is_right is None
    assert seen[1].metrics == {}


def test_a_library_that_cannot_answer_anything_ends_the_run() -> None:
    script = {"a": LibraryEmpty("Nothing has been ingested yet."), "b": CAPITAL}
    for jobs in (1, 2):
        with pytest.raises(LibraryEmpty):
            run(Scripted(script), [known("a"), known("b")], lambda _: None, jobs=jobs)


@pytest.mark.parametrize("jobs", [1, 3])
def test_any_number_of_jobs_gives_the_same_results_on_the_callers_thread(jobs: int) -> None:
    cases = [known(name) for name in "abcd"]
    results: list[CaseResult] = []
    threads = set()

    def keep(result: CaseResult) -> None:
        results.append(result)
        threads.add(threading.get_ident())

    run(Scripted(SCRIPT), cases, keep, jobs=jobs)
    assert {r.case.id: r.is_right for r in results} == {"a": True, "b": False, "c": False, "d": False}
    assert threads == {threading.get_ident()}


def test_jobs_ask_at_the_same_time() -> None:
    meeting = threading.Barrier(2, timeout=10)  # broken unless both are being asked at once

    class Meeting(Scripted):
        def ask(self, question: str, *, history: Sequence[tuple[str, str]] = ()) -> Answer:
            meeting.wait()
            return super().ask(question, history=history)

    results: list[CaseResult] = []
    run(Meeting(SCRIPT), [known("a"), known("b")], results.append, jobs=2)
    assert [result.error for result in results] == [None, None]


def test_an_interrupt_leaves_what_was_not_begun_unasked() -> None:
    rag = Scripted(dict.fromkeys(map(str, range(50)), CAPITAL))

    def stop(_: CaseResult) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(rag, [known(str(n)) for n in range(50)], stop, jobs=2)
    assert len(rag.histories) < 50


def test_a_citation_is_kept_with_its_paragraph_and_whether_it_holds() -> None:
    (result,) = asked({"a": CAPITAL}, [known("a")])
    assert result.cited[0] == ("valid", "Norway is long. ", " It rains in Bergen.")
    assert result.gold == (((NORWAY.id, 16, 36),),)

    class Forgetful(Scripted):
        def text_of(self, article_id: str, sha256: str) -> str | None:
            return None

    assert ask(Forgetful({"a": CAPITAL}), known("a")).cited[0].status == "broken"
