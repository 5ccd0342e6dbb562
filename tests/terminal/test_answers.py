from __future__ import annotations

from dataclasses import replace

import pytest
from helpers.malformed_inputs import HOSTILE
from helpers.sample_answers import QUOTE, TEXT, answered, lit, passage, refused, shown

from rag.terminal import answers
from rag.terminal.sanitize import safe
from rag.types import Claim, Draft, DraftSide, Rejected
from rag.verification.citations import verify


def test_an_answer_is_shown_with_its_sources_quotes_and_confidence():
    assert shown(answers.answer(answered())) == (
        "It closed in 2024, after a long strike. [1]\n\n"
        "[1] The mine\n"
        "    mine · The Herald · 2025-06-08\n"
        "    “It closed in 2024, after a long strike.”\n\n"
        "Confidence: 91%\n"
    )


def test_a_question_that_was_understood_otherwise_than_typed_says_how():
    text = shown(answers.answer(replace(answered(), understood="When did the mine close?")))
    assert text.endswith("\n\nConfidence: 91%\nUnderstood as: When did the mine close?\n")


def test_the_note_under_a_list_is_shown_once():
    listed = replace(answered(), note="The articles name at least these.")
    for renderable in (answers.answer(listed), answers.short_answer(listed)):
        assert shown(renderable).endswith("\n\nConfidence: 91%\nThe articles name at least these.\n")
        assert shown(renderable).count("at least") == 1


@pytest.mark.parametrize(("confidence", "words"), [(0.999, "more than 99%"), (0.001, "less than 1%"), (0.345, "34%")])
def test_confidence_is_never_shown_as_certainty(confidence: float, words: str):
    assert f"Confidence: {words}\n" in shown(answers.answer(answered(confidence=confidence)))


def test_an_abstention_shows_the_closest_passages_as_no_answer():
    abstained = verify("Who?", Draft((), "extractive", 0.1), [passage()])
    text = shown(answers.answer(abstained))
    assert text.startswith(
        "The articles do not answer this question.\n\nClosest passages, which are not an answer:\n"
        "  The mine\n    mine · "
    )
    assert "  · It closed in 2024" in text
    assert "[1]" not in text
    assert text.endswith("Confidence that an answer would have been right: 10%\n")


def test_at_most_two_closest_passages_are_shown_and_none_of_an_answer_that_was_hopeless():
    near = [replace(passage(), article_id=name) for name in ("one", "two", "three")]
    text = shown(answers.answer(verify("Who?", Draft((), "extractive", 0.1), near)))
    assert ("    one · " in text, "    two · " in text, "    three · " in text) == (True, True, False)
    hopeless = verify("Who?", Draft((), "extractive", 0.009), near)
    assert shown(answers.answer(hopeless)) == (
        "The articles do not answer this question.\n\nConfidence that an answer would have been right: less than 1%\n"
    )


def test_a_first_question_with_a_pronoun_is_told_that_it_refers_to_nothing():
    def remarks(question: str, **fields: str) -> list[str]:
        return answers.remarks(replace(verify(question, Draft((), "m", 0.1), [passage()]), **fields), "/why")  # type: ignore[arg-type]

    assert remarks("And when did it close?") == ["“it” refers to nothing said before. Ask again with the name."]
    assert remarks("Are they closed?") == ["“they” refers to nothing said before. Ask again with the name."]
    assert remarks("When did the mine lose its licence?") == []
    assert remarks("When did it close?", understood="When did the mine close?") == []
    assert answers.remarks(replace(answered(), question="When did it close?"), "/why") == []


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


def test_a_quote_whose_article_is_gone_is_shown_without_context():
    assert "“It closed in 2024, after a long strike.”" in shown(answers.answer(answered(), lambda _id, _sha: None))


def test_nothing_of_an_article_reaches_the_terminal_as_a_command():
    words = f"{HOSTILE} [bold]x[/bold] end."
    hostile = passage(words, words, title=HOSTILE + "[red]", source=HOSTILE, published=HOSTILE)
    for renderable in (
        answers.answer(answered(hostile)),
        answers.short_answer(answered(hostile)),
        answers.answer(answered(hostile), lambda _id, _sha: hostile.text),
        answers.answer(verify("?", Draft((), "m"), [hostile])),
    ):
        text = shown(renderable)
        assert text == safe(text), renderable
    assert "[bold]x[/bold]" in shown(answers.answer(answered(hostile)))


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
    left = replace(given, unsaid=answered().citations[:1])
    assert answers.remarks(left, "/why", show_rejected=True)[-1].startswith("Not said, although the articles do: ")
    often = replace(given, rejected=(Rejected("No.", "why", 80),))
    assert answers.remarks(often, "/why", show_rejected=True)[-1] == "Withheld: No. (why, 80 times)"


