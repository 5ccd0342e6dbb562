"""The commands that ask questions: ask and chat; and check, which verifies a saved answer."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import AnswerError, SettingsError
from ..files import LARGEST, at_most
from ..library.citation_check import SAVE_ONE
from ..loading.file_system import read_stdin
from ..terminal.console import notes, results, write_json
from ..terminal.progress import waiting
from ..terminal.sanitize import one_line
from .options import AsJson, Fallback, Home, Model, opened

if TYPE_CHECKING:
    from ..service import Rag
    from ..terminal.answers import TextOf
    from ..types import Answer


def ask(
    question: Annotated[
        list[str], typer.Argument(metavar="QUESTION", help="The question, or - to read it from standard input.")
    ],
    k: Annotated[int | None, typer.Option("-k", metavar="N", min=1, help="Number of passages to answer from.")] = None,
    article: Annotated[
        list[str] | None, typer.Option("--article", metavar="ID", help="Ask this article only; may be repeated.")
    ] = None,
    source: Annotated[
        list[str] | None, typer.Option("--source", metavar="OUTLET", help="Ask this outlet only; may be repeated.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Ask articles from this day on, such as 2025-06-08.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Ask articles up to this day.")] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="DATE",
            help="Answer as on this day: what was published or changed later does not exist. "
            "An article without a date counts from the day of its first ingest.",
        ),
    ] = None,
    context: Annotated[bool, typer.Option("--context", help="Show each quote within its paragraph.")] = False,
    short: Annotated[
        bool, typer.Option("--short", help="Print the exact words that answer, alone; else the first claim.")
    ] = False,
    show_rejected: Annotated[
        bool,
        typer.Option("--show-rejected", help="Also show the claims of the model that the articles do not support."),
    ] = False,
    model: Model = None,
    fallback: Fallback = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question, with citations."""
    from ..terminal import answers

    words = _standard_input() if question == ["-"] else " ".join(question)
    with opened(home, model=model, fallback=fallback) as rag:
        asked: dict[str, Any] = {
            "k": k,
            "articles": article or (),
            "sources": source or (),
            "since": since,
            "until": until,
            "as_of": as_of,
        }
        text_of, writes = rag.text_of if context else None, rag.settings.model != "extractive"
        if writes and not as_json and not short and sys.stdout.isatty():
            given = _shown_as_it_comes(rag, words, asked, text_of)
        else:
            with waiting("Reading and writing" if writes else ""):
                given = rag.ask(words, **asked)
            if as_json:
                write_json(with_contexts(given, rag.text_of) if context else given.to_dict())
                return
            if short:
                results().print(answers.shortest_answer(given), soft_wrap=True)
            else:
                results().print(answers.answer(given, text_of, rag.address_of))
    for remark in answers.remarks(given, "--show-rejected", show_rejected=show_rejected):
        notes().print(remark)


