from __future__ import annotations

from dataclasses import replace

import pytest
from helpers.sample_answers import TEXT, answered, passage, shown
from rich.console import Console

from rag.terminal import answers


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (100, "[1] The mine that nobody wanted any more · The Herald · 2025-06-08"),
        (50, "[1] The mine that… · The Herald · 2025-06-08"),
        (30, "[1] The mine that… · The Hera…"),
    ],
)
def test_a_source_of_a_short_answer_takes_one_line(width: int, line: str):
    text = shown(answers.short_answer(answered(passage(title="The mine that nobody wanted any more"))), width=width)
    assert [shown_line for shown_line in text.splitlines() if shown_line.startswith("[1]")] == [line]


def test_what_is_not_known_of_a_source_is_left_out():
    assert "[1] The mine\n" in shown(answers.answer(answered(replace(passage(), source=None, published=None))))
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
