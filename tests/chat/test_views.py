from __future__ import annotations

import re
from dataclasses import replace

import pytest
from helpers.chat_lines import console
from helpers.malformed_inputs import HOSTILE
from helpers.sample_answers import shown
from hypothesis import given
from hypothesis import strategies as st

from rag.chat import views
from rag.storage.records import Entry
from rag.terminal.sanitize import safe
from rag.terminal.widgets import shortened
from rag.text.context import beginning, ending
from rag.types import Answer, Article, Claim, Draft, Passage, Sentence, Span
from rag.verification.citations import verify

QUOTE = "It closed in 2024."
TEXT = f"The mine\n\nFirst it opened. {QUOTE} Nobody was hurt.\n\nThe town lives on.\n\nThe end is far away."
ENTRY = Entry("one", "The mine", "The Herald", None, "2025-06-08", None, "", "", 1, "2025-07-01", 1, None)


def answered(text: str = TEXT, quote: str = QUOTE, title: str = "The mine", claim: str | None = None) -> Answer:
    start = text.index(quote)
    sentence = Sentence(start, start + len(quote), quote)
    passage = Passage(
        "one", "0" * 64, 0, len(text), text, 1.5, title, "The Herald", "2025-06-08", (sentence,), 0.5, 0.25, 0.125
    )
    claims = (Claim(quote, ("1.1",)), *([Claim(claim, ("1.1",))] if claim else []))
    return verify("When?", Draft(claims, "extractive", 0.9), [passage], {"total": 1.234}, "When did the mine close?")


def test_the_greeting_says_how_many_who_answers_and_what_is_new():
    older, undated = (
        replace(ENTRY, id="b", title="Older", published="2024-01-01"),
        replace(ENTRY, id="c", title="Undated", published=None),
    )
    copy = replace(ENTRY, id="d", duplicate_of="one")
    assert shown(views.greeting([undated, older, ENTRY, copy], "some:model")) == (
        "4 articles · some:model · /help for help, Ctrl-D to leave\n"
        "  The mine · The Herald · 2025-06-08\n  Older · The Herald · 2024-01-01\n  Undated · The Herald\n\n"
    )


@pytest.mark.parametrize("width", [24, 40, 80, 100])
def test_nothing_is_wider_than_the_terminal(width: int):
    wide = replace(ENTRY, title="上海市的铜矿公司宣布" * 20)
    given = answered(TEXT + "上海市" * 400, title="上海市的铜矿公司宣布" * 20, claim="It closed in 1999.")
    article = Article("one", TEXT + "上海市" * 400, "T", url="https://example.com/" + "x" * 100)
    for renderable in (
        views.greeting([wide], "m" * 50),
        views.help_lines([("/save FILE.md", "does " * 20)], width),
        views.opened(given.citations[0], article, None),
        views.reasons(given, "only " + "x" * 60),
    ):
        for line in shown(renderable, width).splitlines():
            assert console(width).measure(line).maximum <= width
            assert line == line.rstrip()


def test_nothing_of_an_article_is_obeyed_by_the_terminal():
    text = f"{HOSTILE} before. {QUOTE} {HOSTILE} [bold]x[/bold]"
    hostile = answered(text, title=HOSTILE, claim=f"No {HOSTILE} 1999.")
    entry = replace(ENTRY, title=HOSTILE, source=HOSTILE, published=HOSTILE)
    for renderable in (
        views.greeting([entry], HOSTILE),
        views.opened(hostile.citations[0], Article(HOSTILE, text, HOSTILE, url=HOSTILE), HOSTILE),
        views.opened(hostile.citations[0], None, None),
        views.reasons(hostile, HOSTILE),
    ):
        assert shown(renderable) == safe(shown(renderable))


@given(
    st.lists(
        st.sampled_from(
            [QUOTE, "A short line.", "Some text that goes on for a while, as texts do. And more.", "上海市" * 300]
        ),
        max_size=8,
    )
)
def test_the_marked_parts_of_a_window_are_the_quote(paragraphs: list[str]):
    text = "\n\n".join([*paragraphs, f"It ends here, in the middle. {QUOTE} Then it goes on."])
    start = text.rindex(QUOTE)
    assert "".join(part.context.quote for part in views.window(text, start, start + len(QUOTE))) == QUOTE


