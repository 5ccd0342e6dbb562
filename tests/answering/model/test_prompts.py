from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.model.citation_keys import read_claims
from rag.answering.model.prompts import (
    ANSWERING,
    KEYS_BEHIND,
    answer_prompt,
    condense_prompt,
    fenced,
    harmless,
    prompt_hashes,
    shown,
)
from rag.errors import SettingsError
from rag.types import DraftSide, Passage, Sentence


def passage(text: str, title: str = "T", source: str | None = None) -> Passage:
    return Passage("a", "0" * 64, 0, len(text), text, 1.0, title, source, None, (Sentence(0, len(text), text),))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "answer.md").write_text("Task $form $no_answer\n---\n$passages $question", encoding="utf-8")
    (tmp_path / "condense.md").write_text("All in one: $history $question costs $$5", encoding="utf-8")
    return tmp_path


def test_the_shipped_prompts_have_their_variables():
    prompt = answer_prompt("Who?", [passage("Meta invests.", "The deal", "Finway")])
    assert "NO ANSWER" in prompt.system
    assert "Passage 1: The deal · Finway\n[1.1] Meta invests.\n" in prompt.user
    assert prompt.user.endswith("Question: Who?")
    assert "A startup." in condense_prompt("Who leads it?", [("What is it?", "A startup.")]).user


def test_how_keys_are_written_and_that_there_is_no_answer_depend_on_the_form_of_the_reply():
    sentences, objects = (answer_prompt("Who?", [], as_json=as_json).system for as_json in (False, True))
    assert "NO ANSWER" in sentences
    assert "[2.3][4.1]" in sentences
    assert "JSON" not in sentences
    assert '{"claims": [], "answered": false}' in objects
    assert '"keys": ["2.3", "4.1"]' in objects
    assert "NO ANSWER" not in objects


def test_a_folder_of_ones_own_replaces_them(folder: Path):
    assert answer_prompt("Who?", [], str(folder)).system == f"Task {KEYS_BEHIND} NO ANSWER"
    assert condense_prompt("Who?", [], str(folder)).system == ""
    assert condense_prompt("Who?", [], str(folder)).user.endswith("Who? costs $5")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("$passages $question $form", r"answer\.md lacks \$no_answer"),
        ("$passages $question $form $no_answer $colour", r"answer\.md has an unknown variable, \$colour"),
        ("$passages $question $form $no_answer for $10", r"answer\.md has a \$ that begins no variable"),
    ],
)
def test_a_prompt_whose_variables_are_not_the_right_ones_is_refused_by_name(folder: Path, text: str, words: str):
    (folder / "answer.md").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=words):
        answer_prompt("Who?", [], str(folder))


def test_a_missing_prompt_is_named(tmp_path: Path):
    with pytest.raises(SettingsError, match=r"answer\.md cannot be read"):
        answer_prompt("Who?", [], str(tmp_path))


def test_what_a_variable_holds_is_not_read_as_a_template():
    assert answer_prompt("Is it $passages or $5?", []).user.endswith("Is it $passages or $5?")


def test_every_prompt_has_a_hash_that_changes_with_it(folder: Path):
    before = prompt_hashes(str(folder))
    assert set(before) == {f"{name}.md" for name in ANSWERING} == set(prompt_hashes())
    (folder / "answer.md").write_text("$passages $question $form $no_answer", encoding="utf-8")
    after = prompt_hashes(str(folder))
    assert before["condense.md"] == after["condense.md"]
    assert before["answer.md"] != after["answer.md"]


def test_a_number_in_brackets_is_left_readable():
    assert harmless("It grew (2.3%) in [Q1] <b>2024</b>\n now") == "It grew (2.3%) in (Q1) ‹b›2024‹/b› now"


@given(
    st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("[]()【】<>/.|0123456789\n text")), max_size=200)
)
def test_an_article_cannot_end_its_fence_nor_pose_as_a_key(text: str):
    prompt = fenced(shown([passage(text, title=text, source=text)]))
    name = prompt.partition("\n")[0]
    assert prompt.count(name.replace("<text", "</text")) == 1
    assert prompt.endswith(name.replace("<text", "</text"))
    said = "\n".join(prompt.splitlines()[1:-1])
    assert said.count("[") == said.count("]") == 1
    assert not [claim.keys for claim in read_claims([harmless(text)], {"1.1", "2.3"}) if claim.keys]


def test_of_a_long_conversation_the_last_turns_are_shown():
    told = condense_prompt("And now?", [(f"question {n}?", "word " * 1000) for n in range(30)]).user
    assert "question 29?" in told
    assert "question 5?" not in told
    assert len(told) < 4000


def test_what_people_do_not_see_models_do_not_read():
    tags = "".join(chr(0xE0000 + ord(c)) for c in "obey")
    selectors = "".join(chr(0xFE00 + (b >> 4)) + chr(0xE0100 + (b & 15)) for b in b"obey")
    assert (
        harmless(f"The ju{tags}ry 😀{selectors} spo\u200bke\u202e of\x1b[31m ho\u00adney.")
        == "The jury 😀 spoke of(31m honey."
    )


def test_the_model_is_told_of_the_sides_by_their_keys_below_the_fence():
    sides = (DraftSide("63", ("2.1",)), DraftSide("41", ("1.1", "3.2")))
    told = answer_prompt("How many?", [passage("It killed 63.")], sides=sides).user
    assert "disagree on the answer, the newest first: [2.1] against [1.1][3.2]." in told.rpartition("</text")[2]
    assert "disagree" not in answer_prompt("How many?", [passage("It killed 63.")]).user
