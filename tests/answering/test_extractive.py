from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answering import extractive
from rag.answering.extractive import Models
from rag.types import Draft, Passage, Sentence
from rag.verification.citations import ABSTENTION


def draft(question: str, passages: Sequence[Passage]) -> Draft:
    return extractive.draft(question, passages, Models(lambda *_: passages[0].dense, lambda _, seen: tuple(seen)))


def passage(article_id: str, *scored: tuple[str, float], sure: float = 0.8) -> Passage:
    sentences, at = [], 0
    for text, score in scored:
        sentences.append(Sentence(at, at + len(text), text, sure, sure, score=score))
        at += len(text) + 1
    text = " ".join(text for text, _ in scored)
    return Passage(
        article_id, "0" * 64, 0, len(text), text, 1.0, "T", sentences=tuple(sentences), dense=sure, lexical=sure
    )


def test_the_best_sentence_comes_first_and_is_quoted_with_its_key():
    found = draft("who?", [passage("a", ("Rain fell.", 0.9), ("Meta may invest $10 billion.", 2.0))])
    assert [(c.text, c.keys) for c in found.claims] == [("Meta may invest $10 billion.", ("1.2",))]


def test_sentences_that_score_nearly_as_well_are_quoted_too_up_to_three():
    found = draft("who?", [passage("a", *[(f"Fact {n} stands here.", 2.0 - n / 1000) for n in range(5)])])
    assert [c.keys for c in found.claims] == [("1.1",), ("1.2",), ("1.3",)]


def test_copies_in_two_articles_are_said_once_with_both_citations():
    one = passage("a", ("GRAVEN, May 3 (Nordpress) - The deal of Graven Steel could exceed $10 billion.", 2.0))
    other = passage("b", ("The deal of Graven Steel could exceed $10bn.", 1.9))
    (claim,) = draft("who?", [one, other]).claims
    assert (claim.text, claim.keys) == ("The deal of Graven Steel could exceed $10bn.", ("1.1", "2.1"))


def test_near_equal_sentences_are_claims_of_their_own():
    one = passage("a", ("The deal could exceed $10 billion, one of the largest.", 2.0))
    other = passage("b", ("The investment could exceed $10 billion, one of the largest ever.", 1.9))
    assert [c.keys for c in draft("who?", [one, other]).claims] == [("1.1",), ("2.1",)]


def test_the_same_words_without_a_name_are_one_claim_only_within_one_story():
    told = ("The company will cut 400 jobs.", 2.0)
    one, other = passage("a", told), passage("b", told)
    assert [c.keys for c in draft("who?", [one, other]).claims] == [("1.1", "2.1")]
    elsewhere = replace(other, title="Other news")
    assert [c.keys for c in draft("who?", [one, elsewhere]).claims] == [("1.1",), ("2.1",)]
    named = ("Graven Steel is based in Holte.", 0.1)
    copies = [passage("a", told, named), replace(passage("b", told, named), title="Other news")]
    assert [c.keys for c in draft("who?", copies).claims] == [("1.1", "2.1")]


def test_copies_that_mean_another_monday_are_claims_of_their_own():
    told = ("Graven Steel fell 4 percent on Monday.", 2.0)
    one, soon, later = (
        replace(passage(name, told), published=day)
        for name, day in (("a", "2025-06-02"), ("b", "2025-06-04"), ("c", "2025-06-09"))
    )
    assert [c.keys for c in draft("who?", [one, soon, later]).claims] == [("1.1", "2.1"), ("3.1",)]
    dated = [
        replace(passage(name, ("Graven Steel fell 4 percent on 2 June 2025.", 2.0)), published=day)
        for name, day in (("a", "2025-06-02"), ("b", "2025-07-09"))
    ]
    assert [c.keys for c in draft("who?", dated).claims] == [("1.1", "2.1")]


def test_a_question_for_several_things_gets_more_than_three_if_the_sentences_are_alike():
    ports = [
        f"The port of {name} will get new cranes." for name in ("Graven", "Holte", "Lindau", "Karlsund", "Ostrava")
    ]
    found = [passage(f"a{n}", (port, 2.0)) for n, port in enumerate(ports)]
    assert [c.text for c in draft("Which ports will get new cranes?", found).claims] == ports
    assert len(draft("What will the port of Graven get?", found).claims) == 3
    others = [passage(f"a{n}", (f"{port} {'really ' * n}", 2.0)) for n, port in enumerate(ports)]
    assert len(draft("Which ports will get new cranes?", others).claims) == 3


