from __future__ import annotations

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.model.citation_keys import read_claims
from rag.types import Claim

ISSUED = {f"{passage}.{sentence}" for passage in range(1, 6) for sentence in range(1, 6)}


def read(*chunks: str) -> list[tuple[str, str]]:
    """The claims of a reply, each with its keys in one string."""
    return [(claim.text, " ".join(claim.keys)) for claim in read_claims(chunks, ISSUED)]


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ("[2.3]", "2.3"),
        ("[2.3][4.1]", "2.3 4.1"),
        ("[2.3] [4.1]", "2.3 4.1"),
        ("[2.3], [4.1] and [4.2]", "2.3 4.1 4.2"),
        ("[2.3, 4.1]", "2.3 4.1"),
        ("[2.3,4.1]", "2.3 4.1"),
        ("[2.3; 4.1]", "2.3 4.1"),
        ("[2.3 and 4.1]", "2.3 4.1"),
        ("[ 2.3 ]", "2.3"),
        ("[2.3-2.5]", "2.3 2.4 2.5"),
        ("[2.3–5]", "2.3 2.4 2.5"),
        ("[2.3 - 3.1]", "2.3 3.1"),
        ("[2.5-2.3]", "2.5 2.3"),
        ("【2.3】", "2.3"),
        ("[[2.3]]", "2.3"),
        ("(2.3)", "2.3"),
        ("(2.3, 4.1)", "2.3 4.1"),
        ("([2.3])", "2.3"),
        ("**[2.3]**", "2.3"),
        ("`[2.3]`", "2.3"),
        ("[passage 2.3]", "2.3"),
        ("[Sentence 2.3, sentence 4.1]", "2.3 4.1"),
        ("[2]", "2"),
        ("[2, 3]", "2 3"),
        ("[2-4]", "2 3 4"),
        ("[passage 2]", "2"),
        ("[^2.3]", "2.3"),
        ("^[2.3]", "2.3"),
        ("\\[2.3\\]", "2.3"),
        ("[#2.3]", "2.3"),
        ("<sup>[2.3]</sup>", "2.3"),
        ("[passage 2, sentence 3]", "2.3"),
        ("(passage 2, sentence 3)", "2.3"),
        ("(Passage 2)", "2"),
        ("(sources: 2.3, 4.1)", "2.3 4.1"),
        ("(see [2.3])", "2.3"),
        ("(Source: [2.3])", "2.3"),
        ("([2.3], [4.1])", "2.3 4.1"),
        ("([2.3]; [4.1])", "2.3 4.1"),
        ("[9.9]", "9.9"),
    ],
)
def test_keys_are_read_in_the_shapes_that_models_write(keys: str, found: str):
    for reply in (
        f"Meta may invest {keys}. Others wait.",
        f"Meta may invest. {keys} Others wait.",
        f"Meta may invest.\n{keys}\nOthers wait.",
    ):
        assert read(reply) == [("Meta may invest.", found), ("Others wait.", "")]
    assert read(f"Meta may invest.{keys}Others wait.") == [("Meta may invest.", found), ("Others wait.", "")]


@pytest.mark.parametrize(
    "prose", ["(2.3%)", "(2.3 billion)", "(9.9)", "(2)", "(2016)", "[sic]", "[2016 prices]", "( 2.3 )", "2.3", "{2.3}"]
)
def test_a_number_in_prose_is_no_key(prose: str):
    assert read(f"Revenue grew {prose} last year [1.1].") == [(f"Revenue grew {prose} last year.", "1.1")]


def test_keys_in_the_middle_of_a_sentence_are_the_sentences():
    assert read("Meta [1.1] and Google [2.1] invest.") == [("Meta and Google invest.", "1.1 2.1")]


def test_a_sentence_without_a_key_has_none():
    assert read("Meta invests. It is large. [1.1]") == [("Meta invests.", ""), ("It is large.", "1.1")]


@pytest.mark.parametrize(
    "sentence",
    [
        "It rose 2.5 times, said Dr. Smith.",
        "The U.S. Government paid.",
        "It made $2bn (vs. $1bn before).",
        "He said “no.”",
    ],
)
def test_a_full_stop_that_ends_no_sentence_ends_no_claim(sentence: str):
    assert read(f"{sentence} [1.1] Next one.") == [(sentence, "1.1"), ("Next one.", "")]


def test_markdown_becomes_plain_claims():
    reply = "## The deal\n\n- **Meta** may invest **$10** billion [1.1]\n* *Google*'s too [1.2]\n1. First `x_y` [1.3]\n"
    reply += "> quoted __here__ [1.4]\n---\n```\n"
    assert read(reply) == [
        ("The deal", ""),
        ("Meta may invest $10 billion", "1.1"),
        ("Google's too", "1.2"),
        ("First x_y", "1.3"),
        ("quoted here", "1.4"),
    ]


def test_where_keys_come_first_they_belong_to_what_follows():
    assert read("[1.1] A one. [1.2] B two.") == [("A one.", "1.1"), ("B two.", "1.2")]
    assert read("- [1.1] A one.\n- [1.2] B two.") == [("A one.", "1.1"), ("B two.", "1.2")]
    assert read("A one. [1.1]\n[1.2] B two.") == [("A one.", "1.1"), ("B two.", "1.2")]


@pytest.mark.parametrize("label", ["Sources: ", "**Source:** ", "Citations:\n"])
def test_keys_on_a_last_line_of_their_own_belong_to_the_claim_before_it(label: str):
    assert read(f"A one.\n\n{label}[1.1][1.2]") == [("A one.", "1.1 1.2")]


