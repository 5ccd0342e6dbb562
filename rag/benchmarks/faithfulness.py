"""What a chat model's answers rest on: ours beside the plain LangChain retrieval chain with the same model.

    python -m rag.benchmarks.faithfulness ask CASES ARTICLES --model gguf:/path/model.gguf -n 20 -k 3 >> sheet.jsonl
    python -m rag.benchmarks.faithfulness count sheet.jsonl

`ask` writes each sentence that either side shows, with what it cites: ours its quotes, theirs all that the model was
shown, as that chain marks no sentence. A person reads the sheet and sets `supported` to true or false; `count` says how
many are. What was answered and what it cost goes to standard error. Needs the extra `bench`.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from ..answering.model.model_loading import load_chat_model
from ..errors import RagError
from ..evaluation.cases import Case, read_cases
from ..evaluation.temporary_library import throwaway
from ..metrics import statistics
from ..metrics.answers import contains_answer
from ..settings import Settings, load_settings
from ..text.sentences import split_sentences
from . import langchain_baseline

if TYPE_CHECKING:
    from ..service import Rag


@dataclass(frozen=True)
class Shown:
    """A sentence of an answer. `supported` is what a person found: whether what it cites says it."""

    side: str
    id: str
    question: str
    sentence: str
    cited: tuple[str, ...]
    supported: bool | None = None


@dataclass(frozen=True)
class Asked:
    """One case as one side answered it; `refused` where it said so or showed nothing."""

    side: str
    case: Case
    shown: tuple[Shown, ...]
    text: str
    seconds: float
    tokens: int
    withheld: int = 0
    quoted: int = 0
    """Claims in whose place a sentence is quoted."""

    @property
    def right(self) -> bool:
        """Whether it holds an accepted answer; for a question without one, whether nothing was shown."""
        if not self.case.answerable:
            return not self.shown
        return bool(self.shown) and any(contains_answer(self.text, answer) for answer in self.case.answers)


def ask_ours(rag: Rag, case: Case) -> Asked:
    """Our answer. A model that fails has shown nothing."""
    began = time.perf_counter()
    try:
        answer = rag.ask(case.question)
    except RagError:
        return Asked("ours", case, (), "", time.perf_counter() - began, 0)
    cited = {
        span: [c.quote for c in answer.citations if span in c.claims] for c in answer.citations for span in c.claims
    }
    shown = (
        Shown("ours", case.id, case.question, answer.text[slice(*span)], tuple(quotes))
        for span, quotes in sorted(cited.items())
    )
    return Asked(
        *("ours", case, tuple(shown), answer.plain, time.perf_counter() - began, sum(answer.usage.values())),
        withheld=sum(rejected.count for rejected in answer.rejected),
        quoted=len(answer.unproved),
    )


def ask_theirs(database: Any, model: Any, case: Case, k: int) -> Asked:
    """The plain chain's answer, sentence by sentence. That it does not know is no sentence of an answer."""
    began = time.perf_counter()
    message, found = langchain_baseline.answer(case.question, database, model, k)
    text = " ".join(str(message.text).split())
    cited = tuple(document.page_content for document in found)
    sentences = [text[slice(*span)] for span in split_sentences(text)]
    shown = tuple(
        Shown("theirs", case.id, case.question, sentence, cited)
        for sentence in sentences
        if "don't know" not in sentence.casefold()
    )
    usage = message.usage_metadata or {}
    return Asked("theirs", case, shown, text, time.perf_counter() - began, usage.get("total_tokens", 0))


def compared(cases: Sequence[Case], articles: Path, settings: Settings, work: Path) -> Iterator[Asked]:
    """Each case on both sides, one after the other; both are given `settings.k` passages."""
    model = load_chat_model(
        settings.model,
        base_url=settings.base_url,
        timeout=settings.model_timeout,
        context_tokens=settings.context_tokens,
        max_tokens=settings.max_tokens,
    )
    database = langchain_baseline.store(str(work), langchain_baseline.passages(str(articles)))
    with throwaway([articles], settings=settings) as rag:
        for case in cases:
            yield ask_ours(rag, case)
            yield ask_theirs(database, model, case, settings.k)


def costs(asked: Sequence[Asked], side: str) -> str:
    """A line: how many were answered, how many rightly, what was withheld or quoted, tokens and seconds a question."""
    own = [one for one in asked if one.side == side]
    n = max(len(own), 1)
    return (
        f"{side}: {len(own)} questions, {sum(bool(one.shown) for one in own)} answered, "
        f"{sum(one.right for one in own)} right, {sum(len(one.shown) for one in own)} sentences shown "
        f"({sum(one.quoted for one in own)} quoted in a claim's place), {sum(one.withheld for one in own)} withheld, "
        f"{sum(one.tokens for one in own) / n:.0f} tokens and {sum(one.seconds for one in own) / n:.1f} s a question"
    )


def counts(sheet: Sequence[Shown], side: str) -> str:
    """A line: the share of the judged sentences that are supported, with its interval."""
    judged = [float(one.supported) for one in sheet if one.side == side and one.supported is not None]
    if not judged:
        return f"{side}: no sentence is judged"
    low, high = statistics.interval(statistics.average(judged).at(statistics.resamples(len(judged)))) or (0.0, 1.0)
    share = f"{sum(judged) / len(judged):.3f} ({low:.2f} to {high:.2f})"
    return f"{side}: {sum(judged):.0f} of {len(judged)} supported, {share}"


def read_sheet(path: Path) -> list[Shown]:
    """The lines of a sheet."""
    lines = path.read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines if line.strip()]
    return [Shown(**record | {"cited": tuple(record["cited"])}) for record in records]


def main(arguments: Sequence[str] | None = None) -> None:
    """The command; prints to standard output."""
    parser = argparse.ArgumentParser(prog="python -m rag.benchmarks.faithfulness", description="Compare what is shown.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    asking = verbs.add_parser("ask", help="ask both sides and write a sheet")
    asking.add_argument("cases", type=Path, help="a file of cases")
    asking.add_argument("articles", type=Path, help="a folder of text files")
    asking.add_argument("--model", required=True, help="the chat model, as --model of rag ask")
    asking.add_argument("-n", type=int, default=20, help="cases, taken at even distances")
    asking.add_argument("-k", type=int, default=3, help="passages for each side")
    verbs.add_parser("count", help="count a judged sheet").add_argument("sheet", type=Path)
    options = parser.parse_args(arguments)
    if options.verb == "count":
        sheet = read_sheet(options.sheet)
        sys.stdout.write("".join(f"{counts(sheet, side)}\n" for side in ("ours", "theirs")))
        return
    settings = replace(load_settings(model=options.model), k=options.k)
    cases = read_cases(options.cases)
    chosen = cases[:: max(len(cases) // options.n, 1)][: options.n]
    asked: list[Asked] = []
    try:
        with TemporaryDirectory() as work:
            for one in compared(chosen, options.articles, settings, Path(work)):
                asked.append(one)
                sys.stdout.write("".join(f"{json.dumps(asdict(shown), ensure_ascii=False)}\n" for shown in one.shown))
                sys.stdout.flush()
    finally:  # whoever stops it half-way keeps the figures of what was asked
        sys.stderr.write("".join(f"{costs(asked, side)}\n" for side in ("ours", "theirs")))


if __name__ == "__main__":
    main()