def test_low_confidence_gives_no_claims_but_says_how_low():
    found = draft("who?", [passage("a", ("Rain fell.", 0.2), sure=0.05)])
    assert found.claims == ()
    assert found.confidence is not None
    assert 0 <= found.confidence < 0.1


def test_no_passages_is_an_abstention():
    assert draft("who?", []).claims == ()


def test_equal_scores_are_ordered_by_article_and_place():
    found = draft("who?", [passage("b", ("Beta is second.", 2.0)), passage("a", ("Alpha is first.", 2.0))])
    assert [c.text for c in found.claims] == ["Alpha is first.", "Beta is second."]


def test_the_neighbour_of_the_best_sentence_is_quoted_before_an_equal_one_elsewhere():
    best = passage("a", ("Meta may invest $10 billion.", 2.0), ("The talks go on.", 1.75))
    found = draft(
        "who?",
        [best, passage("b", ("Rain fell over Bergen.", 1.75), ("Snow fell.", 0.1)), passage("c", ("Ice came.", 1.74))],
    )
    assert [c.keys for c in found.claims] == [("1.1",), ("1.2",), ("2.1",)]


def test_a_long_sentence_must_be_worth_its_length():
    long = " ".join(f"word{n}" for n in range(60)) + "."
    found = draft(
        "who?",
        [
            passage("a", ("Meta may invest $10 billion.", 2.0)),
            passage("b", (long, 1.8)),
            passage("c", ("Short one.", 1.8)),
        ],
    )
    assert [c.text for c in found.claims] == ["Meta may invest $10 billion.", "Short one."]


def test_a_sentence_that_asks_is_no_answer_however_near_it_is_to_the_question():
    asking = passage(
        "a", ("Who invests in Meta?", 3.0), ("“Who invests in Meta?”", 2.9), ("谁投资了？", 2.8), ("Anna invests.", 2.0)
    )
    assert [(c.text, c.keys) for c in draft("who?", [asking]).claims] == [("Anna invests.", ("1.4",))]
    alone = passage("a", ("Who invests in Meta?", 3.0))
    assert draft("who?", [alone]) == Draft((), "extractive", 0.0, refusal=ABSTENTION)


def test_what_an_article_repeats_to_the_letter_is_cited_once_and_in_another_article_again():
    flood = passage("a", *[("Anna invests ten euros.", 2.0)] * 20)
    found = draft("who?", [flood, passage("b", ("Anna invests ten euros.", 1.9))])
    assert [c.keys for c in found.claims] == [("1.1", "2.1")]


def test_a_passage_of_keywords_makes_no_question_answerable():
    heap = passage("a", ("scale invest billion tungsten boiling point president bolivia revenue celsius " * 3, 3.0))
    assert draft("Who is president?", [heap]) == Draft((), "extractive", 0.0, refusal=ABSTENTION)


def test_a_lead_in_without_its_list_is_no_answer():
    leading = passage("a", ("Elected to the council were:", 3.0), ("Wahl:**", 2.9), ("Anna was elected.", 2.0))
    assert [c.keys for c in draft("who was elected?", [leading]).claims] == [("1.3",)]


def test_of_a_table_the_header_and_the_rows_that_are_asked_for_are_said():
    table = "| Ort | Schulden |\n|---|---|\n| Wald | 12 Mio. |\n| Au | 7 Mio. |\n| Ried | 3 Mio. |\n| Moos | 1 Mio. |"
    (claim,) = draft("Wie hoch sind die Schulden von Au?", [passage("a", (table.replace("\n", " \n\n"), 2.0))]).claims
    assert (claim.text, claim.keys) == ("| Ort | Schulden |\n| Au | 7 Mio. |", ("1.1",))
    (claim,) = draft("Wer hat Schulden?", [passage("a", (table, 2.0))]).claims
    assert claim.text == table


def test_an_abstention_names_the_nearest_sentence_if_that_is_about_what_is_asked():
    about = passage("a", ("Meta is led by Mark.", 0.4), sure=0.36)
    found = draft("Who is the CFO of Meta?", [replace(about, dense=0.1)])
    assert (found.claims, found.nearest, found.refusal) == (
        (),
        ("1.1",),
        "The articles do not say who the CFO of Meta is.",
    )
    assert draft("Who is the CFO of Nvidia?", [replace(about, dense=0.1)]).nearest == ()


