"""Ours beside the plain chain: what each shows, what it cites, and the count of a judged sheet."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from helpers.fakes import ScriptedModel, WordEmbedder
from helpers.library_builders import rag_with
from langchain_core.documents import Document

from rag import Rag, Settings
from rag.benchmarks import faithfulness
from rag.benchmarks.faithfulness import Shown, ask_ours, ask_theirs, costs, counts, read_sheet
from rag.evaluation.cases import Case

FOUNDED = "Scale AI was founded in 2016."
CASE = Case("founded", "When was Scale AI founded?", ("2016",), ("scale",), (FOUNDED,), True)
REPLY = "Scale AI was founded in 2016 [1.1]. It will be sold in 2030 [1.1]. Wang was young then [1.1]."


@pytest.fixture
def rag(tmp_path: Path) -> Rag:
    rag_with(tmp_path, {"scale": f"{FOUNDED} It labels data."}).close()
    return Rag(settings=Settings(home=tmp_path / "library"), embedder=WordEmbedder(), model=ScriptedModel(reply=REPLY))


def test_each_sentence_shown_stands_beside_what_it_cites(rag: Rag):
    asked = ask_ours(rag, CASE)
    assert [(one.sentence, one.cited) for one in asked.shown] == [(FOUNDED, (FOUNDED,))]
    assert (asked.right, asked.tokens, asked.withheld + asked.quoted) == (True, 220, 2)


def test_of_the_plain_chain_each_sentence_rests_on_all_that_it_was_shown():
    database = SimpleNamespace(similarity_search=lambda _, k: [Document("One."), Document("Two.")][:k])
    model = ScriptedModel(reply="It was founded in 2016. I don't know more.")
    asked = ask_theirs(database, model, CASE, 2)
    assert [(one.sentence, one.cited) for one in asked.shown] == [("It was founded in 2016.", ("One.", "Two."))]
    assert "Context: One.\n\nTwo." in str(model.told[0][-1].content)
    refused = ask_theirs(database, ScriptedModel(reply="I don't know."), replace(CASE, answerable=False), 2)
    assert (refused.shown, refused.right) == ((), True)
    assert costs([asked, refused], "theirs").startswith("theirs: 2 questions, 1 answered, 2 right, 1 sentences shown")


def test_a_judged_sheet_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    lines = [Shown("ours", "a", "?", "It is.", ("It is.",), yes) for yes in (True, True, False, None)]
    sheet = tmp_path / "sheet.jsonl"
    sheet.write_text("".join(f"{json.dumps(asdict(line))}\n" for line in lines), "utf-8")
    assert read_sheet(sheet) == lines
    assert counts(lines, "ours").startswith("ours: 2 of 3 supported, 0.667 (")
    faithfulness.main(["count", str(sheet)])
    assert capsys.readouterr().out.splitlines()[1] == "theirs: no sentence is judged"
