from __future__ import annotations

import textwrap

import pytest

from rag.text.paragraphs import front_matter, is_heading, is_title_case, pieces

LONG = (
    "The council met on Tuesday evening and agreed to rebuild the old bridge over the river. Work will start in "
    "October, the mayor told reporters who had waited outside for an hour, and it is expected to cost four million "
    "euros. Nobody at the meeting spoke against it."
)


def parts(text: str) -> list[str]:
    return [text[p.start : p.end] for p in pieces(text)]


@pytest.mark.parametrize("width", [60, 72, 80, 100])
def test_a_hard_wrapped_paragraph_is_one_piece(width: int):
    wrapped = textwrap.fill(LONG, width)
    assert parts(f"{wrapped}\n\n{wrapped}") == [wrapped, wrapped]


def test_lines_of_varying_length_as_a_pdf_has_them_are_one_piece():
    paragraph = """The council met on Tuesday evening and agreed to rebuild the old
bridge over the river which, in the winter of 2021,
nobody had thought would happen; Mayor Anna Lee said so to the
Valley Courier."""
    assert parts(paragraph) == [paragraph]


def test_a_heading_on_its_line_above_a_wrapped_paragraph_is_a_piece_of_its_own():
    wrapped = textwrap.fill(LONG, 78)
    assert parts(f"A Bridge for the Valley\n{wrapped}") == ["A Bridge for the Valley", wrapped]
    assert parts(f"{wrapped}\nA Second Bridge\n{wrapped}") == [wrapped, "A Second Bridge", wrapped]


def test_where_paragraphs_stand_on_long_lines_each_line_is_a_piece():
    text = f"{LONG}\nThis is reported by Finway\nA Heading\n{LONG}"
    assert parts(text) == text.split("\n")


def test_a_subscript_that_fell_out_of_its_line_does_not_cut_the_sentence():
    text = f"{LONG} Hyperbaric medicine uses chambers to increase the partial pressure of O\n2 around the patient."
    assert parts(text) == [text]


def test_verse_and_short_lines_stay_apart():
    assert parts("Apples\nPears\nPlums") == ["Apples", "Pears", "Plums"]


def test_list_items_are_pieces_without_their_bullets_and_with_their_wrapped_lines():
    beams = "four beams of oak, each of them cut to the\n  right length"
    text = f"We need:\n- {beams}\n* nails\n1. first\n2) second\n- [x] done"
    assert parts(text) == [
        "We need:",
        beams,
        "nails",
        "1. first",
        "2) second",
        "done",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "---",
        "***",
        "* * *",
        "| --- | :-: |",
        "![alt](a.png)",
        "[![alt](a.png)](b)",
        "<!-- note -->",
        "[1]: http://a.b",
        "##",
        "```py",
    ],
)
def test_markdown_that_says_nothing_is_in_no_piece(line: str):
    assert parts(f"One.\n\n{line}\n\nTwo.") == ["One.", "Two."]


def test_code_in_a_fence_is_in_no_piece_and_a_sentence_there_is():
    assert parts("One.\n\n```\nx = 1\nHe said that it was so.\n```\n\nTwo.") == [
        "One.",
        "He said that it was so.",
        "Two.",
    ]
    assert parts("One.\n\n```\n\nA heading\n\nTwo.") == ["One.", "A heading", "Two."]


def test_markdown_headings_are_marked_and_their_marks_are_outside():
    text = "# Title #\n\nBelow\n-----\n\n### Small\ntext here"
    assert [(text[p.start : p.end], p.role) for p in pieces(text)] == [
        ("Title", "title"), ("Below", "heading"), ("Small", "heading"), ("text here", "line"),
    ]  # fmt: skip


def test_a_hash_tag_and_a_line_that_begins_with_dashes_are_text():
    assert parts("#bridge is trending\n\n--- so he said") == ["#bridge is trending", "--- so he said"]


def test_table_rows_are_pieces():
    assert parts("| Year | Cost |\n|------|------|\n| 2025 | 4 |") == ["| Year | Cost |", "| 2025 | 4 |"]


