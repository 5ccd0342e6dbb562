"""`rag eval draft`: a chat model proposes cases from articles, a person approves each. Nothing is written that was not approved."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..answering.model_errors import scrubbed
from ..answering.model_loading import load_chat_model
from ..answering.prompts import draft_prompt
from ..answering.tracing import untraced
from ..errors import CaseError, ModelError, RagError, SettingsError, SourceError
from ..files import make_folder, opener
from ..loading.loader import find_inputs, load, read_article
from ..metrics.answers import spelled_out
from ..service import Rag
from ..terminal.sanitize import one_line
from .cases import Case, misfits, read_cases

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from ..settings import Settings
    from ..types import Article

MOST_AT_ONCE = 5
"""Questions asked for in one go: of more, models make the last ones up."""
MOST_CHARACTERS = 20_000
"""Of an article that a model is shown."""
TAG = "drafted"
_CHOICES = "[y]es, [e]dit, [n]o, [q]uit? "
_SEPARATOR = " | "


def chat_model(settings: Settings) -> BaseChatModel:
    """The model that the settings name. Raises `SettingsError` where that is none that writes."""
    if settings.model == "extractive":
        raise SettingsError(
            "No chat model is set: the offline answerer quotes, it cannot write questions.",
            "Name one with --model or RAG_MODEL.",
        )
    return load_chat_model(
        settings.model,
        base_url=settings.base_url,
        timeout=settings.model_timeout,
        context_tokens=settings.context_tokens,
    )


def articles_of(folder: Path | None, settings: Settings, say: Callable[[str], None]) -> list[Article]:
    """Those of a folder under the ids that an ingest of it would give them, else those of the library. What cannot be read is said.

    Raises `SourceError` where there are none.
    """
    if folder is None:
        with closing(Rag(settings=settings)) as rag:
            articles = [rag.article(entry.id) for entry in rag.articles()]
    else:
        found = find_inputs([folder], {}, max_mb=settings.max_mb)
        articles = []
        for item in found.inputs:
            try:
                articles.append(read_article(*load(item, max_mb=settings.max_mb, timeout=settings.url_timeout), {}))
            except SourceError as error:
                say(f"{item.id} is left out: {error.message}")
    if not articles:
        raise SourceError("There are no articles to ask about.", "Name a folder of them with --articles.")
    return articles


class Drafts:
    """The file that approved cases are added to. What stands in it already is kept, and not proposed again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        holds = path.exists() and path.read_bytes().strip()
        self._cases = {case.id: case for case in read_cases(path)} if holds else {}

    def questions(self) -> list[str]:
        """Those of the cases so far."""
        return [case.question for case in self._cases.values()]

    def count(self, article_id: str) -> int:
        """How many cases there are on that article."""
        return sum(article_id in case.articles for case in self._cases.values())

    def add(self, case: Case) -> Case:
        """Appends it, under an id that is not taken. Raises `CaseError` where it cannot."""
        ids = (f"{case.articles[0]}-{n}" for n in range(1, 10**6))
        named = replace(case, id=next(name for name in ids if name not in self._cases))
        try:
            make_folder(self.path.parent)
            gap = "\n" if _lacks_newline(self.path) else ""
            with open(self.path, "a", encoding="utf-8", errors="backslashreplace", newline="\n", opener=opener) as file:
                file.write(gap + json.dumps(named.to_dict(), ensure_ascii=False) + "\n")
        except OSError as error:
            raise CaseError(
                f"The cases in {self.path} cannot be added to: {error.strerror}.", "Name another file with --out."
            ) from None
        self._cases[named.id] = named
        return named


def _lacks_newline(path: Path) -> bool:
    data = path.read_bytes() if path.exists() else b""
    return bool(data) and not data.endswith(b"\n")


@dataclass(frozen=True)
class Tally:
    """What became of the proposals; `unfit` are those whose evidence is not in the article, which nobody was shown."""

    approved: int = 0
    declined: int = 0
    unfit: int = 0


def draft(
    model: BaseChatModel,
    articles: Sequence[Article],
    drafts: Drafts,
    n: int,
    ask: Callable[[str], str],
    say: Callable[[str], None],
    prompts: str = "",
) -> Tally:
    """Shows up to `n` proposals, and adds those that are approved to `drafts`, each at once.

    `ask` puts a question to the person (`EOFError`: nobody is there any more); `say` shows a line. Raises `ModelError`.
    """
    tally, shown = Tally(), 0
    for article, case in _proposals(model, articles, drafts, n, prompts):
        if case is None:
            tally = replace(tally, unfit=tally.unfit + 1)
            continue
        shown += 1
        try:
            approved = _review(case, article, f"{shown} of {n}", ask, say)
        except (EOFError, _Quit):
            break
        if approved is None:
            tally = replace(tally, declined=tally.declined + 1)
        else:
            drafts.add(approved)
            tally = replace(tally, approved=tally.approved + 1)
        if shown == n:
            break
    return tally


