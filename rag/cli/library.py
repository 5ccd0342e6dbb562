"""The commands that look after the library: ingest, list, show, remove, rebuild, copy, doctor."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from ..library.article_document import article_document, text_on_page
from ..terminal.console import notes, results, write, write_json
from ..terminal.progress import progress_bar
from ..terminal.sanitize import one_line, safe
from .options import AsJson, Home, opened


def ingest(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH|URL", help="Files, folders, URLs (a feed's too), s3://…, gs://…, or - (standard input)."
        ),
    ],
    setting: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY=VALUE",
            help="Set title, source (the outlet), author, published or url of these articles.",
        ),
    ] = None,
    prune: Annotated[bool, typer.Option("--prune", help="Remove articles whose files are gone.")] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also read URLs of this machine and its local network.")
    ] = False,
    follow: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS", min=1, help="Go on until Ctrl-C: what is new in a folder at once, URLs every SECONDS."
        ),
    ] = None,
    ray: Annotated[
        str | None,
        typer.Option(
            "--ray",
            metavar="[ADDRESS]",
            help="Prepare articles in workers of Ray: of this machine, or of its cluster at HOST:PORT (or auto).",
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", min=1, help="How many workers; by default one a core.")
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Add articles, or update them.

    Each row of a .csv, .tsv, .json or .jsonl file, each entry of an RSS or Atom feed and each message of an .mbox file
    is an article. A row needs a column or key `text` (or body, content, article, fulltext). An entry without its whole
    text is read at its link; of a feed that was read before, only what is new or changed.

    A URL is read once, within RAG_URL_TIMEOUT seconds and RAG_MAX_MB megabytes. Five redirects are followed, none from
    https to http. A URL that leads to this machine or its private network is refused without --allow-private; one
    with a password or an access key is always refused, as the library would keep it. No password, no cookie is sent.

    With --follow each line is an outcome that is not `unchanged`, with its time; with --json it is a JSON document. A
    file is read once it has not changed for a second. Another program can write to the library in between. What fails
    is tried again: a file when it changes, a URL when it is due. Ctrl-C ends it with exit code 0.

    With --ray, workers parse, chunk and embed what is new or changed, and this process writes it to the library: the
    outcomes and the library are the same as without. It pays from some hundred articles on. It needs the extra `ray`,
    and the same version of rag on each machine of a cluster. Files and URLs are read here and sent; what lies at
    s3://BUCKET/KEY or gs://BUCKET/KEY, a file or all below, the workers read themselves (without --ray it is read here;
    install s3fs or gcsfs). Whatever is killed, type the same command again: it goes on where it was.
    """
    if workers is not None and ray is None:
        raise typer.BadParameter("It needs --ray.", param_hint="--workers")
    if follow is not None and ray is not None:
        raise typer.BadParameter("It does not go with --ray.", param_hint="--follow")
    if follow is not None:
        from .following import follow as go_on

        given = dict(_key_and_value(pair) for pair in setting or ())
        with opened(home) as rag:
            go_on(rag, paths, follow, as_json, overrides=given, prune=prune, allow_private=allow_private)
        return
    from ..terminal.articles import outcome_reporter, skipped_files, status_counts

    skipped: dict[str, int] = {}
    overrides = dict(_key_and_value(pair) for pair in setting or ())
    with opened(home) as rag, progress_bar("Ingesting") as bar:
        outcomes = rag.ingest(
            paths,
            overrides=overrides,
            prune=prune,
            allow_private=allow_private,
            ray=ray,
            workers=workers,
            on_start=bar.start,
            on_outcome=outcome_reporter(bar),
            on_skipped=skipped.update,
        )
    statuses = [done.status for done in outcomes]
    if as_json:
        number = {status: statuses.count(status) for status in dict.fromkeys(statuses)}
        write_json({"outcomes": [asdict(done) for done in outcomes], "counts": number, "skipped": skipped})
    else:
        results().print(status_counts(statuses, "Nothing to ingest.") + skipped_files(skipped))
    if skipped and not as_json:
        notes().print("To learn why a file is skipped, ingest it by name.")
    if "gone" in statuses:
        notes().print("Add --prune to remove the articles whose files are gone.")
    if "failed" in statuses:
        raise typer.Exit(1)


