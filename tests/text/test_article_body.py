from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.article_body import blocks, headline

SEEDS = Path(__file__).parents[2] / "seeds"
PROSE = (
    "The council met on Tuesday evening and agreed to rebuild the old bridge over the river before the winter begins."
)
MORE = "Work will start in October, the mayor told reporters, and is expected to cost about four million euros in all."


def kept(text: str) -> list[str]:
    return [text[start:end] for start, end, _ in blocks(text)]


def seed(start: str) -> str:
    return next(SEEDS.glob(f"{start}*")).read_text(encoding="utf-8")


def test_the_first_seed_loses_nothing():
    text = seed("000")
    assert kept(text) == text.split("\n")
    headings = [text[b.start : b.end] for b in blocks(text) if b.kind == "heading"]
    assert headings == ["Meta Changes Its Approach to AI Investments", "Scale AI: A Strategic Partner for Meta"]


def test_the_second_seed_loses_its_navigation_promotion_and_comment_form_and_nothing_else():
    text = seed("001")
    dropped = [p for p in text.split("\n\n") if p not in kept(text)]
    starts = [
        "Bitcoin",
        "Register for",
        "Tekedia AI",
        "Join Tekedia",
        "Register to",
        "Related",
        "Leave a",
        "Your email",
        "Back to",
    ]
    assert [line[: len(start)] for line, start in zip(dropped, starts, strict=True)] == starts


@pytest.mark.parametrize(
    "marker",
    [
        "Related Articles",
        "## Related Posts",
        "Leave a Reply",
        "You may also like",
        "3 Comments",
        "Most read",
        "More on this topic",
    ],
)
def test_after_a_tail_marker_short_lines_are_left_out(marker: str):
    assert kept(
        f"{PROSE}\n\n{MORE}\n\n{marker}\n\nRiver Levels Fall\n\nMayor Opens School in the Old Town\n\nName *\n\nSubmit"
    ) == [
        PROSE,
        MORE,
    ]


@pytest.mark.parametrize("marker", ["Related Articles", "Leave a Reply", "Most read"])
def test_a_tail_marker_in_mid_article_goes_alone(marker: str):
    assert kept(f"{PROSE}\n\n{marker}\n\nRiver Levels Fall\n\n{MORE}") == [PROSE, "River Levels Fall", MORE]


@pytest.mark.parametrize("heading", ["Comments", "Discussion", "Related", "Trending"])
def test_a_heading_that_could_be_a_tail_does_not_swallow_the_article(heading: str):
    assert kept(f"{PROSE}\n\n{heading}\n\n{MORE}\n\nHe declined.") == [PROSE, heading, MORE, "He declined."]
    assert kept(f"{PROSE}\n\n{heading}\n\nThe mayor would say no more.") == [
        PROSE,
        heading,
        "The mayor would say no more.",
    ]


@pytest.mark.parametrize("heading", ["2 Comments", "Comments (12)", "3 thoughts on “Bridge to Be Rebuilt”"])
def test_what_readers_wrote_between_the_count_of_comments_and_the_form_is_not_the_article(heading: str):
    comment = "I have crossed that old bridge every day for thirty years and nobody ever asked me what I think."
    below = f"{heading}\n\nBob\n\n{comment}\n\nReply\n\nLeave a Reply\n\nName *"
    assert kept(f"Bridge to Be Rebuilt\n\n{PROSE}\n\n{MORE}\n\n{PROSE}\n\n{below}") == [
        "Bridge to Be Rebuilt",
        PROSE,
        MORE,
        PROSE,
    ]


def test_a_count_of_comments_above_the_article_swallows_nothing():
    assert kept(f"Bridge to Be Rebuilt\n\n3 Comments\n\n{PROSE}\n\n{MORE}") == ["Bridge to Be Rebuilt", PROSE, MORE]
    below = f"3 Comments\n\n{PROSE}\n\n{MORE}\n\nLeave a Reply\n\nName *"
    page = f"Bridge to Be Rebuilt\n\nBy Maria Lopez\n\n{MORE}\n\n{below}"
    assert kept(page)[-2:] == [PROSE, MORE]
    assert kept(f"{PROSE}\n\n{MORE}\n\n{PROSE}\n\n3 Comments\n\n{MORE}\n\nShare on Facebook") == [
        PROSE,
        MORE,
        PROSE,
        MORE,
    ]
    assert kept(f"{PROSE}\n\nThree responses to rising water\n\n{MORE}\n\nLeave a Reply\n\nName *")[-1] == MORE


