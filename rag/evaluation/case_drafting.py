"""`rag eval draft`: a chat model proposes cases from articles; only those that a person approves are written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..answering.model.model_errors import scrubbed
from ..answering.model.model_loading import load_chat_model
from ..answering.model.prompts import draft_prompt
from ..answering.model.tracing import untraced
from ..errors import CaseError, ModelError, RagError, SettingsError, SourceError
from ..files import make_folder, opener
from ..loading.loader import find_inputs, load, read_article
from ..loading.policy import FetchPolicy
from ..metrics.answers import spelled_out
from ..service import Rag
from ..terminal.sanitize import one_line
from .cases import Case, misfits, read_cases

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from ..settings import Settings
    from ..types import Article

MOST_AT_ONCE = 5
"""Questions per request; of more, models invent the last ones."""
MOST_CHARACTERS = 20_000
"""The part of an article that the model is shown."""
TAG = "drafted"
_CHOICES = "[y]es, [e]dit, [n]o, [q]uit? "
_SEPARATOR = " | "


def chat_model(settings: Settings) -> BaseChatModel:
    """The model that the settings name. Raises `SettingsError` for the extractive one, which cannot write."""
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
    """The articles of a folder, with the ids that an ingest would give them; without a folder, those of the library.

    Articles that cannot be read are reported with `say`. Raises `SourceError` if none is left.
    """
    if folder is None:
        with closing(Rag(settings=settings)) as rag:
            articles = [rag.article(entry.id) for entry in rag.articles()]
    else:
        articles = list(_articles_in(folder, settings, say))
    if not articles:
        raise SourceError("There are no articles to ask about.", "Name a folder of them with --articles.")
    return articles


def _articles_in(folder: Path, settings: Settings, say: Callable[[str], None]) -> Iterator[Article]:
    policy = FetchPolicy(settings.max_mb, settings.url_timeout)
    for item in find_inputs([folder], {}, max_mb=settings.max_mb).inputs:
        try:
            yield read_article(*load(item, policy), {})[0]
        except SourceError as error:
            say(f"{item.id} is left out: {error.message}")


class Drafts:
    """The file that approved cases are appended to. Its earlier cases are kept, and not proposed again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        holds = path.exists() and path.read_bytes().strip()
        self._cases = {case.id: case for case in read_cases(path)} if holds else {}

    def questions(self) -> list[str]:
        """The questions of the cases so far."""
        return [case.question for case in self._cases.values()]

    def count(self, article_id: str) -> int:
        """The number of cases on that article."""
        return sum(article_id in case.articles for case in self._cases.values())

    def add(self, case: Case) -> Case:
        """Appends the case under an id that is not taken. Raises `CaseError` if the file cannot be written."""
        ids = (f"{case.articles[0]}-{n}" for n in range(1, 10**6))
        named = replace(case, id=next(name for name in ids if name not in self._cases))
        try:
            make_folder(self.path.parent)
            line = json.dumps(named.to_dict(), ensure_ascii=False).encode("utf-8", "backslashreplace")
            gap = b"\n" if _lacks_newline(self.path) else b""
            with open(self.path, "ab", opener=opener) as file:
                file.write(gap + line + b"\n")
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
    """Counts of the proposals. Those that are `unfit`, because `faults` finds some, were shown to nobody."""

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
    """Shows up to `n` proposals and adds each that is approved to `drafts` at once.

    `ask` puts a question to the person and raises `EOFError` once nobody is there; `say` shows a line. Raises
    `ModelError`.
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
    """The case as approved, perhaps edited; None if it was declined."""
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
    """The case with the parts that were typed; an empty line keeps a part as it is."""
    question = ask("question (Enter: as it is): ").strip() or case.question
    answers = _parts(ask(f"answers, separated by {_SEPARATOR.strip()}: ")) or case.answers
    evidence = _parts(ask(f"evidence, separated by {_SEPARATOR.strip()}: ")) or case.evidence
    return replace(case, question=question, answers=answers, evidence=evidence)


def _parts(typed: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in typed.split(_SEPARATOR.strip()) if part.strip())


def faults(case: Case, article: Article) -> list[str]:
    """What is wrong with a case: evidence that the article does not contain, or that does not contain the answer."""
    found = misfits(case, {article.id: article.text})
    if not found and not spelled_out(case.answers, case.evidence):
        found = ["its evidence spells out none of its answers"]
    return found


def _proposals(
    model: BaseChatModel, articles: Sequence[Article], drafts: Drafts, n: int, prompts: str
) -> Iterator[tuple[Article, Case | None]]:
    """Proposals, round after round, until a round brings none that fits; None stands for one that does not.

    In each round, articles with the fewest cases come first.
    """
    asked = {_key(question): question for question in drafts.questions()}
    per_article = min(MOST_AT_ONCE, max(1, ceil(n / max(1, len(articles)))))
    fresh = True
    while fresh:
        fresh = False
        for article in sorted(articles, key=lambda article: drafts.count(article.id)):
            for case in propose(model, article, per_article, list(asked.values()), prompts):
                key = _key(case.question)
                if key not in asked:
                    asked[key] = case.question
                    fits = not faults(case, article)
                    fresh = fresh or fits
                    yield article, case if fits else None


def _key(question: str) -> str:
    return " ".join(question.casefold().split())


def propose(
    model: BaseChatModel, article: Article, n: int, known: Collection[str] = (), prompts: str = ""
) -> list[Case]:
    """At most `n` cases from the model, checked only for their form. Raises `ModelError` if it fails."""
    prompt = draft_prompt(article.text[:MOST_CHARACTERS], dict.fromkeys(known), n, prompts)
    try:
        with untraced():
            reply = model.invoke([("system", prompt.system), ("human", prompt.user)])
    except RagError:
        raise
    except Exception as error:  # each vendor has its own classes
        why = f"{type(error).__name__}: {scrubbed(str(error))}"
        raise ModelError(f"The chat model failed: {why}.", "Check its name, its key and its server.") from None
    found = (_case(record, article) for record in _records(str(reply.text)))
    return [case for case in found if case is not None][:n]


def _records(reply: str) -> Iterable[Any]:
    """The first JSON list in a reply, whatever text is around it; empty without one."""
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
        case {"question": str(question), "answers": [_, *_] as answers, "evidence": [_, *_] as evidence}:
            if all(isinstance(part, str) and part.strip() for part in (question, *answers, *evidence)):
                sentences = tuple(_as_written(sentence, article.text) for sentence in evidence)
                return Case("draft", question.strip(), tuple(answers), (article.id,), sentences, tags=(TAG,))
    return None


def _as_written(sentence: str, text: str) -> str:
    """The sentence with the article's own white space: models reply with a space where the article breaks a line."""
    pattern = r"\s+".join(map(re.escape, sentence.split()))
    found = re.search(pattern, text)
    return found[0] if found else sentence
