from __future__ import annotations

import io
from dataclasses import replace

import pytest
from helpers.malformed_inputs import HOSTILE
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console, RenderableType

from rag.storage.records import Entry
from rag.terminal import answers
from rag.terminal.articles import articles, counts, outcome, verdicts
from rag.terminal.console import ENDLESS
from rag.terminal.sanitize import safe
from rag.text.context import BESIDE, context
from rag.types import Answer, Claim, Draft, Outcome, Passage, Rejected, Sentence, Verdict
from rag.verification.citations import verify

TEXT = (
    "Copper\n\nThe mine opened in 1911. It closed in 2024, after a long strike. Nobody was hurt.\n\nThe town lives on."
)
QUOTE = "It closed in 2024, after a long strike."


def passage(text: str = TEXT, quote: str = QUOTE, **fields: str) -> Passage:
    start = text.index(quote)
    sentence = Sentence(start, start + len(quote), quote)
    origin = {"title": "The mine", "source": "The Herald", "published": "2025-06-08"} | fields
    return Passage("mine", "0" * 64, 0, len(text), text, 1.0, sentences=(sentence,), **origin)  # type: ignore[arg-type]


def answered(given: Passage | None = None, confidence: float | None = 0.91) -> Answer:
    quoted = given or passage()
    return verify("When?", Draft((Claim(quoted.sentences[0].text, ("1.1",)),), "extractive", confidence), [quoted])


def shown(renderable: RenderableType, width: int = ENDLESS, **options: object) -> str:
    console = Console(file=io.StringIO(), width=width, markup=False, emoji=False, highlight=False, **options)  # type: ignore[arg-type]
    console.print(renderable)
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_an_answer_is_shown_with_its_sources_quotes_and_confidence():
    assert shown(answers.answer(answered())) == (
        "It closed in 2024, after a long strike. [1]\n\n"
        "[1] The mine · The Herald · 2025-06-08\n"
        "    “It closed in 2024, after a long strike.”\n\n"
        "Confidence: 91%\n"
    )


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


def test_a_question_that_was_understood_otherwise_than_typed_says_how():
    text = shown(answers.answer(replace(answered(), understood="When did the mine close?")))
    assert text.endswith("\n\nConfidence: 91%\nUnderstood as: When did the mine close?\n")


@pytest.mark.parametrize(("confidence", "words"), [(0.999, "more than 99%"), (0.001, "less than 1%"), (0.345, "34%")])
def test_confidence_is_never_shown_as_certainty(confidence: float, words: str):
    assert f"Confidence: {words}\n" in shown(answers.answer(answered(confidence=confidence)))


def test_an_abstention_shows_the_closest_passages_as_no_answer():
    abstained = verify("Who?", Draft((), "extractive", 0.1), [passage()])
    text = shown(answers.answer(abstained))
    assert text.startswith(
        "The articles do not answer this question.\n\nClosest passages, which are not an answer:\n  The mine · "
    )
    assert "  · It closed in 2024" in text
    assert "[1]" not in text
    assert text.endswith("Confidence that an answer would have been right: 10%\n")


def test_closest_passages_are_cut_after_about_two_lines():
    long = passage("It closed in 2024, after a long strike. " + "And so on it went. " * 100)
    lines = shown(answers.answer(verify("Who?", Draft((), "m", 0.1), [long])), width=60).splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("  · "))
    assert [bool(line.strip()) for line in lines[at : at + 3]] == [True, True, False]
    assert lines[at + 1].endswith("…")


def test_an_abstention_without_passages_says_only_that():
    assert shown(answers.answer(verify("Who?", Draft((), "m"), []))) == "The articles do not answer this question.\n"


def test_in_context_a_quote_stands_marked_within_its_paragraph():
    text = shown(answers.answer(answered(), lambda _id, _sha: TEXT))
    assert "    The mine opened in 1911. **It closed in 2024, after a long strike.** Nobody was hurt.\n" in text
    assert "The town lives on" not in text


def test_on_a_terminal_the_quote_is_underlined_instead():
    text = shown(
        answers.answer(answered(), lambda _id, _sha: TEXT), width=200, force_terminal=True, color_system="standard"
    )
    assert "\x1b[1;4mIt closed in 2024, after a long strike.\x1b[0m" in text
    assert "**" not in text


def test_a_quote_whose_article_is_gone_is_shown_without_context():
    assert "“It closed in 2024, after a long strike.”" in shown(answers.answer(answered(), lambda _id, _sha: None))


def test_the_document_with_contexts_is_the_answers_with_one_more_field():
    document = answers.with_contexts(answered(), lambda _id, _sha: TEXT)
    assert (
        document["citations"][0].pop("context")
        == "The mine opened in 1911. It closed in 2024, after a long strike. Nobody was hurt."
    )
    assert document == answered().to_dict()
    assert answers.with_contexts(answered(), lambda _id, _sha: None)["citations"][0]["context"] is None