def test_a_comment_section_with_a_form_is_a_tail():
    assert kept(f"{PROSE}\n\n{MORE}\n\nComments\n\nJane\n\nLeave a Reply\n\nName *\n\nPost Comment") == [PROSE, MORE]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Banksy\n\n{PROSE}", "Banksy"),
        (
            f"Bitcoin\n\nMeta in Talks to Invest Over $10bn in Scale AI\n\n{PROSE}",
            "Meta in Talks to Invest Over $10bn in Scale AI",
        ),
        (f"Home\nNews\nTech\n\nCouncil agrees to rebuild bridge\n\n{PROSE}", "Council agrees to rebuild bridge"),
        (f"Black Death\n\nOrigins of the disease\n\n{PROSE}", "Black Death"),
        (
            f"Will the Bridge Ever Be Rebuilt?\n\nBy Maria Lopez\n\nJune 8, 2025\n\n{PROSE}",
            "Will the Bridge Ever Be Rebuilt?",
        ),
        (f"June 8, 2025\n\nCouncil agrees to rebuild the bridge\n\n{PROSE}", "Council agrees to rebuild the bridge"),
        (f"# A *Bridge* for All\n\n{PROSE}", "A *Bridge* for All"),
        (f"Valley Courier\n\n# The bridge\n\n{PROSE}", "The bridge"),
        (f"The Bridge\n==========\n\n{PROSE}", "The Bridge"),
        (f"Business\n\n{PROSE}", "Business"),
        (f"OPINION\n\nWhy bridges beat ferries\n\n{PROSE}", "Why bridges beat ferries"),
        (f"Opinion\n\nMaria Lopez\n\n{PROSE}", "Opinion"),
        (f"Register Now to Vote, Officials Urge\n\n{PROSE}", "Register Now to Vote, Officials Urge"),
        (f"Meta Wins Its Case Against the U.S.\n\n{PROSE}", "Meta Wins Its Case Against the U.S."),
        (f"---\ntitle: X\n---\nBridge to be rebuilt\n\n{PROSE}", "Bridge to be rebuilt"),
        (f"Toggle navigation\n\nBridge to Be Rebuilt\n\n{PROSE}", "Bridge to Be Rebuilt"),
        (PROSE, None),
        (f"{PROSE}\n\nA Heading Below\n\n{MORE}", None),
        ("", None),
    ],
)
def test_the_headline_is_the_line_near_the_top_that_reads_like_one(text: str, title: str | None):
    span = headline(text)
    assert (None if span is None else text[span.start : span.end]) == title
    if span is not None:
        assert blocks(text)[0][:2] == span or text[: span.start].strip()
        assert (*span, "heading") in blocks(text)


def test_what_stands_above_the_headline_is_navigation_but_not_a_date_or_a_byline():
    text = f"Bitcoin\n\nJune 8, 2025\n\nBy Maria Lopez\n\nMeta in Talks to Invest Over $10bn in Scale AI\n\n{PROSE}"
    assert kept(text) == ["June 8, 2025", "By Maria Lopez", "Meta in Talks to Invest Over $10bn in Scale AI", PROSE]


def test_a_text_of_one_line_is_text():
    assert [b.kind for b in blocks("Meta buys Scale AI")] == ["text"]


def test_a_text_that_is_nothing_but_its_tail_marker_and_lines_is_kept():
    assert kept("Related Articles\n\nfirst of the lines\n\nsecond of the lines")[-2:] == [
        "first of the lines",
        "second of the lines",
    ]


def test_a_list_of_names_is_not_made_of_headings():
    text = f"{PROSE}\n\nAlexandr Wang\n\nLucy Guo\n\nMark Zuckerberg\n\n{MORE}"
    assert {b.kind for b in blocks(text)} == {"text"}


@pytest.mark.parametrize(
    "unit", ["a", "Register for ", "Home | ", "**", "[](", "© 2025 ", "we use cookies ", "- ", "\t", "e-mail,", "#"]
)
def test_ten_megabytes_on_one_line_are_no_trouble(unit: str):
    text = unit * (10_000_000 // len(unit))
    start = time.process_time()
    blocks(text)
    assert time.process_time() - start < 3


@pytest.mark.parametrize(
    "line", ["Related Articles\n\n", "Share\nFacebook\n", "a\n", "- a\n", "```\n", "> \n", "Comments\n\n"]
)
def test_many_lines_take_time_in_proportion(line: str):
    start = time.process_time()
    blocks(line * 20_000)
    assert time.process_time() - start < 5


LINES = [
    "Advertise with us",
    "READ ALSO: Bridge Falls in Storm",
    "Home | News | Sport | Contact",
    "ADVERTISEMENT",
    "Sign up to read this article",
    "Post Comment",
    "Name (required)",
    "Cancel reply",
    "Related Articles",
    "Comments",
    PROSE,
    "---",
    "title: x",
    "```",
    "# A",
    "- b",
    "> c",
    "| d |",
    "",
    " ",
    "1. e",
    "===",
]


@given(
    st.one_of(st.text(), st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=20)), max_size=20).map("\n".join))
)
def test_blocks_are_ascending_disjoint_trimmed_and_not_empty(text: str):
    end = 0
    for block in blocks(text):
        assert end <= block.start < block.end <= len(text)
        assert text[block.start : block.end].strip() == text[block.start : block.end]
        end = block.end


@given(st.lists(st.text(alphabet="ab .,\n", min_size=1), max_size=5).map("\n\n".join))
def test_the_headline_is_one_of_the_blocks(text: str):
    span = headline(text)
    assert span is None or span in [block[:2] for block in blocks(text)]
