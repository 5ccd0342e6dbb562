"""The command line. Results go to standard output, all else to standard error; nothing heavy is loaded before a command needs it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .errors import AnswerError, RagError, SettingsError
from .evaluation.command import app as evaluation
from .options import AsJson, Home, opened
from .terminal import notes, one_line, progress_bar, results, safe, write, write_json

if TYPE_CHECKING:
    pass

# Typer brings its own click from some version on; this finds its error for a wrong command line in either case.
_UsageError: type[Any] = typer.BadParameter.__mro__[1]

app = typer.Typer(
    name="rag",
    help="Questions over your articles, answered with citations that can be checked to the character.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(evaluation, name="eval")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command line and gives its exit code. A bug of ours is not caught: it keeps its traceback."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    as_json = "--json" in (given[: given.index("--")] if "--" in given else given)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # an article may hold what the terminal's encoding does not
    try:
        _check_encoding(given)
        code = int(app(given, prog_name="rag", standalone_mode=False) or 0)
    except RagError as error:
        return _fail(error, as_json)
    except _UsageError as error:
        error.show()
        if as_json:
            write_json({"error": error.format_message(), "hint": "Type `rag --help` to see what can be typed."})
        return int(error.exit_code)
    except KeyboardInterrupt:
        code = 130
    if code == 130:
        notes().print("Interrupted.")
        if as_json:
            write_json({"error": "Interrupted.", "hint": ""})
    return code


def _check_encoding(arguments: Sequence[str]) -> None:
    """A path may be any bytes; whatever else is typed must be text."""
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            if not Path(argument).exists():
                raise SettingsError(f"{argument!a} is not valid UTF-8.", "Set the terminal to UTF-8 and type it again.") from None


def _fail(error: RagError, as_json: bool) -> int:
    console = notes()
    console.print(safe(error.message), style="bold red")
    if error.hint:
        console.print(safe(error.hint))
    if as_json:
        with suppress(RagError):  # standard output itself may be what failed
            write_json({"error": error.message, "hint": error.hint})
    return 1


def _show_version(wanted: bool) -> None:
    if wanted:
        from . import __version__

        write(f"rag {__version__}\n")
        raise typer.Exit


@app.callback()
def _root(
    home: Home = None,
    as_json: AsJson = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version.", callback=_show_version, is_eager=True)] = False,
) -> None: ...


# Articles in


@app.command()
def ingest(
    paths: Annotated[list[str], typer.Argument(metavar="PATH|URL", help="Files, folders, URLs, or - for standard input.")],
    setting: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="title, source, author, published or url of these articles.")
    ] = None,
    prune: Annotated[bool, typer.Option("--prune", help="Remove articles whose files are gone.")] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Add articles, or update them."""
    from .showing import counts, reporter

    overrides = dict(_key_and_value(pair) for pair in setting or ())
    with opened(home) as rag, progress_bar("Ingesting") as bar:
        outcomes = rag.ingest(paths, overrides=overrides, prune=prune, on_start=bar.start, on_outcome=reporter(bar))
    statuses = [done.status for done in outcomes]
    if as_json:
        number = {status: statuses.count(status) for status in dict.fromkeys(statuses)}
        write_json({"outcomes": [asdict(done) for done in outcomes], "counts": number})
    else:
        results().print(counts(statuses, "Nothing to ingest."))
    if "gone" in statuses:
        notes().print("Add --prune to remove the articles whose files are gone.")
    if "failed" in statuses:
        raise typer.Exit(1)


def _key_and_value(pair: str) -> tuple[str, str]:
    from .readers import FIELDS

    key, equals, value = pair.partition("=")
    if not equals or key not in FIELDS:
        raise typer.BadParameter(f"{pair!r} is not KEY=VALUE with one of the keys {', '.join(FIELDS)}.", param_hint="--set")
    return key, value


# Questions