@pytest.mark.parametrize(
    "lead", ["According to [1.1], ", "[1.1]: ", "According to passage 2, ", "Based on [1.1] and [1.2], "]
)
def test_what_points_at_a_passage_is_no_part_of_a_claim(lead: str):
    assert [text for text, _ in read(f"{lead}Meta invests [1.1].")] == ["Meta invests."]


def test_a_row_of_a_table_is_a_claim():
    reply = "| What | Sum |\n|---|---|\n| Revenue | $870m [1.1] |\n"
    assert read(reply) == [("What – Sum", ""), ("Revenue – $870m", "1.1")]


def test_a_language_without_spaces_has_sentences_too():
    assert read("メタは投資する。[1.1]次の文[1.2]。") == [("メタは投資する。", "1.1"), ("次の文。", "1.2")]


def test_what_a_reasoning_model_thinks_is_no_claim():
    assert read("<think>\nMaybe [1.1]. Or not.\n</think>\n\nMeta invests [1.2].") == [("Meta invests.", "1.2")]
    assert read("<reasoning>Maybe [1.1]. Or not.</reasoning> Meta invests [1.2].") == [("Meta invests.", "1.2")]
    assert read("[THINK]Maybe [1.1]. Or not.[/THINK]Meta invests [1.2].") == [("Meta invests.", "1.2")]
    assert read("<think> never closed [1.1].") == []


def test_an_end_of_thoughts_without_their_beginning_is_not_shown():
    assert read("Let me see.\n</think>\n\nMeta invests [1.2].") == [("Let me see.", ""), ("Meta invests.", "1.2")]


def test_a_claim_comes_as_soon_as_the_next_one_has_begun():
    reader = read_claims(iter(["Meta inv", "ests [1.", "1]. Goo", "gle too [1.2]", ". End"]), ISSUED)
    assert next(reader) == Claim("Meta invests.", ("1.1",))

    def never() -> object:
        yield "Meta invests [1.1]. Google "
        raise AssertionError("read on although the first claim was settled")

    assert next(read_claims(never(), ISSUED)) == Claim("Meta invests.", ("1.1",))  # type: ignore[arg-type]


def test_a_key_that_is_split_across_chunks_is_waited_for():
    reply = "A one. [2.3, 4.1] B two [passage 2]. C three (2.3) D."
    whole = read(reply)
    assert whole == [("A one.", "2.3 4.1"), ("B two.", "2"), ("C three D.", "2.3")]
    assert all(read(reply[:n], reply[n:]) == whole for n in range(len(reply)))


words = [
    "Meta may invest",
    " $10 billion",
    "Scale AI",
    " grew (2.3%)",
    "Dr. Smith",
    "U.S.",
    " 2.5 times",
    "U+ue000\ue000",
]
foreign = ["日本。", "é"]
keys = [
    "[2.3]",
    "[2.3][4.1]",
    " [2.3, 4.1]",
    "[2.3-2.5]",
    "【2.3】",
    "(2.3)",
    "[2]",
    "[9.9]",
    "[",
    "]",
    "(",
    ")",
    "[2.",
    "3]",
]
stops = [". ", "? ", ".", "\n", "\n\n", " ", ","]
markup = ["- ", "1. ", "**", "*", "_", "`", "## ", "> ", "<think>", "</think>", "[THINK]", "NO ANSWER"]
pieces = st.sampled_from([*words, *foreign, *keys, *stops, *markup])
phrases = ["Sources: ", "According to ", "(see ", "vs. ", "(passage 2, sentence 3)"]
lettered = st.sampled_from([*phrases, "| ", "[^2.3]", "\\[2.3\\]"])
replies = st.one_of(st.lists(st.one_of(pieces, lettered), max_size=25).map("".join), st.text(max_size=60))


@given(replies, st.lists(st.integers(0, 200), max_size=6))
def test_where_a_reply_is_cut_into_chunks_changes_nothing(reply: str, cuts: list[int]):
    at = [0, *sorted(min(cut, len(reply)) for cut in cuts), len(reply)]
    assert read(*(reply[a:b] for a, b in pairwise(at))) == read(reply) == read(*reply)


@given(
    st.lists(st.one_of(pieces, st.text("abcXYZ äß漢0123456789.,!?[](){}*_-\n", max_size=12)), max_size=25).map("".join)
)
def test_nothing_is_lost_but_keys_and_markdown(reply: str):
    """Each letter is in a claim or in the reply's keys; a word is never taken apart or doubled."""
    if "think" in reply.lower() or "```" in reply:
        return
    without_keys = re.sub(r"[\[【［]{1,2}[0-9 .,;\-–]*[\]】］]{1,2}|[(（][0-9 .,;\-]*[)）]", "", reply)
    letters = [c for c in without_keys if c.isalpha()]
    shown = [c for text, _ in read(reply) for c in text if c.isalpha()]
    assert shown == letters


@given(replies)
def test_every_claim_is_one_line_of_words(reply: str):
    for text, keys in read(reply):
        assert text == " ".join(text.split())
        assert any(map(str.isalnum, text))
        assert all(re.fullmatch(r"[0-9]+(\.[0-9]+)?", key) for key in keys.split())


@pytest.mark.parametrize(
    "reply", ["[1.1" + ", 1.1" * 2000, "[1.1" + " " * 9000, "a. " * 3000, "[" * 9000, "**" * 9000, "word, " * 3000]
)
def test_a_reply_that_never_comes_to_an_end_is_read_in_a_moment(reply: str):
    began = time.process_time()
    list(read_claims([reply], ISSUED))
    # A tenth of that on an idle machine; minutes when each word looked back at all before it.
    assert time.process_time() - began < 5