@given(st.text(), st.data())
def test_a_context_holds_the_quote_as_the_article_has_it(text: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert context(text, start, end).quote == text[start:end]


def test_a_very_long_paragraph_is_cut_at_words_on_both_sides():
    text = "before " * 500 + QUOTE + " after" * 500
    before, quote, after = context(text, 3500, 3500 + len(QUOTE))
    assert quote == QUOTE
    assert before.startswith("…before ")
    assert after.endswith(" after…")
    assert len(before) + len(after) < 2 * BESIDE


def test_a_quote_that_has_quotation_marks_gets_no_others():
    quoted = passage("“The mine is closed,” he said. “For good.”", "“The mine is closed,” he said. “For good.”")
    assert "    “The mine is closed,” he said. “For good.”\n" in shown(answers.answer(answered(quoted)))


@pytest.mark.parametrize("width", [24, 40, 80])
def test_no_line_is_wider_than_the_terminal_and_none_is_filled_up(width: int):
    wide = passage(title="上海市の非常に長い題名 " * 4, source="http://example.com/" + "x" * 60)
    for line in shown(answers.answer(answered(wide)), width=width).splitlines():
        assert Console(width=width).measure(line).maximum <= width
        assert line == line.rstrip()


def test_nothing_of_an_article_reaches_the_terminal_as_a_command():
    words = f"{HOSTILE} [bold]x[/bold] end."
    hostile = passage(words, words, title=HOSTILE + "[red]", source=HOSTILE, published=HOSTILE)
    entry = Entry(HOSTILE, HOSTILE, HOSTILE, None, HOSTILE, None, "", "", 1, "", 1, HOSTILE)
    for renderable in (
        answers.answer(answered(hostile)),
        answers.short_answer(answered(hostile)),
        answers.answer(answered(hostile), lambda _id, _sha: hostile.text),
        answers.answer(verify("?", Draft((), "m"), [hostile])),
        articles([entry], 200),
        articles([entry], 40),
        outcome(Outcome("failed", HOSTILE, HOSTILE, HOSTILE)),
        outcome(Outcome("duplicate", HOSTILE, HOSTILE, HOSTILE)),
        verdicts([Verdict(1, HOSTILE, "broken", HOSTILE)]),
    ):
        text = shown(renderable or "")
        assert text == safe(text), renderable
    assert "[bold]x[/bold]" in shown(answers.answer(answered(hostile)))


ENTRIES = [
    Entry(
        "one",
        "The mine",
        "The Herald",
        None,
        "2025-06-08",
        None,
        "/one.txt",
        "0" * 64,
        1234,
        "2025-06-09T00:00:00+00:00",
        1,
        None,
    ),
    Entry("two", "The mine", None, None, None, None, "/two.txt", "0" * 64, 1234, "2025-06-09T00:00:00+00:00", 1, "one"),
]


def test_the_list_of_articles_is_a_table_where_there_is_room():
    lines = [line.split() for line in shown(articles(ENTRIES, 100), width=100).splitlines()]
    assert lines[0] == ["id", "title", "outlet", "date", "characters"]
    assert lines[1] == ["one", "The", "mine", "The", "Herald", "2025-06-08", "1,234"]
    assert "(same text as one)" in " ".join(lines[2])


def test_on_a_narrow_terminal_it_is_a_list_and_no_id_is_cut():
    entry = replace(ENTRIES[0], id="a-very-long-id-" * 5)
    text = shown(articles([entry], 40), width=40)
    assert text.replace("\n", "").startswith(entry.id)
    assert "    The mine · The Herald · 2025-06-08" in text


@pytest.mark.parametrize(
    ("done", "line"),
    [
        (Outcome("failed", "a", "/x/a.txt", "a.txt is empty."), "failed     a.txt is empty.\n"),
        (Outcome("failed", "a", "/x/a.txt", "It is empty."), "failed     /x/a.txt: It is empty.\n"),
        (
            Outcome("failed", "a", "/x/a.jsonl:3", "Line 3 of /x/a.jsonl is not JSON."),
            "failed     Line 3 of /x/a.jsonl is not JSON.\n",
        ),
        (Outcome("failed", "stdin", "-", "Standard input is empty."), "failed     Standard input is empty.\n"),
        (
            Outcome("duplicate", "a", "/x/a.txt", "b"),
            "duplicate  a has the same text as b, which is asked in its place.\n",
        ),
        (Outcome("gone", "a", "/x/a.txt"), "gone       a is still in the library, but its file is gone: /x/a.txt\n"),
        (Outcome("removed", "a", "/x/a.txt"), "removed    a is out of the library: its file is gone: /x/a.txt\n"),
    ],
)
def test_an_outcome_that_somebody_should_know_of_has_a_line(done: Outcome, line: str):
    assert shown(outcome(done) or "") == line


@pytest.mark.parametrize("status", ["added", "updated", "unchanged"])
def test_an_outcome_that_is_as_it_should_be_has_none(status: str):
    assert outcome(Outcome(status, "a", "/x/a.txt")) is None  # type: ignore[arg-type]


def test_counts_are_in_words_with_the_failures_last():
    assert counts(["failed", "added", "unchanged", "added"], "nothing") == "2 added, 1 unchanged, 1 failed"
    assert counts([], "nothing") == "nothing"


def test_what_is_remarked_beside_an_answer_is_one_line_each():
    given = replace(
        answered(), fallback="It\x1b[2J failed.", incomplete="Cut.", left_out=1, rejected=(Rejected("No.", "why"),)
    )
    assert answers.remarks(answered(), "--show-rejected") == []
    assert answers.remarks(given, "--show-rejected") == [
        "Answered offline, with quotes: It\N{REPLACEMENT CHARACTER}[2J failed.",
        "The answer may be incomplete: Cut.",
        "1 passage did not fit into the model's context window. RAG_CONTEXT_TOKENS sets it.",
        "1 claim withheld; --show-rejected shows what and why.",
    ]
    assert answers.remarks(given, "/why", show_rejected=True)[-1] == "Withheld: No. (why)"
