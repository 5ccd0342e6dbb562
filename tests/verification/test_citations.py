from __future__ import annotations

import re
from dataclasses import replace

import pytest
from helpers.claim_pairs import unfounded
from hypothesis import given
from hypothesis import strategies as st

from rag.text.characters import without_invisible
from rag.text.chunking import chunk_article
from rag.types import Answer, Article, Claim, Draft, DraftSide, Passage, Rejected, Sentence, Side, Span
from rag.verification.citations import ABSTENTION, issue_keys, verify

TEXT = "Meta may invest $10 billion. Scale AI was founded in 2016."


def passage(text: str = TEXT, article_id: str = "a", start: int = 0) -> Passage:
    cut = text.index(". ") + 1
    sentences = (
        Sentence(start, start + cut, text[:cut]),
        Sentence(start + cut + 1, start + len(text), text[cut + 1 :]),
    )
    return Passage(
        article_id, "0" * 64, start, start + len(text), text, 1.0, "A title", "Finway", "2025-06-08", sentences
    )


def answer(*claims: Claim, passages: tuple[Passage, ...] = (passage(),)) -> Answer:
    return verify("q?", Draft(claims, "m", 0.8), passages)


def test_keys_count_passages_and_sentences_from_one():
    assert list(issue_keys([passage(), passage(article_id="b")])) == ["1.1", "1.2", "2.1", "2.2"]


def test_a_claim_with_an_issued_key_is_shown_with_a_marker_and_its_quote():
    shown = answer(Claim("Meta may invest $10 billion.", ("1.1",)))
    assert shown.text == "Meta may invest $10 billion. [1]"
    (citation,) = shown.citations
    assert (citation.quote, citation.start, citation.end) == ("Meta may invest $10 billion.", 0, 28)
    assert [shown.text[s:e] for s, e in citation.claims] == ["Meta may invest $10 billion."]
    assert (citation.title, citation.source, citation.published) == ("A title", "Finway", "2025-06-08")


def test_a_key_that_was_never_issued_is_rejected():
    shown = answer(Claim("Meta may invest $10 billion.", ("7.1",)))
    assert shown.abstained
    assert shown.text == ABSTENTION
    assert shown.rejected[0].reason == "cites 7.1, which was never issued"


def test_a_claim_without_a_key_gets_that_of_the_sentence_that_proves_it():
    shown = answer(Claim("Scale AI was founded in 2016.", ()), Claim("Meta may invest $10 billion.", ("1.1",)))
    assert shown.text == "Scale AI was founded in 2016. [1] Meta may invest $10 billion. [2]"
    assert [(c.quote, c.attributed) for c in shown.citations] == [
        ("Scale AI was founded in 2016.", True),
        ("Meta may invest $10 billion.", False),
    ]
    assert [c["attributed"] for c in shown.to_dict()["citations"]] == [True, False]


def test_a_claim_that_cites_the_wrong_sentence_gets_the_one_that_proves_it():
    shown = answer(Claim("Scale AI was founded in 2016.", ("1.1",)), Claim("It was founded in 1999.", ("1.1",)))
    assert shown.text == "Scale AI was founded in 2016. [1]"
    assert [(c.quote, c.attributed) for c in shown.citations] == [("Scale AI was founded in 2016.", True)]
    assert [r.text for r in shown.rejected] == ["It was founded in 1999."]


def test_a_claim_that_cites_at_random_is_compared_with_the_sentence_that_it_plainly_is_made_of():
    cup = "The America's Cup is the oldest trophy in international sport. The yachts meet in autumn."
    said = Claim("The America's Cup is the oldest international sport trophy anywhere.", ("1.2",))
    (citation,) = answer(said, passages=(passage(cup),)).citations
    assert (citation.quote, citation.attributed) == (cup[:62], True)
    wrong = Claim("The America's Cup is the 3rd oldest trophy in international sport.", ("1.2",))
    assert answer(wrong, passages=(passage(cup),)).abstained


def test_a_claim_without_a_key_is_checked_as_any_other():
    shown = answer(Claim("Scale AI was founded in 2017.", ()), Claim("Bananas are yellow.", ()))
    assert shown.abstained
    assert shown.rejected == (
        Rejected("Scale AI was founded in 2017.", "the number 2017 is in no cited sentence"),
        Rejected("Bananas are yellow.", "no citation"),
    )