COLOURED = {"force_terminal": True, "color_system": "standard"}


def test_exact_words_are_bold_in_the_text_and_in_the_quote_and_plain_where_there_is_no_terminal():
    text = shown(answers.answer(lit()), 100, **COLOURED)
    assert text.startswith("It closed in \x1b[1m2024\x1b[0m, after a long strike. ")
    assert "“It closed in \x1b[1m2024\x1b[0m, after a long strike.”" in text
    assert shown(answers.answer(lit())) == shown(answers.answer(answered()))


def test_in_context_exact_words_stand_out_of_their_quote():
    text = shown(answers.answer(lit(), lambda _id, _sha: TEXT), 100, **COLOURED)
    assert "\x1b[1;4mIt closed in \x1b[0m\x1b[1;4;7m2024\x1b[0m\x1b[1;4m, after a long strike.\x1b[0m" in text
    assert "**It closed in 2024, after a long strike.**" in shown(answers.answer(lit(), lambda _id, _sha: TEXT))


def test_an_abstention_shows_what_is_nearest_as_no_answer_in_place_of_passages():
    assert shown(answers.answer(refused())) == (
        "The articles do not say when it was sold. Nearest: It closed in 2024, after a long strike. [1]\n\n"
        "Nearest, but no answer:\n"
        "[1] The mine\n"
        "    mine · The Herald · 2025-06-08\n"
        "    “It closed in 2024, after a long strike.”\n\n"
        "Confidence that an answer would have been right: 10%\n"
    )
    short = shown(answers.short_answer(refused()))
    assert "\n\nNearest, but no answer:\n[1] The mine\n    mine · The Herald · 2025-06-08\n\nConfidence that" in short
    assert "“" not in short


def test_the_shortest_answer_is_the_exact_words_else_the_first_claim_else_the_refusal():
    two = Claim(QUOTE, ("1.1",)), Claim("After a long strike it closed.", ("1.1",))
    assert (
        answers.shortest_answer(
            lit("after a\nlong strike", passage(TEXT.replace("a long", "a\nlong"), QUOTE.replace("a long", "a\nlong")))
        )
        == "after a long strike"
    )
    assert answers.shortest_answer(verify("When?", Draft(two, "m"), [passage()])) == QUOTE
    assert answers.shortest_answer(refused()) == (
        "The articles do not say when it was sold. Nearest: It closed in 2024, after a long strike."
    )


def test_what_is_nearest_or_lit_reaches_the_terminal_as_text():
    words = f"{HOSTILE} [bold]x[/bold] end."
    hostile = passage(words, words, title=HOSTILE, source=HOSTILE, published=HOSTILE)
    for renderable in (
        answers.answer(refused(hostile)),
        answers.short_answer(refused(hostile)),
        answers.answer(lit(words, hostile)),
        answers.answer(lit("[bold]", hostile), lambda _id, _sha: hostile.text),
        answers.shortest_answer(lit(words, hostile)),
    ):
        assert shown(renderable) == safe(shown(renderable)), renderable


def test_where_articles_disagree_each_value_is_shown_with_its_outlets_and_days():
    other = replace(passage(TEXT.replace("2024", "2023"), QUOTE.replace("2024", "2023")), article_id="b", source="Wire")
    claims = (Claim(QUOTE, ("1.1",)), Claim(other.sentences[0].text, ("2.1",)))
    sides = (DraftSide("2024", ("1.1",)), DraftSide("2023", ("2.1",)))
    given = verify("When?", Draft(claims, "extractive", 0.9, sides=sides), [passage(), other])
    relayed = replace(given.citations[1], speaker="Bloomberg", relayed=True)
    told = "The articles disagree:\n  2024: The Herald, 2025-06-08 [1]\n"
    told += "  2023: Bloomberg, in Wire, 2025-06-08 [2]\n\n[1] The"
    for renderable in (answers.answer, answers.short_answer):
        assert told in shown(renderable(replace(given, citations=(given.citations[0], relayed))))


def test_whoever_speaks_is_named_in_brackets_behind_the_quote_unless_it_names_them():
    (cited,) = answered().citations
    spoken = replace(answered(), citations=(replace(cited, speaker="Ida Holm"),))
    assert "    “It closed in 2024, after a long strike.” [Ida Holm]\n" in shown(answers.answer(spoken))
    assert "mine · The Herald · 2025-06-08 · said by Ida Holm\n" in shown(answers.short_answer(spoken))
    named = replace(answered(), citations=(replace(cited, speaker="closed"),))
    assert "[closed]" not in shown(answers.answer(named))