def test_a_window_has_a_paragraph_on_either_side_and_no_promotion():
    parts = [part.context for part in views.window(TEXT, TEXT.index(QUOTE), TEXT.index(QUOTE) + len(QUOTE))]
    assert ["".join(part) for part in parts] == [
        "The mine",
        f"First it opened. {QUOTE} Nobody was hurt.",
        "The town lives on.",
    ]
    assert [part.quote for part in parts] == ["", QUOTE, ""]


def test_a_quote_across_two_paragraphs_is_marked_in_both():
    start, end = TEXT.index("Nobody"), TEXT.index("lives on")
    assert [part.context.quote for part in views.window(TEXT, start, end)] == ["", "Nobody was hurt.", "The town ", ""]


def test_a_quote_outside_what_counts_as_the_article_is_still_shown():
    assert "".join(part.context.quote for part in views.window("```\ncode here\n```\n", 4, 8)) == "code"


def test_the_reasons_of_an_answer():
    text = shown(views.reasons(answered(claim="It closed in 1999."), "since 2025-01-01"))
    assert text.startswith(
        "Asked: When?\nUnderstood as: When did the mine close?\nSearched: since 2025-01-01\n"
        "Answered by: extractive, in 1.23 s\n"
        "Confidence: 90%\nWithheld:\n  It closed in 1999. (the number 1999 is in no cited sentence)\n\n"
        "Passages, best first:\n"
        " 1. score 1.50 · meaning 0.50 · words 0.25 · title 0.12 · [1]\n"
        "    one · The mine\n    It closed in 2024. Nobody was hurt."
    )


def test_reasons_say_nothing_of_what_did_not_happen_and_a_title_once():
    given = answered()
    text = shown(views.reasons(replace(given, understood=None, rejected=(), passages=given.passages * 3), ""))
    assert "Understood" not in text
    assert "Withheld" not in text
    assert text.count("The mine") == 1
    assert text.count("\n    one") == 3


def test_reasons_name_what_a_model_left_out():
    given = answered()
    assert f"Not said, although the articles do:\n  {QUOTE}" in shown(
        views.reasons(replace(given, unsaid=given.citations), "")
    )


def test_reasons_without_passages_or_confidence():
    text = shown(views.reasons(verify("When?", Draft((), "some:model"), []), ""))
    assert "Confidence: none is known" in text
    assert text.endswith("No passage was found.\n")


def test_without_styles_a_quote_is_set_off_by_signs_and_with_them_by_a_line():
    article = Article("one", TEXT, "T")
    assert f"**{QUOTE}**" in shown(views.opened(answered().citations[0], article, article.sha256))
    coloured = shown(
        views.opened(answered().citations[0], article, article.sha256),
        100,
        force_terminal=True,
        color_system="standard",
    )
    assert f"\x1b[1;4m{QUOTE}\x1b[0m" in coloured


def test_long_texts_are_cut_at_words_and_chinese_ones_anywhere():
    assert beginning("many words here", 8) == "many…"
    assert ending("many words here", 8) == "…here"
    assert beginning("上海市的铜矿公司", 4) == "上海市的…"
    assert shortened("上海市的铜矿公司", 8) == "上海市…"
    assert shortened("short", 8) == "short"


def test_in_an_opened_quote_the_exact_words_stand_out_also_where_a_paragraph_ends_in_them():
    cited = answered().citations[0]
    article = Article("one", TEXT, "T")
    options = {"force_terminal": True, "color_system": "standard"}

    def lit(start: int, end: int, words: Span) -> list[str]:
        citation = replace(cited, start=start, end=end, quote=TEXT[start:end], answer=words)
        text = shown(views.opened(citation, article, article.sha256), 100, **options)
        return re.findall(r"\x1b\[1;4;7m(.*?)\x1b", text)

    start = TEXT.index(QUOTE)
    assert lit(start, start + len(QUOTE), Span(13, 17)) == ["2024"]
    start, end = TEXT.index("Nobody"), TEXT.index("lives on")
    assert lit(start, end, Span(11, end - start - 1)) == ["hurt.", "The town"]
    gone = shown(views.opened(replace(cited, answer=Span(13, 17)), None, None), 100, **options)
    assert "“It closed in \x1b[1m2024\x1b[0m.”" in gone


def test_the_reasons_of_an_abstention_say_which_passage_has_what_is_nearest():
    near = verify("Who?", Draft((), "m", 0.1, nearest=("1.1",)), answered().passages)
    assert "title 0.12 · nearest [1]\n" in shown(views.reasons(near, ""))
