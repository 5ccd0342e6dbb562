from __future__ import annotations

import pytest

from rag.answering.speech.asked import whose_words
from rag.answering.speech.speaker import is_said_by, speaker_of
from rag.types import Passage, Sentence


def passage(*paragraphs: tuple[str, ...]) -> Passage:
    """Sentences with a blank between them, and a line's end between paragraphs."""
    sentences: list[Sentence] = []
    text = ""
    for paragraph in paragraphs:
        for sentence in paragraph:
            start = len(text)
            text += f"{sentence} "
            sentences.append(Sentence(start, start + len(sentence), sentence))
        text = f"{text[:-1]}\n\n"
    return Passage("a", "0" * 64, 0, len(text), text, 1.0, "T", sentences=tuple(sentences))


def speakers(*sentences: str) -> list[str | None]:
    found = passage(sentences)
    return [speaker and speaker.name for speaker in (speaker_of(found, at) for at in range(len(sentences)))]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ('"We are too slow," said Vera Holm, head of the lines.', "Vera Holm"),
        ('"We are too slow," Vera Holm said on Monday.', "Vera Holm"),
        ("“We are too slow,” says the harbour master, Vera Holm.", "Vera Holm"),
        ("The harbour master, Vera Holm, said that the buoys were lit.", "Vera Holm"),
        ("Vera Holm, chief executive of Norline, called the strike needless.", "Vera Holm"),
        ("Seven ships were late, coastguard commander Vera Holm told reporters.", "Vera Holm"),
        ("The fares will not rise, said Vera Holm.", "Vera Holm"),
        ("According to Vera Holm, the fares will not rise.", "Vera Holm"),
        ("The mayor, Vera Holm, thanked the crews and promised them new boats.", "Vera Holm"),
        ("Norline denied that it was for sale.", "Norline"),
        ("There were no arrests, police said.", "police"),
        ("Experts note that the fog was thick.", "Experts"),
        ("The fares rose by a tenth in May.", None),
        ('The ship is called "the old lady" in the port of Graven.', None),
    ],
)
def test_the_speaker_is_whom_the_sentence_names_beside_its_verb_of_speaking(sentence: str, name: str | None):
    assert speakers(sentence) == [name]


def test_a_verb_within_a_quotation_names_no_speaker():
    assert speakers('"My father Olaf Brandt said that boats sink," Vera Holm told us.') == ["Vera Holm"]


def test_a_pronoun_is_the_person_last_named():
    assert speakers(
        "The skipper, Olaf Brandt, steered by hand.", "He said that the radar had failed.", '"It was dark," he added.'
    ) == [None, "Olaf Brandt", "Olaf Brandt"]


def test_a_pronoun_is_the_speaker_before_even_if_only_a_surname_is_known():
    told = speakers("The mayor, Edmund Vale, is ill.", "Lorne promised to keep the market.", '"It is ours," she said.')
    assert told[1:] == ["Lorne", "Lorne"]


def test_the_company_is_the_company_last_named():
    told = speakers("Norline Airlines lost two planes.", "Vera Holm lost her job.", "The company said no more.")
    assert told == [None, None, "Norline Airlines"]


def test_a_surname_is_given_in_full():
    assert speakers("Vera Holm has led the port since May.", "Holm said that it was busy.")[1] == "Vera Holm"


def test_a_quotation_goes_on_until_its_marks_are_closed():
    assert speakers('"It was dark.', "Nobody saw us.", 'We were lucky," said Vera Holm.') == ["Vera Holm"] * 3
    assert speakers('Vera Holm said: "It was dark.', 'We were lucky."', "The boat sank.") == ["Vera Holm"] * 2 + [None]
    assert speakers('"It was dark," said Vera Holm.', '"We were lucky."') == ["Vera Holm"] * 2


def test_a_quotation_in_another_paragraph_is_not_the_same_speakers():
    found = passage(('"It was dark," said Vera Holm.',), ('"Keep your windows shut."',))
    assert speaker_of(found, 1) is None


def test_whom_the_question_asks_for_may_be_called_by_name_or_by_what_the_passage_says_of_them():
    found = passage(('"It was dark," said Vera Holm, the coxswain of the lifeboat.', "Olaf Brandt said he was cold."))
    for whom in ("Vera Holm", "Holm", "vera holm", "the coxswain", "the coxswain of the lifeboat"):
        assert (is_said_by(found, 0, whom), is_said_by(found, 1, whom)) == (True, False), whom
    assert not is_said_by(found, 0, "Vera Holm's husband")


@pytest.mark.parametrize(
    ("question", "whom"),
    [
        ("What did Vera Holm say about the fog?", "Vera Holm"),
        ("what has the coach of Graven already said about the defeat", "the coach of Graven"),
        ("What are Norline's comments on the strike?", "Norline"),
        ("What is Vera Holm saying about the fog?", "Vera Holm"),
        ("According to Vera Holm, what sank the boat?", "Vera Holm"),
        ("What was said by Vera Holm about the fog?", "Vera Holm"),
        ("What did she say about the fog?", ""),
        ("What was said about the fog?", ""),
        ("Who said that the fog was thick?", ""),
    ],
)
def test_the_question_tells_whose_words_it_asks_for(question: str, whom: str):
    assert whose_words(question) == whom