@app.command()
def ask(
    question: Annotated[list[str], typer.Argument(metavar="QUESTION", help="The question, or - to read it from standard input.")],
    k: Annotated[int | None, typer.Option("-k", metavar="N", min=1, help="Passages to answer from.")] = None,
    article: Annotated[list[str] | None, typer.Option("--article", metavar="ID", help="Ask this article only; may be repeated.")] = None,
    source: Annotated[list[str] | None, typer.Option("--source", metavar="OUTLET", help="Ask this outlet only; may be repeated.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Ask articles of this day and later: 2025-06-08.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Ask articles of this day and earlier.")] = None,
    context: Annotated[bool, typer.Option("--context", help="Show each quote within its paragraph.")] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question, with its sources."""
    from . import showing

    words = _standard_input() if question == ["-"] else " ".join(question)
    with opened(home) as rag:
        given = rag.ask(words, k=k, articles=article or (), sources=source or (), since=since, until=until)
        if as_json:
            write_json(showing.with_contexts(given, rag.text_of) if context else given.to_dict())
            return
        results().print(showing.answer(given, rag.text_of if context else None))
    for rejected in given.rejected:
        notes().print(f"Withheld: {one_line(rejected.text)} ({one_line(rejected.reason)})")


def _standard_input() -> str:
    return sys.stdin.buffer.read().decode("utf-8-sig", "replace")


@app.command()
def chat(home: Home = None, as_json: AsJson = False) -> None:
    """Ask one question after the other. Piped in, each line is a question."""
    from . import chat as chatting

    with opened(home) as rag:
        if as_json:
            write_json(chatting.answer_lines(rag, sys.stdin))
        elif sys.stdin.isatty():
            chatting.converse(rag)
        else:
            chatting.run(rag, chatting.lines_of(sys.stdin), results(), notes())


@app.command()
def check(
    answer: Annotated[str, typer.Argument(metavar="ANSWER.json", help="What `rag ask --json` printed, or - for standard input.")],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Check the citations of a saved answer against the library."""
    from .showing import counts, verdicts

    document = _saved_answer(answer)
    with opened(home) as rag:
        found = rag.check(document)
    statuses = [verdict.status for verdict in found]
    if as_json:
        number = {status: statuses.count(status) for status in ("valid", "stale", "broken")}
        write_json({"verdicts": [asdict(verdict) for verdict in found], "counts": number})
    else:
        if found:
            results().print(verdicts(found))
        results().print(counts(statuses, "The answer has no citations."))
    if "broken" in statuses:
        raise typer.Exit(1)


def _saved_answer(path: str) -> dict[str, Any]:
    import json

    hint = 'Save one with: rag ask --json "QUESTION" > answer.json'
    try:
        document = json.loads(_standard_input() if path == "-" else Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise AnswerError(f"{path} cannot be read: {error.strerror or error}.", hint) from None
    except (ValueError, RecursionError):
        raise AnswerError(f"{'Standard input' if path == '-' else path} is not a JSON document.", hint) from None
    if not isinstance(document, dict):
        raise AnswerError(f"{'Standard input' if path == '-' else path} is not an answer's JSON document.", hint)
    return document


# The library


@app.command("list")
def list_articles(home: Home = None, as_json: AsJson = False) -> None:
    """List the articles."""
    from . import showing

    with opened(home) as rag:
        entries = rag.articles()
    if as_json:
        write_json([asdict(entry) for entry in entries])
    elif entries:
        console = results()
        console.print(showing.articles(entries, console.width))
    else:
        notes().print("The library is empty. Type `rag ingest PATH` to put articles into it.")


@app.command()
def show(
    article_id: Annotated[str, typer.Argument(metavar="ID", help="An article's id, as `rag list` shows it.")],
    version: Annotated[str | None, typer.Option(metavar="SHA", help="An earlier text, by its SHA-256 or the start of one.")] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Print an article's text; with --json all that is stored of it."""
    from rich.text import Text

    with opened(home) as rag:
        article = rag.article(article_id, version)
        versions = rag.versions(article_id)
    console = results()
    if as_json:
        write_json(asdict(article) | {"sha256": article.sha256, "versions": versions})
    elif console.is_terminal:
        console.print(Text(safe(article.text)))
    else:
        write(safe(article.text).removesuffix("\n") + "\n")


@app.command()
def remove(
    article_ids: Annotated[list[str], typer.Argument(metavar="ID", help="Ids, as `rag list` shows them.")],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Erase articles with all their versions."""
    ids = list(dict.fromkeys(article_ids))
    with opened(home) as rag:
        rag.remove(ids)
    if as_json:
        write_json({"removed": ids})
    else:
        results().print(f"{len(ids)} removed")


@app.command()
def rebuild(home: Home = None, as_json: AsJson = False) -> None:
    """Make the indexes anew from the stored texts."""
    with opened(home) as rag, progress_bar("Rebuilding") as bar:
        rag.rebuild(bar.reach)
        number = len(rag.articles())
    if as_json:
        write_json({"rebuilt": number})
    else:
        results().print(f"The indexes of {number} article{'s' * (number != 1)} are made anew.")


@app.command()
def doctor(home: Home = None, as_json: AsJson = False) -> None:
    """Say what is not as it should be, and how to mend it."""
    from .doctor import examine
    from .showing import labelled

    findings = list(examine(home))
    healthy = all(finding.status != "fail" for finding in findings)
    if as_json:
        write_json({"ok": healthy, "checks": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            fix = f" {one_line(finding.fix)}" if finding.fix else ""
            results().print(labelled(finding.status, f"{finding.what}: {finding.found}{fix}"))
    if not healthy:
        raise typer.Exit(1)
