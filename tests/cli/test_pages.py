"""A citation into a PDF knows its page, at every door."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.chat_lines import Talk
from helpers.command_line import Door
from helpers.fakes import WordEmbedder
from helpers.paged_pdf import DIVERS, FERRY, REPAIRS, report

from rag import Rag, Settings

REPAIR = "How many crowns did the owner pay for repairs?"
BELL = "How many divers searched the wreck?"
COPPER = "The copper mine closed\n\nThe copper mine closed in 2024 after a hundred years. Nobody wants to see it go.\n"
URL = "https://news.example/aurora.pdf"


@pytest.fixture(scope="module")
def _library(tmp_path_factory: pytest.TempPathFactory, _model: object) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    (folder / "aurora.pdf").write_bytes(report())
    (folder / "copper.txt").write_text(COPPER, encoding="utf-8")
    with Rag(settings=Settings(home=folder / "library")) as qa:
        qa.ingest(folder / "copper.txt")
        qa.ingest(folder / "aurora.pdf", overrides={"source": "The Herald", "published": "2025-06-08", "url": URL})
    return folder / "library"


@pytest.fixture
def held(rag: Door, _library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Door:
    """A library with a text file and the report, with a date, an outlet and a URL; to be changed at will."""
    monkeypatch.setenv("RAG_HOME", str(shutil.copytree(_library, tmp_path / "library")))
    return rag


@pytest.fixture
def qa(tmp_path: Path) -> Iterator[Rag]:
    """A library of the report alone."""
    (tmp_path / "aurora.pdf").write_bytes(report())
    with Rag(settings=Settings(home=tmp_path / "home"), embedder=WordEmbedder()) as opened:
        opened.ingest(tmp_path / "aurora.pdf", overrides={"source": "The Herald", "url": URL})
        yield opened


def test_an_answer_says_on_which_page_its_quote_stands_and_links_there(held: Door):
    shown = held("ask", REPAIR).out
    assert f"    aurora · The Herald · 2025-06-08 · p. 4 · {URL}#page=4\n" in shown
    assert "p. 2" in held("ask", BELL).out


def test_a_source_without_pages_names_none(held: Door):
    assert "p. " not in held("ask", "What closed in 2024 after a hundred years?", "--article", "copper").out
    (cited, *_) = held("ask", "What closed in 2024?", "--article", "copper", "--json").document["citations"]
    assert cited["page"] is None


def test_the_document_gives_the_page_of_each_citation_and_passage(held: Door):
    document = held("ask", REPAIR, "--json", "--article", "aurora").document
    assert [c["page"] for c in document["citations"] if c["quote"] == REPAIRS] == [4]
    text = held("show", "aurora", "--json").document["text"]
    pages = {REPAIRS: 4, DIVERS: 2, FERRY: 1}
    assert document["passages"]
    for passage in document["passages"]:
        if quoted := next((quote for quote in pages if text.index(quote) == passage["start"]), None):
            assert passage["page"] == pages[quoted]


def test_a_retrieved_document_has_its_page(qa: Rag):
    (best, *_) = qa.as_retriever().invoke(REPAIR)
    assert best.metadata["page"] == qa.retrieve(REPAIR)[0].page


def test_show_prints_one_page_alone(held: Door):
    assert held("show", "aurora", "--page", "2").out.startswith(DIVERS)
    assert FERRY not in held("show", "aurora", "--page", "2").out
    assert REPAIRS not in held("show", "aurora", "--page", "2").out
    assert held("show", "aurora", "--page", "4").out.startswith(REPAIRS)
    document = held("show", "aurora", "--page", "4", "--json").document
    assert document["page"] == 4
    assert document["text"].startswith(REPAIRS)


def test_show_in_json_says_where_the_pages_begin(held: Door):
    document = held("show", "aurora", "--json").document
    assert [record["page"] for record in document["pages"]] == [1, 2, 4]
    begun = [document["text"][record["start"] :].strip() for record in document["pages"]]
    assert [text.startswith(first) for text, first in zip(begun[1:], (DIVERS, REPAIRS), strict=True)] == [True, True]
    assert held("show", "copper", "--json").document["pages"] == []


@pytest.mark.parametrize(
    ("article", "page", "said"),
    [
        ("aurora", "5", "'aurora' has no page 5.\nIt has 4 pages. Leave --page out to see the whole text.\n"),
        ("aurora", "3", "'aurora' has no text on page 3.\nIt has 4 pages. Leave --page out to see the whole text.\n"),
        (
            "copper",
            "1",
            "'copper' has no page 1.\n"
            "Only what was read from a PDF has pages. Leave --page out to see the whole text.\n",
        ),
    ],
)
def test_a_page_that_is_not_there_is_an_error_that_says_how_many_there_are(
    held: Door, article: str, page: str, said: str
):
    assert held("show", article, "--page", page) == (1, "", said)


def test_no_page_is_below_one(held: Door):
    assert held("show", "aurora", "--page", "0").code == 2


def test_an_earlier_version_keeps_its_pages(rag: Door, qa: Rag, tmp_path: Path):
    first = qa.article("aurora")
    (tmp_path / "aurora.pdf").write_bytes(report((REPAIRS,), (DIVERS,)))
    assert [outcome.status for outcome in qa.ingest(tmp_path / "aurora.pdf")] == ["updated"]
    assert [record.page for record in qa.article("aurora").pages] == [1, 2]
    assert qa.article("aurora", first.sha256) == first
    asked = ("show", "aurora", "--home", qa.settings.home, "--version", first.sha256[:12])
    assert rag(*asked, "--page", "4").out.startswith(REPAIRS)
    assert [record["page"] for record in rag(*asked, "--json").document["pages"]] == [1, 2, 4]


def test_a_page_that_moved_is_an_update_though_its_text_is_the_same(qa: Rag, tmp_path: Path):
    (tmp_path / "aurora.pdf").write_bytes(report((FERRY,), (DIVERS,), (REPAIRS,)))
    qa.ingest(tmp_path / "aurora.pdf")
    assert [record.page for record in qa.article("aurora").pages] == [1, 2, 3]
    (tmp_path / "aurora.pdf").write_bytes(report((FERRY,), (DIVERS,), (), (REPAIRS,)))
    assert [outcome.status for outcome in qa.ingest(tmp_path / "aurora.pdf")] == ["updated"]
    assert [record.page for record in qa.article("aurora").pages] == [1, 2, 4]
    assert [outcome.status for outcome in qa.ingest(tmp_path / "aurora.pdf")] == ["unchanged"]


def test_a_duplicate_that_replaces_its_original_has_its_own_pages(qa: Rag, tmp_path: Path):
    before = qa.article("aurora")
    (tmp_path / "twin.pdf").write_bytes((tmp_path / "aurora.pdf").read_bytes())
    assert [outcome.status for outcome in qa.ingest(tmp_path / "twin.pdf")] == ["duplicate"]
    qa.remove("aurora")
    assert qa.article("twin").pages == before.pages
    qa.rebuild()
    assert (REPAIRS, 4) in {(cited.quote, cited.page) for cited in qa.ask(REPAIR).citations}


def saved(rag: Door, folder: Path, **changed: object) -> Path:
    """An answer with one citation, on page 4, saved with these fields of it changed; `None` stands for none at all."""
    document = rag("ask", REPAIR, "--article", "aurora", "--json").document
    (cited,) = (c for c in document["citations"] if c["quote"] == REPAIRS)
    document["citations"] = [{k: v for k, v in (cited | changed).items() if v is not None}]
    file = folder / "answer.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


def test_the_page_of_a_saved_answer_is_checked(held: Door, tmp_path: Path):
    assert held("check", saved(held, tmp_path), "--json").document["verdicts"][0]["status"] == "valid"
    done = held("check", saved(held, tmp_path, page=3), "--json")
    assert done.code == 1
    assert done.document["verdicts"][0]["reason"] == "the quote is on page 4"


def test_an_answer_saved_without_pages_is_still_valid(held: Door, tmp_path: Path):
    assert held("check", saved(held, tmp_path, page=None), "--json").document["counts"]["valid"] == 1


def test_a_page_of_an_article_without_pages_is_broken(held: Door, tmp_path: Path):
    document = held("ask", "What closed in 2024 after a hundred years?", "--article", "copper", "--json").document
    document["citations"][0]["page"] = 2
    (tmp_path / "answer.json").write_text(json.dumps(document), encoding="utf-8")
    done = held("check", tmp_path / "answer.json", "--json")
    assert done.document["verdicts"][0]["reason"] == "the quote is on no page"


@pytest.mark.parametrize("page", ["4", True, 4.5])
def test_a_page_that_is_no_number_is_no_saved_answer(held: Door, tmp_path: Path, page: object):
    done = held("check", saved(held, tmp_path, page=page))
    assert done.code == 1
    assert done.err.startswith("Citation 1 has a page that is not a number.\n")


@pytest.fixture
def talk(qa: Rag) -> Talk:
    return Talk(qa)


def test_the_chat_names_the_page_below_an_answer_at_a_quote_and_among_the_passages(talk: Talk):
    assert " · p. 4\n" in talk(REPAIR)[0]
    shown, _ = talk("/show 1")
    assert "[1] The wreck of the Aurora · The Herald · p. 4\n" in shown
    assert "aurora, page 4, characters" in shown
    assert f"{URL}#page=4" in shown
    assert f"p. 4 · {URL}#page=4" in talk("/sources")[0]
    assert "aurora · p. " in talk("/why")[0]


def test_a_saved_conversation_names_the_page_and_links_there(talk: Talk, tmp_path: Path):
    talk(REPAIR, f"/save {tmp_path / 'talk.md'}")
    text = (tmp_path / "talk.md").read_text(encoding="utf-8")
    assert f"The wreck of the Aurora, The Herald, p. 4: “{REPAIRS}” <{URL}#page=4> Characters" in text
