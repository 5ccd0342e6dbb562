"""No file or question ends in a traceback or takes for ever, and stored text can be cited to the character."""

from __future__ import annotations

import io
import json
import time
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from helpers.fakes import WordEmbedder
from helpers.library_builders import rag_with
from helpers.malformed_inputs import SENTENCE, files, questions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag import Rag, Settings
from rag.cli.app import main
from rag.errors import CaseError, SettingsError, SourceError
from rag.evaluation.cases import read_cases
from rag.loading.titles import infer_title
from rag.parsing.formats import KINDS, Kind, read
from rag.parsing.metadata import stored
from rag.text.chunking import chunk_article
from rag.types import Article

SECONDS = 30
"""Seconds that one file or question may take, on a busy machine."""


def names(inputs: dict[str, bytes]) -> dict[str, bytes]:
    """Writes the files under names that any file system takes."""
    return {name.replace(" ", "-").replace(",", ""): data for name, data in inputs.items()}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Rag:
    return rag_with(
        tmp_path_factory.mktemp("bad"), {"mine": f"The mine\n\n{SENTENCE} Nobody knows what becomes of it.\n"}
    )


@pytest.mark.parametrize("kind", ["html", *(pytest.param(k, marks=pytest.mark.soak) for k in ("text", "pdf"))])
def test_every_nasty_file_is_read_and_cut_in_time_or_refused_in_a_sentence(kind: Kind):
    suffixes = [suffix for suffix, known in KINDS.items() if known == kind]
    for name, data in files().items():
        if not name.endswith(tuple(suffixes)):
            continue
        begun = time.process_time()
        with suppress(SourceError):
            text = read(kind, data, name).text
            article = Article(name, text, infer_title(text))
            assert kind != "text" or not is_utf8(data) or text == stored(data.decode("utf-8"))
            assert all(text[c.start : c.end] == c.text for c in chunk_article(article, 500))
        assert time.process_time() - begun < SECONDS, name


@pytest.mark.soak
def test_every_nasty_file_has_an_outcome_in_time_and_what_is_stored_is_what_was_given(tmp_path: Path):
    (tmp_path / "in").mkdir()
    for name, data in names(files()).items():
        (tmp_path / "in" / name).write_bytes(data)
    rag = Rag(settings=Settings(home=tmp_path / "home"), embedder=WordEmbedder())
    heard: list[tuple[float, str]] = []
    outcomes = rag.ingest(tmp_path / "in", on_outcome=lambda o: heard.append((time.process_time(), o.origin)))
    assert len(outcomes) > 200
    gaps = [(after - before, origin) for (before, _), (after, origin) in pairwise(heard)]
    assert max(gaps)[0] < SECONDS, max(gaps)
    for outcome in outcomes:
        if outcome.status == "failed":
            assert outcome.detail
            continue
        text, path = rag.article(outcome.article_id).text, Path(outcome.origin)
        assert not set(text) & {"\0", "\r"}
        if path.suffix == ".txt":
            data = path.read_bytes()
            assert text == stored(data.decode("utf-8")) if is_utf8(data) else text
    every_passage_is_cut_from_its_article(rag)
    rag.close()


def is_utf8(data: bytes) -> bool:
    try:
        return bool(data.decode("utf-8")) and not data.startswith((b"\xff\xfe", b"\xfe\xff"))
    except UnicodeDecodeError:
        return False


def every_passage_is_cut_from_its_article(rag: Rag) -> None:
    for question in ("Who paid for the copper mine?", "x", "铜矿"):
        for passage in rag.retrieve(question, 100):
            assert rag.article(passage.article_id).text[passage.start : passage.end] == passage.text


@pytest.mark.parametrize("question", [pytest.param(q, id=name) for name, q in questions().items()])
def test_every_nasty_question_is_answered_or_not_in_time(library: Rag, question: str):
    begun = time.process_time()
    if not question.strip():
        return test_an_empty_question_is_said_to_be_empty(library, question)
    for history in ((), (("What is " + question[:100_000], question[:100_000]),)):
        answer = library.ask(question, history=history)
        for citation in answer.citations:
            assert library.article(citation.article_id).text[citation.start : citation.end] == citation.quote
    assert time.process_time() - begun < SECONDS
    return None


@pytest.mark.parametrize("question", ["", " ", "\n\t\u2003", "\u3000"])
def test_an_empty_question_is_said_to_be_empty(library: Rag, question: str):
    with pytest.raises(SettingsError, match="empty"):
        library.ask(question)


def test_a_history_of_thousands_of_turns_is_no_trouble(library: Rag):
    begun = time.process_time()
    library.ask("And who paid for it?", history=[("And what about it?", "The mine.")] * 5000)
    assert time.process_time() - begun < SECONDS


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(min_size=1, max_size=300), before=st.text(max_size=100))
def test_any_text_is_a_question(library: Rag, question: str, before: str):
    if question.strip():
        library.ask(question, history=[(before, question)])
    else:
        with pytest.raises(SettingsError):
            library.ask(question)


@settings(deadline=None, max_examples=60)
@given(
    line=st.text(max_size=200)
    | st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists).map(json.dumps)
)
def test_any_line_is_a_case_or_an_error_that_names_it(tmp_path_factory: pytest.TempPathFactory, line: str):
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    path.write_bytes(line.encode("utf-8", "surrogatepass"))
    with suppress(CaseError):
        read_cases(path)


KEYS = st.sampled_from(
    ["id", "question", "answers", "articles", "evidence", "answerable", "history", "tags", "text", "title", "x"]
)
VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.lists(st.text(max_size=3) | st.lists(st.text()))
)


@settings(deadline=None, max_examples=100)
@given(record=st.dictionaries(KEYS, VALUES))
def test_any_object_is_a_case_or_an_article_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, record: dict[str, object]
):
    path = tmp_path_factory.getbasetemp() / "object.jsonl"
    path.write_text(json.dumps(record), encoding="utf-8")
    with suppress(CaseError):
        read_cases(path)
    with suppress(SourceError):
        read("row", path.read_bytes(), "a row")


COMMANDS = [
    "ask",
    "check",
    "list",
    "show",
    "remove",
    "rebuild",
    "ingest",
    "doctor",
    "eval",
    "--home",
    "--json",
    "-k",
    "--since",
    "--set",
    "--",
]
WORDS = st.sampled_from(
    [
        *COMMANDS,
        "0",
        "-1",
        "a=b",
        "published=x",
        "/nowhere",
        "2025-13-01",
        "\udcff" * 300,
        "http://[",
        "a\0b",
        ".",
        "~nobody",
    ]
)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(arguments=st.lists(WORDS | st.text(max_size=20), max_size=5))
def test_any_command_line_ends_with_an_exit_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str]):
    if not {"eval", "doctor", "rebuild", "ingest"} & set(arguments):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b""), encoding="utf-8"))
        assert main(arguments) in (0, 1, 2, 130)