def test_a_sentence_that_an_author_cites_too_is_not_attributed_and_a_claim_is_shown_once():
    shown = answer(Claim("Scale AI was founded in 2016.", ()), Claim("Scale AI was founded in 2016.", ("1.2",)))
    assert shown.text == "Scale AI was founded in 2016. [1]"
    other = answer(Claim("Scale AI was founded in 2016.", ()), Claim("Scale AI was founded.", ("1.2",)))
    assert [c.attributed for c in other.citations] == [False]


def test_a_claim_that_is_withheld_is_named_once_with_its_count():
    false = Claim("Meta may invest $11 billion.", ("1.1",))
    shown = answer(false, Claim("Meta may invest $12 billion.", ("1.1",)), false, false)
    assert [(r.text, r.count) for r in shown.rejected] == [
        ("Meta may invest $11 billion.", 3),
        ("Meta may invest $12 billion.", 1),
    ]


def test_a_quote_with_one_digit_changed_is_rejected():
    shown = answer(Claim("Meta may invest $18 billion.", ("1.1",)))
    assert shown.abstained
    assert shown.rejected[0].text == "Meta may invest $18 billion."


def test_an_invented_key_beside_an_issued_one_is_left_out():
    shown = answer(Claim("Meta may invest $10 billion.", ("1.1", "1.9")))
    assert [c.marker for c in shown.citations] == [1]


def test_the_same_sentence_cited_twice_has_one_marker():
    shown = answer(
        Claim("Meta may invest $10 billion.", ("1.1",)), Claim("Meta may invest 10 billion dollars.", ("1.1",))
    )
    assert shown.text == "Meta may invest $10 billion. [1] Meta may invest 10 billion dollars. [1]"
    assert len(shown.citations[0].claims) == 2


def test_in_place_of_a_claim_that_is_not_proved_its_sentence_is_quoted_once():
    shown = answer(Claim("Meta will invest $10 billion.", ("1.1",)), Claim("Meta plans to invest.", ("1.1",)))
    assert shown.text == "Meta may invest $10 billion. [1]"
    assert [one.text for one in shown.unproved] == ["Meta will invest $10 billion.", "Meta plans to invest."]
    assert not shown.rejected


def test_what_is_not_proved_is_marked_where_it_is_asked_for():
    draft = Draft((Claim("Meta will invest $10 billion.", ("1.1",)),), "test")
    shown = verify("How much?", draft, [passage()], show_unproved=True)
    assert shown.text == "Meta will invest $10 billion. [1] (not proved)"
    assert shown.claims == ("Meta will invest $10 billion.",)


def test_what_is_said_over_and_over_is_shown_once():
    once = Claim("Meta may invest $10 billion.", ("1.1",))
    shown = answer(once, Claim("Scale AI was founded in 2016.", ("1.2",)), once, once)
    assert shown.text == "Meta may invest $10 billion. [1] Scale AI was founded in 2016. [2]"
    assert not shown.rejected


def test_a_claim_cited_from_two_articles_carries_both_markers():
    shown = answer(Claim("Meta may invest $10 billion.", ("1.1", "2.1")), passages=(passage(), passage(article_id="b")))
    assert shown.text == "Meta may invest $10 billion. [1][2]"
    assert [c.article_id for c in shown.citations] == ["a", "b"]


def passages(*texts: str) -> tuple[Passage, ...]:
    """One passage of one sentence for each text, each of an article without names around it."""
    return tuple(
        Passage(f"a{n}", "0" * 64, 0, len(text), text, 1.0, "News", sentences=(Sentence(0, len(text), text),))
        for n, text in enumerate(texts)
    )


@pytest.mark.parametrize(
    "other",
    [
        "The port of Holte will get new cranes in June.",
        "The port of Graven will get new cranes in May.",
        "The port of Graven will not get new cranes in June.",
        "The port of Graven may get new cranes in June.",
        "Fish is cheap.",
    ],
)
def test_a_key_whose_sentence_does_not_say_the_claim_is_dropped_and_counted(other: str):
    said = "The port of Graven will get new cranes in June."
    for claim in (said, "Graven's port will get new cranes in June."):
        shown = answer(Claim(claim, ("1.1", "2.1")), passages=passages(other, said))
        assert [c.quote for c in shown.citations] == [said]
        assert (shown.dropped_keys, shown.unknown_keys, shown.rejected) == (1, 0, ())
        assert shown.to_dict()["dropped_keys"] == 1