def timeline(
    topic: Annotated[list[str], typer.Argument(metavar="TOPIC", help="The story, as in: Venezuela earthquake.")],
    k: Annotated[int | None, typer.Option("-k", metavar="N", min=1, help="Number of steps at most.")] = None,
    article: Annotated[
        list[str] | None, typer.Option("--article", metavar="ID", help="Of this article only; may be repeated.")
    ] = None,
    source: Annotated[
        list[str] | None, typer.Option("--source", metavar="OUTLET", help="Of this outlet only; may be repeated.")
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Of articles from this day on.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Of articles up to this day.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.md", help="Write it as Markdown, with footnotes.")
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Show the dated steps of a story, each quoted from the article that told it first."""
    from ..chat import transcript
    from ..terminal import timelines

    with opened(home) as rag:
        found = rag.timeline(" ".join(topic), k, articles=article or (), sources=source or (), since=since, until=until)
        if out:
            text = transcript.timeline(found, rag.address_of)
            transcript.save(out, text, replace=True, another="--out FILE.md")
            notes().print(f"{timelines.counts(found)}, in {one_line(str(out))}", soft_wrap=True)
        if as_json:
            write_json(found.to_dict())
        elif not out:
            results().print(timelines.timeline(found))


def with_contexts(given: Answer, text_of: TextOf) -> dict[str, Any]:
    """The answer's document, each citation with its paragraph as `context`: null when the article is gone."""
    from ..text.context import context

    document = given.to_dict()
    documents = [each for name in ("citations", "earlier", "nearest") for each in document[name]]
    for citation, shown in zip(given.quoted, documents, strict=True):
        text = text_of(citation.article_id, citation.sha256)
        shown["context"] = None if text is None else "".join(context(text, citation.start, citation.end))
    return document


def _shown_as_it_comes(rag: Rag, question: str, asked: dict[str, Any], text_of: TextOf | None) -> Answer:
    """Prints a model's claims while they stream, as the chat does, and then the rest of the answer."""
    from ..chat.reply import Reply
    from ..terminal import answers

    out = results()
    with Reply(out) as reply:
        reply.meanwhile("Searching…")
        given = reply.follow(rag.stream(question, **asked))
    whole = reply.text == given.text  # False for an abstention, which has no claims
    out.print((answers.below_answer if whole else answers.answer)(given, text_of, rag.address_of))
    return given


def _standard_input() -> str:
    return _limited(read_stdin(LARGEST), "Standard input").decode("utf-8-sig", "replace")


def _limited(data: bytes, name: str) -> bytes:
    if len(data) > LARGEST:
        raise SettingsError(f"{name} is larger than {LARGEST // 10**6} MB.", "Give less of it.")
    return data


def chat(model: Model = None, fallback: Fallback = None, home: Home = None, as_json: AsJson = False) -> None:
    """Ask one question after another. In piped input each line is a question; exit code 1 if one fails."""
    from ..chat import session as chatting

    with opened(home, model=model, fallback=fallback) as rag:
        if as_json:
            write_json(documents := chatting.answer_lines(rag, sys.stdin))
            went_well = not any("error" in document for document in documents)
        elif sys.stdin.isatty():
            chatting.converse(rag)
            went_well = True
        else:
            went_well = chatting.run(rag, chatting.lines_of(sys.stdin), results(), notes())
    if not went_well:
        raise typer.Exit(1)


def check(
    answer: Annotated[
        str, typer.Argument(metavar="ANSWER.json", help="What `rag ask --json` printed, or - for standard input.")
    ],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Check the citations of a saved answer against the library."""
    from ..terminal.articles import status_counts, verdict_table

    document = _saved_answer(answer)
    with opened(home) as rag:
        found = rag.check(document)
    statuses = [verdict.status for verdict in found]
    if as_json:
        number = {status: statuses.count(status) for status in ("valid", "stale", "broken")}
        write_json({"verdicts": [asdict(verdict) for verdict in found], "counts": number})
    else:
        if found:
            results().print(verdict_table(found, results().width))
        results().print(status_counts(statuses, "The answer has no citations."))
    if "broken" in statuses:
        raise typer.Exit(1)


def _text_of_file(path: str) -> str:
    with Path(path).open("rb") as file:
        return _limited(at_most(file, LARGEST + 1), path).decode("utf-8-sig")


def _saved_answer(path: str) -> dict[str, Any]:
    import json

    try:
        document = json.loads(_standard_input() if path == "-" else _text_of_file(path))
    except OSError as error:
        raise AnswerError(f"{path} cannot be read: {error.strerror or error}.", SAVE_ONE) from None
    except (ValueError, RecursionError):
        raise AnswerError(f"{'Standard input' if path == '-' else path} is not a JSON document.", SAVE_ONE) from None
    if not isinstance(document, dict):
        raise AnswerError(f"{'Standard input' if path == '-' else path} is not an answer's JSON document.", SAVE_ONE)
    return document