class _Quit(Exception): ...


def _review(
    case: Case, article: Article, place: str, ask: Callable[[str], str], say: Callable[[str], None]
) -> Case | None:
    """The case as it was approved, perhaps edited; None where it was declined."""
    while True:
        for line in _lines(case, article, place):
            say(line)
        choice = ask(_CHOICES).strip().lower()[:1]
        if choice == "q":
            raise _Quit
        if choice == "n":
            return None
        if choice == "e":
            case = _edited(case, ask)
        problems = faults(case, article)
        for problem in problems:
            say(f"It cannot be taken like this: {problem}.")
        if choice == "y" and not problems:
            return case


def _lines(case: Case, article: Article, place: str) -> Iterator[str]:
    yield ""
    yield f"{place}: {one_line(article.title)} ({one_line(article.id)})"
    yield f"  question  {one_line(case.question)}"
    yield f"  answers   {one_line(_SEPARATOR.join(case.answers))}"
    for sentence in case.evidence:
        yield f"  evidence  {one_line(sentence)}"


def _edited(case: Case, ask: Callable[[str], str]) -> Case:
    """With what is typed for each part; nothing typed leaves it as it is."""
    question = ask("question (Enter: as it is): ").strip() or case.question
    answers = _parts(ask(f"answers, separated by {_SEPARATOR.strip()}: ")) or case.answers
    evidence = _parts(ask(f"evidence, separated by {_SEPARATOR.strip()}: ")) or case.evidence
    return replace(case, question=question, answers=answers, evidence=evidence)


def _parts(typed: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in typed.split(_SEPARATOR.strip()) if part.strip())


def faults(case: Case, article: Article) -> list[str]:
    """Why this is no good case: evidence that is not in the article to the letter, or that does not say the answer."""
    found = misfits(case, {article.id: article.text})
    if not found and not spelled_out(case.answers, case.evidence):
        found = ["its evidence spells out none of its answers"]
    return found


# --- proposals ----------------------------------------------------------------------------------------------------------------


def _proposals(
    model: BaseChatModel, articles: Sequence[Article], drafts: Drafts, n: int, prompts: str
) -> Iterator[tuple[Article, Case | None]]:
    """Round after round, articles with the fewest cases first, until a round brings nothing that fits; None stands for what does not."""
    asked = {_key(question): question for question in drafts.questions()}
    per_article = min(MOST_AT_ONCE, max(1, ceil(n / max(1, len(articles)))))
    fresh = True
    while fresh:
        fresh = False
        for article in sorted(articles, key=lambda article: drafts.count(article.id)):
            for case in propose(model, article, per_article, list(asked.values()), prompts):
                if _key(case.question) in asked:
                    continue
                asked[_key(case.question)] = case.question
                fits = not faults(case, article)
                fresh = fresh or fits
                yield article, case if fits else None


def _key(question: str) -> str:
    return " ".join(question.casefold().split())


def propose(
    model: BaseChatModel, article: Article, n: int, known: Collection[str] = (), prompts: str = ""
) -> list[Case]:
    """Cases that the model makes of an article, unchecked but for their form; at most `n`. Raises `ModelError` where it fails."""
    prompt = draft_prompt(article.text[:MOST_CHARACTERS], dict.fromkeys(known), n, prompts)
    try:
        with untraced():
            reply = model.invoke([("system", prompt.system), ("human", prompt.user)])
    except RagError:
        raise
    except Exception as error:  # each vendor has its own
        why = f"{type(error).__name__}: {scrubbed(str(error))}"
        raise ModelError(f"The chat model failed: {why}.", "Check its name, its key and its server.") from None
    found = (_case(record, article) for record in _records(str(reply.text)))
    return [case for case in found if case is not None][:n]


def _records(reply: str) -> Iterable[Any]:
    """The list in a reply, whatever is said around it; nothing where there is none."""
    for start in re.finditer(r"\[", reply):
        try:
            found, _ = json.JSONDecoder().raw_decode(reply, start.start())
        except (ValueError, RecursionError):
            continue
        if isinstance(found, list):
            return found
    return []


def _case(record: Any, article: Article) -> Case | None:
    match record:
        case {"question": str(question), "answers": [*answers], "evidence": [*evidence]} if (
            question.strip() and answers and evidence
        ):
            if all(isinstance(part, str) and part.strip() for part in (*answers, *evidence)):
                sentences = tuple(_as_written(sentence, article.text) for sentence in evidence)
                return Case("draft", question.strip(), tuple(answers), (article.id,), sentences, tags=(TAG,))
    return None


def _as_written(sentence: str, text: str) -> str:
    """As it stands in the article where only its white space differs: a line break there is a space in a reply."""
    pattern = r"\s+".join(map(re.escape, sentence.split()))
    found = re.search(pattern, text)
    return found[0] if found else sentence