def test_a_key_of_a_sentence_with_the_roles_exchanged_is_dropped():
    shown = answer(
        Claim("A suit against Holte Mills was filed by Graven Steel.", ("1.1",)),
        Claim("Graven Steel filed a suit against Holte Mills.", ("1.1", "2.1")),
        passages=passages(
            "On Monday Graven Steel filed a suit against Holte Mills.",
            "On Monday Holte Mills filed a suit against Graven Steel.",
        ),
    )
    assert [c.article_id for c in shown.citations] == ["a0"]
    assert shown.dropped_keys == 1


def test_of_keys_that_support_a_claim_only_together_those_are_kept_that_it_needs():
    texts = (
        "Fish is cheap.",
        "Graven Steel had sales of $870 million in 2024.",
        "Coal is dear.",
        "Graven Steel was founded by Eira Moen in 1911.",
    )
    claim = Claim("Graven Steel, founded in 1911, had sales of $870 million.", ("1.1", "2.1", "3.1", "4.1"))
    shown = answer(claim, passages=passages(*texts))
    assert [c.quote for c in shown.citations] == [texts[1], texts[3]]
    assert shown.dropped_keys == 2


def test_a_claim_that_its_keys_do_not_support_is_rejected_with_all_of_them():
    shown = answer(
        Claim("Graven Steel lost $3 million.", ("1.1", "2.1")), passages=passages("Fish is cheap.", "Coal is dear.")
    )
    assert [r.reason for r in shown.rejected] == ["the number $3 million is in no cited sentence"]
    assert shown.dropped_keys == 0


FACTS = (
    "Graven Steel will close its mill in June.",
    "Graven Steel will not close its mill in June.",
    "Graven Steel may close its mill in May.",
    "Holte Mills sued Graven Steel over 3 million euros.",
    "Graven Steel sued Holte Mills over 5 million euros.",
    "Sales at Graven Steel rose 4 percent.",
    "Sales at Graven Steel fell 4 percent.",
    "Eira Moen founded Graven Steel in 1911.",
)
WORDS = sorted({word for fact in FACTS for word in fact[:-1].split()})


@given(
    st.one_of(st.sampled_from(FACTS), st.lists(st.sampled_from(WORDS), min_size=2, max_size=9).map(" ".join)),
    st.lists(st.sampled_from([f"{n}.1" for n in range(1, len(FACTS) + 1)]), min_size=1, max_size=10),
)
def test_every_citation_says_its_claim_alone_or_is_needed(claim: str, keys: list[str]):
    assert not unfounded(answer(Claim(claim, tuple(keys)), passages=passages(*FACTS)))


def test_an_articles_own_bracketed_number_does_not_pass_for_a_marker():
    text = "Meta invests [1]. Others wait [2, 3]."
    shown = answer(Claim("Meta invests [1].", ("1.1",)), passages=(passage(text),))
    assert shown.text == "Meta invests (1). [1]"
    assert shown.citations[0].quote == "Meta invests [1]."


def test_a_draft_without_claims_is_an_abstention_that_keeps_its_confidence():
    shown = answer()
    assert (shown.abstained, shown.confidence, shown.citations) == (True, 0.8, ())


def test_a_passage_cited_as_a_whole_is_cited_by_the_sentence_that_carries_the_claim():
    shown = answer(Claim("Scale AI was founded in 2016.", ("1",)), Claim("Meta may invest $18 billion.", ("1",)))
    assert [c.quote for c in shown.citations] == ["Scale AI was founded in 2016."]
    assert [r.reason for r in shown.rejected] == ["the number $18 billion is in no cited sentence"]
    assert shown.unknown_keys == 0


def test_keys_that_were_never_issued_are_counted():
    shown = answer(
        Claim("Meta may invest $10 billion.", ("1.1", "1.9", "5")), Claim("Scale AI was founded in 2016.", ("0",))
    )
    assert shown.unknown_keys == 3
    assert [r.reason for r in shown.rejected] == ["cites 0, which was never issued"]


def test_what_was_not_shown_to_the_author_cannot_be_cited():
    draft = Draft((Claim("Meta may invest $10 billion.", ("2.1",)),), "m", left_out=1)
    shown = verify("q?", draft, [passage(), passage(article_id="b")])
    assert (shown.abstained, shown.unknown_keys, shown.left_out, len(shown.passages)) == (True, 1, 1, 2)


def test_a_claim_with_a_fault_of_its_own_is_rejected_for_it():
    shown = answer(Claim("Meta may invest $10 billion.", ("1.1",), "it was cut off"))
    assert [r.reason for r in shown.rejected] == ["it was cut off"]


