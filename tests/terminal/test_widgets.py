from __future__ import annotations

import re
from dataclasses import replace

import pytest
from helpers.sample_answers import TEXT, answered, passage, shown
from rich.console import Console

from rag.terminal import answers


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (100, ["[1] The mine that nobody wanted any more", "    mine · The Herald · 2025-06-08"]),
        (30, ["[1] The mine that nobody…", "    mine · The Herald ·", "    2025-06-08"]),
    ],
)
def test_a_source_of_a_short_answer_has_its_title_on_one_line_and_its_id_below(width: int, lines: list[str]):
    text = shown(answers.short_answer(answered(passage(title="The mine that nobody wanted any more"))), width=width)
    assert text.splitlines()[3 if width == 30 else 2 :][: len(lines)] == lines


@pytest.mark.parametrize(
    ("address", "beside"),
    [
        ("https://herald.example/mine?page=2", "mine · The Herald · 2025-06-08 · https://herald.example/mine?page=2"),
        ("/home/ann/articles/2025.jsonl#mine", "mine · The Herald · 2025-06-08 · 2025.jsonl"),
        ("/home/ann/articles/mine.txt", "mine · The Herald · 2025-06-08"),
        ("-", "mine · The Herald · 2025-06-08"),
        (None, "mine · The Herald · 2025-06-08"),
    ],
)
def test_a_source_has_its_id_and_its_url_or_the_file_that_the_id_does_not_name(address: str | None, beside: str):
    lines = shown(answers.answer(answered(), address_of=lambda _id, _sha: address)).splitlines()
    assert lines[2:4] == ["[1] The mine", f"    {beside}"]


def test_an_address_or_an_id_cannot_pass_for_a_marker_or_a_command():
    hostile = replace(passage(), article_id="[2] \x1b[2J")
    text = shown(answers.answer(answered(hostile), address_of=lambda _id, _sha: "https://x.example/[3]\x1b[2J"))
    assert "\x1b" not in text
    assert re.findall(r"\[\d+\]", text) == ["[1]", "[1]"]


def test_what_is_not_known_of_a_source_is_left_out():
    bare = replace(passage(), source=None, published=None)
    assert "[1] The mine\n    mine\n    “" in shown(answers.answer(answered(bare)))
    assert "Confidence" not in shown(answers.answer(answered(confidence=None)))


def test_on_a_terminal_the_quote_is_underlined_instead():
    text = shown(
        answers.answer(answered(), lambda _id, _sha: TEXT), width=200, force_terminal=True, color_system="standard"
    )
    assert "\x1b[1;4mIt closed in 2024, after a long strike.\x1b[0m" in text
    assert "**" not in text


def test_a_quote_that_has_quotation_marks_gets_no_others():
    quoted = passage("“The mine is closed,” he said. “For good.”", "“The mine is closed,” he said. “For good.”")
    assert "    “The mine is closed,” he said. “For good.”\n" in shown(answers.answer(answered(quoted)))


@pytest.mark.parametrize("width", [24, 40, 80])
def test_no_line_is_wider_than_the_terminal_and_none_is_filled_up(width: int):
    wide = passage(title="上海市の非常に長い題名 " * 4, source="http://example.com/" + "x" * 60)
    for line in shown(answers.answer(answered(wide)), width=width).splitlines():
        assert Console(width=width).measure(line).maximum <= width
        assert line == line.rstrip()
