"""What a sentence states, and who says it."""

from __future__ import annotations

import pytest

from rag.verification.proof.speech import Words
from rag.verification.proof.statements import conjoined, statements
from rag.verification.proof.words import words_of


def plain(words: Words) -> str:
    return " ".join(word.text for word in words if not word.is_pause)


def stated(sentence: str) -> set[tuple[str, str]]:
    return {(plain(one.speaker), plain(one.said)) for one in statements(words_of(sentence))}


@pytest.mark.parametrize(
    ("sentence", "speaker", "said"),
    [
        ("The mill closed, Anna Berg said.", "Anna Berg", "The mill closed"),
        ("The mill closed, said Anna Berg.", "Anna Berg", "The mill closed"),
        ("According to Anna Berg, the mill closed.", "Anna Berg", "the mill closed"),
        ("The mill closed, according to the mayor, Anna Berg.", "the mayor Anna Berg", "The mill closed"),
        ("Anna Berg told reporters on Monday that the mill closed.", "Anna Berg", "the mill closed"),
        ("The firm will close, it said on Friday.", "The firm", "The firm will close"),
        ("The mill closed, and Anna Berg said the bakery burned.", "Anna Berg", "the bakery burned"),
        ("It rained, Anna Berg said, adding that the mill closed.", "Anna Berg", "the mill closed"),
    ],
)
def test_a_speech_has_its_speaker(sentence: str, speaker: str, said: str) -> None:
    assert (speaker, said) in stated(sentence)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Tansy bought the mill, and the union met the mayor.", "the union met the mayor"),
        ("Tansy bought the mill in May and sold the bakery.", "Tansy sold the bakery"),
        ("Tansy, which owns the mill, bought Orbe.", "Tansy owns the mill"),
        ("The school closed after a pupil was hurt.", "a pupil was hurt"),
        ("A truck hit the wall, killing two.", "A truck killing 2"),
    ],
)
def test_each_clause_is_stated_with_its_subject(sentence: str, said: str) -> None:
    assert ("", said) in stated(sentence)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("The mill closed, and the bakery burned, police said.", "The mill closed"),
        ("The minister said the firm broke the law, but paid a fine.", "The minister paid a fine"),
        ("The firm may close the mill after it lost the case.", "it lost the case"),
        ("The head of the bank, who left in May, sold shares.", "the bank left in May"),
    ],
)
def test_what_another_may_have_said_or_done_is_not_stated(sentence: str, said: str) -> None:
    assert ("", said) not in stated(sentence)


def test_a_sentence_is_taken_apart_only_whole() -> None:
    (parts,) = conjoined(words_of("Tansy bought the mill, and the union met the mayor."))
    assert [plain(part.said) for part in parts] == ["Tansy bought the mill", "the union met the mayor"]
    assert not [*conjoined(words_of("Tansy bought the mill."))]


def test_what_somebody_is_is_said_beside_what_he_did_and_many_descriptions_take_no_time() -> None:
    (parts,) = conjoined(words_of("Anna Berg, the owner, sold it."))
    assert [plain(part.said) for part in parts] == ["Anna Berg sold it", "Anna Berg is the owner"]
    many = ", ".join(f"pilot Anna{n} Berg, the owner of Orbe{n}" for n in range(12))
    assert len([*conjoined(words_of(f"{many}, sold it."))]) <= 40