def test_what_is_not_complete_is_no_abstention_yet():
    shown = verify("q?", Draft((), "m", complete=False), [passage()])
    assert (shown.text, shown.abstained) == ("", False)


def test_what_is_known_of_the_draft_is_in_the_document():
    draft = Draft((), "m", usage={"input_tokens": 1}, fallback="why", incomplete="because", left_out=0)
    document = verify("q?", draft, [passage()]).to_dict()
    assert document["usage"] == {"input_tokens": 1}
    assert (document["fallback"], document["incomplete"], document["left_out"], document["unknown_keys"]) == (
        "why",
        "because",
        0,
        0,
    )
    assert answer().to_dict()["usage"] is None


odd_text = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from("\r\n\t .!?\u200b\u202e\u0301\ufeff😀é[1]“”")),
    min_size=0,
    max_size=400,
)


@given(st.lists(odd_text, max_size=12), st.sampled_from(["\n\n", "\n", " ", "\r\n"]), st.integers(40, 200))
def test_every_citation_that_can_be_built_is_cut_from_its_article(pieces: list[str], joint: str, size: int):
    article = Article("a", joint.join(pieces + pieces[:2]).replace("\r\n", "\n"), "T")
    passages = [
        Passage(
            "a",
            article.sha256,
            c.start,
            c.end,
            c.text,
            0.0,
            "T",
            sentences=tuple(Sentence(*s, article.text[slice(*s)]) for s in c.sentences),
        )
        for c in chunk_article(article, size)
    ]
    # A sentence in which there is nothing to see claims nothing.
    seen = {
        key: sentence.text
        for key, (_, sentence) in issue_keys(passages).items()
        if without_invisible(sentence.text).strip()
    }
    claims = [Claim(text, (key,)) for key, text in seen.items()]
    built = verify("q", Draft(tuple(claims), "m"), passages)
    assert not built.rejected
    assert built.abstained == (not claims)
    for citation in built.citations:
        assert article.text[citation.start : citation.end] == citation.quote
        assert all(built.text[end:].startswith(" [") and start < end for start, end in citation.claims)


def one(text: str, claim: str | None = None) -> Answer:
    sentence = Sentence(0, len(text), text)
    read = Passage("a", "0" * 64, 0, len(text), text, 1.0, "A title", "Finway", "2025-06-08", (sentence,))
    return answer(Claim(text if claim is None else claim, ("1.1",)), passages=(read,))


def test_a_marker_of_the_articles_with_something_unseen_in_it_is_none():
    shown = one("The jars were empty [\u200b1] and [1\u2060] full [\u00ad2\u200b] of ［3］ wax 【4】.")
    assert shown.text == "The jars were empty (1) and (1) full (2) of (3) wax (4). [1]"
    assert shown.citations[0].quote.startswith("The jars were empty [\u200b1]")


def test_of_images_and_links_the_words_alone_are_shown_and_the_quote_stays_as_it_is():
    shown = one(
        "The jury showed ![the jars](https://evil.example/leak.png?q=1 'x') to [all](javascript:alert(1)) of us."
    )
    assert shown.text == "The jury showed the jars to all of us. [1]"
    assert "![the jars](https://evil.example" in shown.citations[0].quote


def test_brackets_nested_in_a_link_make_no_link():
    shown = one("The jury met in Harlow, see [the report](x(y(z))) and [a [b](c(d(e)))](f(g(h))).")
    assert not re.search(r"\]\(", shown.text)


def test_an_address_that_no_cited_sentence_has_is_withheld():
    text = "The jury met in Harlow, says https://harlow.example/fair."
    assert not one(text).abstained
    for address in (
        "https://evil.example/?q=secret",
        "www.evil.example/x",
        "ftp://evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
    ):
        shown = one(text, f"The jury met in Harlow, says {address}.")
        assert shown.abstained
        assert "is in no cited sentence" in shown.rejected[0].reason


def test_what_nobody_sees_in_an_article_does_not_stand_against_a_claim():
    assert one(
        "The Wirt\u00adschaft of Har\u00adlow grew by 3 per\u00adcent.", "The Wirtschaft of Harlow grew by 3 percent."
    ).citations