def test_what_somebody_said_is_answered_with_a_sentence_of_theirs_if_that_ranks_nearly_as_high():
    told = passage(
        "a",
        ("The fog over the harbour of Graven lasted four days.", 2.0),
        ('"You could not see your own hand," said Vera Holm, the harbour master.', 1.7),
        ("Olaf Brandt said that the fog was a warning.", 1.9),
    )
    for question, first in (
        ("What did Vera Holm say about the fog?", "1.2"),
        ("What did the harbour master say about the fog?", "1.2"),
        ("What did Olaf Brandt say about the fog?", "1.3"),
        ("How long did the fog last that Vera Holm spoke about?", "1.1"),
    ):
        assert draft(question, [told]).claims[0].keys == (first,), question
    assert not draft("What did the mayor say about the fog?", [told]).claims


def test_a_sentence_of_the_speaker_on_something_else_is_not_put_first_and_nobody_elses_is_quoted():
    told = passage("a", ("The fog over the harbour of Graven lasted four days.", 2.0), ("Vera Holm said hello.", 0.6))
    found = draft("What did Vera Holm say about the fog?", [told])
    assert found.claims == ()


def test_beside_what_somebody_said_nobody_else_is_quoted():
    told = passage("a", ("Vera Holm said that it was dark.", 2.0), ("Olaf Brandt said that it was cold.", 1.95))
    assert [claim.keys for claim in draft("What did Vera Holm say?", [told]).claims] == [("1.1",)]


def test_of_a_yes_no_question_the_sentence_that_speaks_of_what_is_asked_comes_first():
    move = ("Workers over 58 were offered a transfer to the Kirby plant.", 2.0)
    opens = ("It opens in September and will employ 500 people.", 1.95)
    asked = "Has Halden opened the plant at Kirby?"
    assert draft(asked, [passage("a", move, opens)]).claims[0].text == opens[0]
    assert draft(asked, [passage("a", move, (opens[0], 1.8))]).claims[0].text == move[0]
    assert draft(asked, [passage("a", move), passage("b", opens)]).claims[0].text == move[0]
    assert draft("Where is the plant at Kirby opened?", [passage("a", move, opens)]).claims[0].text == move[0]


def test_a_denial_comes_before_a_sentence_that_speaks_of_it():
    opens = ("Halden will open the plant at Kirby in September.", 2.0)
    denial = ("The plant at Kirby has not opened.", 1.7)
    claims = draft("Has the plant at Kirby opened?", [passage("a", opens, denial)]).claims
    assert claims[0].text == denial[0]


def test_a_list_is_marked_as_one_but_for_one_that_there_is_not():
    cranes = passage("a", ("The ports of Graven and Holte will get cranes.", 2.0))
    assert draft("Which ports will get cranes?", [cranes]).lists
    assert not draft("When will the ports get cranes?", [cranes]).lists
    assert not draft("Which ports will get cranes?", [passage("a", ("None of the ports will get cranes.", 2.0))]).lists


def test_a_sentence_about_another_office_body_year_or_model_is_refused_and_one_about_the_right_one_opens():
    ceo, other = (
        ("Tansy's chief executive, Noor Haddix, will stay.", 2.0),
        ("Brightwater's chief executive is Leo Quist.", 1.9),
    )
    question = "Who is the chief executive of Brightwater?"
    assert draft(question, [passage("a", ceo, other)]).claims[0].keys == ("1.2",)
    refused = draft(question, [passage("a", ceo)])
    assert not refused.claims
    assert refused.confidence is not None
    assert refused.confidence < 0.1


def test_nobody_and_none_answer_alone():
    told = passage(
        "a",
        ("Tansy has three factories, in Orne, Walden and Ansel.", 2.0),
        ("None of them will be closed, Quist said.", 1.3),
    )
    assert [c.keys for c in draft("Which of the three Tansy factories will be closed?", [told]).claims] == [("1.2",)]


def test_the_verb_and_the_reason_asked_for_outweigh_the_names():
    told = passage(
        "a",
        ("In 1966 Margit Sandoval joined the office of Anton Rybak.", 2.0),
        ("She left when he entered one of her designs for a prize.", 1.8),
        ("It grew because libraries were wanted.", 1.85),
    )
    for question, first in (
        ("Why did Margit Sandoval leave the office of Anton Rybak?", "1.2"),
        ("Why is the office of Anton Rybak large?", "1.3"),
        ("When did Margit Sandoval join the office?", "1.1"),
    ):
        assert draft(question, [told]).claims[0].keys == (first,), question


def test_a_correction_is_quoted_instead_of_what_was_wrong():
    told = passage(
        "a",
        ("Our explainer on the road charge said that there would be 46 cameras.", 2.0),
        ("The number is 48.", 0.5),
    )
    question = "How many cameras will there be for the road charge?"
    corrected = replace(told, title="Corrections and clarifications")
    assert [c.text for c in draft(question, [corrected]).claims] == ["The number is 48."]
    assert draft(question, [told]).claims[0].keys == ("1.1",)