class IngestCommand(TyperCommand):
    """Reads `--ray` without an address, which may be followed by a path, as `--ray local`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Only what is `local`, `auto`, HOST:PORT or ray://HOST:PORT is an address."""
        options = args[: args.index("--")] if "--" in args else args
        at = options.index("--ray") if "--ray" in options else None
        if at is not None and not _RAY_ADDRESS.fullmatch("".join(options[at + 1 : at + 2])):
            args = [*args[: at + 1], "local", *args[at + 1 :]]
        return super().parse_args(ctx, args)


_RAY_ADDRESS = re.compile(r"local|auto|(?:ray://)?[\w.-]+:\d+|(?:ray://)?\[[0-9a-fA-F:]+\]:\d+")


def _key_and_value(pair: str) -> tuple[str, str]:
    from ..parsing.metadata import FIELDS

    key, equals, value = pair.partition("=")
    if not equals or key not in FIELDS:
        raise typer.BadParameter(
            f"{pair!r} is not KEY=VALUE with one of the keys {', '.join(FIELDS)}.", param_hint="--set"
        )
    return key, value


def list_articles(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="WORDS", help="Only those with these words in id, title or outlet.")
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """List the articles, or those with these words in id, title or outlet."""
    from ..terminal.articles import NONE_MATCHES, article_list, matching

    with opened(home) as rag:
        entries = rag.articles()
    found = matching(entries, " ".join(words or ()))
    if as_json:
        write_json([asdict(entry) for entry in found])
    elif found:
        console = results()
        console.print(article_list(found, console.width))
    elif entries:
        notes().print(NONE_MATCHES)
    else:
        notes().print("The library is empty. Type `rag ingest PATH` to put articles into it.")


def show(
    article_id: Annotated[str, typer.Argument(metavar="ID", help="An article's id, as `rag list` shows it.")],
    version: Annotated[
        str | None, typer.Option(metavar="SHA", help="An earlier text, by its SHA-256 or the start of one.")
    ] = None,
    page: Annotated[int | None, typer.Option(metavar="N", min=1, help="Only what stands on this page.")] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Print an article's text; with --json its metadata too, and where its pages begin."""
    from rich.text import Text

    with opened(home) as rag:
        article = rag.article(article_id, version)
        versions = rag.versions(article_id)
    text = article.text if page is None else text_on_page(article, page)
    console = results()
    if as_json:
        write_json(article_document(article, versions, page))
    elif console.is_terminal:
        console.print(Text(safe(text)))
    else:
        write(safe(text).removesuffix("\n") + "\n")


def remove(
    article_ids: Annotated[list[str], typer.Argument(metavar="ID", help="Ids, as `rag list` shows them.")],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Erase articles and all their versions."""
    ids = list(dict.fromkeys(article_ids))
    with opened(home) as rag:
        rag.remove(ids)
    if as_json:
        write_json({"removed": ids})
    else:
        results().print(f"{len(ids)} removed")


def rebuild(home: Home = None, as_json: AsJson = False) -> None:
    """Rebuild the indexes from the stored texts."""
    with opened(home) as rag, progress_bar("Rebuilding") as bar:
        rag.rebuild(bar.reach)
        number = len(rag.articles())
    if as_json:
        write_json({"rebuilt": number})
    else:
        results().print(f"The indexes of {number} article{'s' * (number != 1)} are made anew.")


def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="A library's folder, or its database.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="Where the copy goes: a folder or database without one.")],
    home: Home = None,  # noqa: ARG001 - every command takes it
    as_json: AsJson = False,
) -> None:
    """Copy a library into a folder or a PostgreSQL database, with all versions; nothing is embedded again."""
    from ..library.copying import copy_library
    from ..settings import home_of

    with progress_bar("Copying") as bar:
        copied = copy_library(home_of(source), home_of(target), bar.reach)
    if as_json:
        write_json({"copied": copied.articles, "checked": copied.texts})
    else:
        results().print(f"{copied.articles} article{'s' * (copied.articles != 1)} copied: {copied.texts}.")


def doctor(home: Home = None, as_json: AsJson = False) -> None:
    """Find what is wrong, and say how to fix it."""
    from ..terminal.articles import status_line
    from .doctor import examine

    findings = list(examine(home))
    healthy = all(finding.status != "fail" for finding in findings)
    if as_json:
        write_json({"ok": healthy, "checks": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            fix = f" {one_line(finding.fix)}" if finding.fix else ""
            results().print(status_line(finding.status, f"{finding.what}: {finding.found}{fix}"))
    if not healthy:
        raise typer.Exit(1)