def test_a_table_is_shown_without_its_rule_and_quoted_with_it():
    table = "| Town | Votes |\n|:---|-----:|\n| Lund | 4,210 |"
    shown = Passage("a", "0" * 64, 0, len(table), table, 1.0, "T", sentences=(Sentence(0, len(table), table),))
    given = answer(Claim(table, ("1.1",)), passages=(shown,))
    assert given.text == "| Town | Votes | | Lund | 4,210 | [1]"
    assert given.citations[0].quote == table


def read(words: str, article_id: str = "a") -> Passage:
    """The passage, with the exact words in its second sentence."""
    first, second = passage(article_id=article_id).sentences
    at = TEXT.index(words)
    return replace(passage(article_id=article_id), sentences=(first, replace(second, answer=Span(at, at + len(words)))))


def test_the_exact_words_are_a_range_of_the_quote_and_of_the_answers_text():
    shown = answer(
        Claim("Meta may invest $10 billion.", ("1.1",)),
        Claim("Scale AI was founded in 2016.", ("1.2",)),
        passages=(read("2016"),),
    )
    assert [cited.answer and cited.quote[slice(*cited.answer)] for cited in shown.citations] == [None, "2016"]
    assert [shown.text[slice(*span)] for span in shown.answer_spans] == ["2016"]
    assert (shown.short, shown.to_dict()["answer_spans"]) == ("2016", [list(shown.answer_spans[0])])


def test_exact_words_that_the_claim_does_not_say_are_in_the_quote_alone():
    shown = answer(Claim("Scale AI was founded.", ("1.2",)), passages=(read("in 2016"),))
    assert (shown.short, shown.answer_spans) == ("in 2016", ())


def test_exact_words_of_two_quotes_that_overlap_in_a_claim_are_one_range():
    both = (read("2016"), read("in 2016", article_id="b"))
    shown = answer(Claim("Scale AI was founded in 2016.", ("1.2", "2.2")), passages=both)
    assert [shown.text[slice(*span)] for span in shown.answer_spans] == ["in 2016"]


def test_a_list_has_a_note_that_it_may_not_be_complete_and_an_abstention_has_none():
    text = "Scale works for OpenAI and Microsoft. The army is a client too."
    first, second = passage(text).sentences
    at = text.index("OpenAI")
    named = replace(passage(text), sentences=(replace(first, answer=Span(at, first.end - 1)), second))
    both = Claim(first.text, ("1.1",)), Claim(second.text, ("1.2",))

    def note(*claims: Claim, lists: bool = True) -> str | None:
        shown = verify("q?", Draft(claims, "m", 0.8, lists=lists), [named])
        assert shown.to_dict()["note"] == shown.note
        return shown.note

    assert note(*both[:1]) == "The articles name at least these 2."
    assert note(*both) == "The articles name at least these."
    assert (note(both[1]), note(), note(*both, lists=False)) == (None, None, None)


def abstained(
    *nearest: str, refusal: str = "", question: str = "Who is Scale AI's CFO?", understood: str | None = None
) -> Answer:
    draft = Draft((), "m", 0.2, nearest=nearest, refusal=refusal)
    return verify(question, draft, [read("2016")], understood=understood)


def test_an_abstention_names_what_is_nearest_and_cites_nothing():
    shown = abstained("1.2", refusal="The articles do not say who is Scale AI's CFO.")
    assert shown.text == ("The articles do not say who is Scale AI's CFO. Nearest: Scale AI was founded in 2016. [1]")
    assert shown.plain == shown.text.removesuffix(" [1]")
    assert (shown.abstained, shown.citations, shown.claims) == (True, (), ())
    (near,) = shown.nearest
    assert (near.marker, near.quote, TEXT[near.start : near.end]) == (1, near.quote, "Scale AI was founded in 2016.")
    assert [shown.text[slice(*claim)] for claim in near.claims] == [near.quote]


def test_what_is_nearest_has_no_exact_words_as_it_answers_nothing():
    shown = abstained("1.2")
    assert (shown.nearest[0].answer, shown.answer_spans, shown.short) == (None, (), None)


def test_without_a_refusal_of_its_own_an_abstention_says_what_every_abstention_says():
    assert abstained("1.1").text == f"{ABSTENTION} Nearest: Meta may invest $10 billion. [1]"
    assert abstained(refusal="The articles do not say who.").text == "The articles do not say who."