@pytest.mark.parametrize(
    "block",
    [
        "title: A bridge",
        'title: "A: bridge"\ntags: [a, b]\n# note\n\nauthor:\n  - Ann\n  - Bob',
        "summary: |\n  long text: with colon\ndate: 2025-06-08 10:00:00",
        "url: https://example.org/a:b",
        "title: Storm warning: the ferries stay in port",
        "headline: [Update] Ferries stay in port\nDate : 2025-06-08",
        "title:No blank\n'author': Ann",
        "title: [unclosed",
    ],
)
def test_front_matter_is_a_span_of_its_own_and_in_no_piece(block: str):
    text = f"---\n{block}\n---\nOne."
    assert front_matter(text) == (0, len(text) - len("\nOne."))
    assert parts(text) == ["One."]


@pytest.mark.parametrize(
    "text",
    [
        "---\nJust a rule above.\n---\nOne.",
        "---\ntitle: A bridge\nnever closed",
        "---\na: &x [1]\nb: *x\n---\nOne.",
        "---\nAnna: I said: no.\nBen: You did?\n---\nOne.",
        "---\ntitle: A bridge\n\nThe bridge was opened in 1931.\n---\nOne.",
        "----\ntitle: a\n---\nOne.",
        "\n---\ntitle: a\n---\nOne.",
        "---\n---\nOne.",
        "---\n- a\n---\nOne.",
        "---\n" + "k: v\n" * 3000 + "---\nOne.",
    ],
)
def test_what_is_no_mapping_between_two_fences_is_text(text: str):
    assert front_matter(text) is None
    assert parts(text)[0].strip() != ""


@pytest.mark.parametrize(
    "line",
    ["A Rare Power Move by Meta", "KEY POINTS", "Early life", "Reception and legacy", "Meta Platforms Buys Scale AI"],
)
def test_headings_are_recognised(line: str):
    assert is_heading(line)


@pytest.mark.parametrize(
    "line",
    [
        "This is reported by Finway",
        "Scale AI raised $14 billion",
        "Founded 2016",
        "By Maria Lopez",
        "June 8, 2025",
        "He left.",
        "One, two,",
    ],
)
def test_short_sentences_and_facts_are_no_headings(line: str):
    assert not is_heading(line)


def test_title_case_forgives_the_small_words():
    assert is_title_case("Of Mice and Men")
    assert not is_title_case("Of mice and men")


def test_a_comment_of_html_is_in_no_piece_however_many_lines_it_has():
    hidden = "<!--\nHidden, all of it.\n\nThis too.\n-->\n\n<!-- and this -->\n\n[//]: # (And this one.)"
    assert parts(f"Seen before.\n\n{hidden}\n\nSeen after.") == ["Seen before.", "Seen after."]


def test_a_comment_that_never_ends_or_goes_on_as_text_is_text():
    assert "Not hidden." in parts("Before.\n\n<!-- begun\n\nNot hidden.")
    assert parts("<!-- one\ntwo --> and seen.")[-1] == "two --> and seen."


@pytest.mark.parametrize(
    "tag",
    [
        "p hidden",
        "div style='display: none'",
        "DIV STYLE=opacity:0",
        'span aria-hidden="true"',
        "p style='font-size:0px'",
    ],
)
def test_what_a_tag_in_markdown_hides_is_no_piece(tag: str):
    name = tag.split()[0]
    assert parts(f"Seen before.\n\n<{tag}>Hidden.</{name}>\n\nSeen after.") == ["Seen before.", "Seen after."]
    assert parts(f"Seen before.\n\n<{tag}>\n\nHidden.\n\n</{name}>\n\nSeen after.") == ["Seen before.", "Seen after."]
    assert "Not hidden." in parts(f"Before.\n\n<{tag}>\n\nNot hidden.")
    assert "Not hidden." in parts("Before.\n\n<p style='opacity:0.5'>\nNot hidden.\n</p>")
