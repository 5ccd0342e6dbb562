"""Asks every case once and measures the answer, on one thread or several."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING, Protocol

from ..errors import LibraryError
from ..metrics.citations import occurrences, pointer_valid
from ..text.context import context
from .scoring import CaseResult, Cited, scored

if TYPE_CHECKING:
    from ..metrics.retrieval import Stretch
    from ..types import Answer, Citation
    from .cases import Case


class Asked(Protocol):
    """What a run needs of the system it measures; `Rag` has it. With several jobs, several threads call it."""

    def ask(self, question: str, *, history: Sequence[tuple[str, str]] = (), as_of: str | None = None) -> Answer: ...

    def text_of(self, article_id: str, sha256: str) -> str | None: ...


def run(rag: Asked, cases: Sequence[Case], on_result: Callable[[CaseResult], None], *, jobs: int = 1) -> None:
    """Asks the cases and calls `on_result` on this thread as each is done; with one job, in their order.

    A case that crashes is not scored, and the run goes on. A `LibraryError` ends the run, since every case would meet
    it. Ctrl-C ends it too: the cases being asked are finished, but not kept.
    """
    if jobs == 1:
        for case in cases:
            on_result(ask(rag, case))
        return
    with ThreadPoolExecutor(jobs) as pool:
        asked = [pool.submit(ask, rag, case) for case in cases]
        try:
            for done in as_completed(asked):
                on_result(done.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def ask(rag: Asked, case: Case) -> CaseResult:
    """Asks one case and measures its answer."""
    began = time.perf_counter()
    try:
        day = {"as_of": case.as_of} if case.as_of else {}
        answer = rag.ask(case.question, history=case.history, **day)
        return measure(rag, case, answer, time.perf_counter() - began)
    except LibraryError:
        raise
    except Exception as error:  # whatever it is, the other cases can still be asked
        return CaseResult(case, None, seconds=time.perf_counter() - began, error=f"{type(error).__name__}: {error}")


def measure(rag: Asked, case: Case, answer: Answer, seconds: float = 0.0) -> CaseResult:
    """Scores an answer to a case; `rag` gives the texts that its citations point into."""
    versions = {(p.article_id, p.sha256) for p in answer.passages}
    versions |= {(c.article_id, c.sha256) for c in (*answer.citations, *answer.nearest)}
    versions |= {(copy.article_id, copy.sha256) for c in answer.citations for copy in c.also}
    texts = {version: rag.text_of(*version) for version in sorted(versions)}
    cited, nearest = (
        tuple(_cited(c, texts[c.article_id, c.sha256]) for c in quotes) for quotes in (answer.citations, answer.nearest)
    )
    gold = _gold(case, texts)
    return scored(CaseResult(case, answer.to_dict(), answer.plain, gold, cited, nearest, seconds=seconds))


def _cited(citation: Citation, text: str | None) -> Cited:
    if text is None or not pointer_valid(text, citation.start, citation.end, citation.quote):
        return Cited("broken")
    before, _, after = context(text, citation.start, citation.end)
    return Cited("valid", before, after)


def _gold(case: Case, texts: Mapping[tuple[str, str], str | None]) -> tuple[tuple[Stretch, ...], ...]:
    known = [(name, text) for (name, _), text in texts.items() if text is not None and name in case.articles]
    return tuple(
        tuple(place for name, text in known for place in occurrences(sentence, name, text))
        for sentence in case.evidence
    )