def test_at_most_two_issued_sentences_are_nearest_and_made_up_keys_are_counted():
    shown = abstained("7.7", "1.2", "1.2", "1.1", "1", "x")
    assert shown.text.endswith("Nearest: Scale AI was founded in 2016. [1] Meta may invest $10 billion. [2]")
    assert (len(shown.nearest), shown.unknown_keys) == (2, 3)
    three = verify("q?", Draft((), "m", nearest=("1.1", "1.2", "2.1")), [passage(), passage(article_id="b")])
    assert [near.quote for near in three.nearest] == ["Meta may invest $10 billion.", "Scale AI was founded in 2016."]


@pytest.mark.parametrize(
    "refusal",
    [
        "The articles do not say who is Ben Ali's CFO.",
        "The articles do not say who is Scale AI's CFO since 2020.",
        "The articles do not say who is Scale AI's CFO. Ask https://evil.example.",
        "The articles do not say <img src=x>.",
    ],
)
def test_a_refusal_that_says_more_than_the_question_is_withheld(refusal: str):
    shown = abstained(refusal=refusal)
    assert shown.text == ABSTENTION
    assert shown.rejected == (Rejected(refusal, "the question does not name all that it names"),)


def test_a_refusal_may_name_what_a_follow_up_was_understood_to_mean():
    said = "The articles do not say who is Scale AI's CFO."
    assert abstained(refusal=said, question="And who is its CFO?", understood="Who is Scale AI's CFO?").text == said
    assert abstained(refusal=said, question="And who is its CFO?").text == ABSTENTION


def test_a_bracketed_number_in_a_refusal_or_in_what_is_nearest_is_no_marker():
    text = "Meta invests [2]. Others wait."
    draft = Draft((), "m", nearest=("1.1",), refusal="They do not say [3].")
    shown = verify("What of [3]?", draft, [passage(text)])
    assert shown.text == "They do not say (3). Nearest: Meta invests (2). [1]"
    assert shown.nearest[0].quote == "Meta invests [2]."


def test_of_a_draft_with_a_claim_that_holds_nothing_is_nearest():
    draft = Draft((Claim("Meta may invest $10 billion.", ("1.1",)),), "m", nearest=("1.2",), refusal="No.")
    shown = verify("q?", draft, [passage()])
    assert (shown.text, shown.nearest, shown.abstained) == ("Meta may invest $10 billion. [1]", (), False)
    begun = verify("q?", Draft((), "m", complete=False, nearest=("1.2",)), [passage()])
    assert (begun.text, begun.nearest) == ("", ())


def sided(*claims: Claim, complete: bool = True, sides: tuple[DraftSide, ...] | None = None) -> Answer:
    """An answer from three articles of which the second and the third have another founding year."""
    others = [passage(TEXT.replace("2016", "2017"), name) for name in "bc"]
    given = sides or (DraftSide("2016", ("1.2",)), DraftSide("2017", ("2.2", "3.2")))
    return verify("When?", Draft(claims, "m", 0.8, sides=given, complete=complete), [passage(), *others])


def test_a_side_that_the_draft_leaves_out_is_quoted_and_every_side_is_cited():
    shown = sided(Claim("Scale AI was founded in 2016.", ("1.2",)))
    assert shown.text == "Scale AI was founded in 2016. [1] Scale AI was founded in 2017. [2]"
    assert shown.sides == (Side("2016", (1,)), Side("2017", (2, 3)))
    assert [(c.article_id, len(c.claims)) for c in shown.citations] == [("a", 1), ("b", 1), ("c", 0)]


def test_a_draft_that_cites_all_sides_gets_no_quote():
    both = (Claim("Scale AI was founded in 2017.", ("3.2",)), Claim("Scale AI was founded in 2016.", ("1.2",)))
    assert sided(*both).text == "Scale AI was founded in 2017. [1] Scale AI was founded in 2016. [2]"


def test_neither_an_abstention_nor_a_draft_that_goes_on_has_sides():
    assert sided().abstained
    assert sided().sides == ()
    growing = sided(Claim("Scale AI was founded in 2016.", ("1.2",)), complete=False)
    assert (growing.sides, len(growing.citations)) == ((), 1)


def test_a_side_with_a_key_that_was_never_issued_or_words_that_its_sentence_has_not_is_none():
    claim = Claim("Scale AI was founded in 2016.", ("1.2",))
    for wrong in (DraftSide("2017", ("9.9",)), DraftSide("2018", ("2.2",))):
        shown = sided(claim, sides=(DraftSide("2016", ("1.2",)), wrong))
        assert (shown.sides, shown.text) == ((), "Scale AI was founded in 2016. [1]")
