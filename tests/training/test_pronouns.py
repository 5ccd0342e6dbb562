from random import Random

from rag.training.pronouns import with_pronoun
from rag.training.windows import Window
from rag.types import Span


def window(*sentences: str, answering: int, answer: str) -> Window:
    text, spans = "", []
    for sentence in sentences:
        start = len(text) + bool(text)
        text = f"{text} {sentence}" if text else sentence
        spans.append(Span(start, len(text)))
    at = text.index(answer, spans[answering].start)
    served = tuple(float(number == answering) for number in range(len(spans)))
    return Window(text, tuple(spans), served, (Span(at, at + len(answer)),))


OPENED = window(
    "Scale AI was praised on Monday.",
    "Scale AI opened a plant in Oslo.",
    answering=1,
    answer="a plant in Oslo",
)


def test_a_pronoun_stands_for_the_name_in_the_answering_sentence_alone():
    changed, name = with_pronoun(OPENED, "What did Scale AI open?", Random(1)) or (OPENED, "")
    first, second = (changed.text[slice(*span)] for span in changed.sentences)
    assert name == "Scale AI"
    assert first == "Scale AI was praised on Monday."
    assert second.split(" opened ")[0] in ("It", "The company", "The group")
    assert [changed.text[slice(*span)] for span in changed.spans] == ["a plant in Oslo"]


def test_the_words_of_the_answer_stay():
    founded = window("Nora Lindqvist founded it.", answering=0, answer="Nora Lindqvist")
    assert with_pronoun(founded, "When did Nora Lindqvist found it?", Random(1)) is None


def test_an_owner_becomes_one_too():
    bought = window("The plant's owner came from Oslo.", answering=0, answer="Oslo")
    changed, subject = with_pronoun(bought, "Where did the owner of the plant come from?", Random(1)) or (bought, "")
    assert (changed.text, subject) == ("Its owner came from Oslo.", "plant")


def test_a_name_amid_a_longer_one_stays():
    fires = window("Fires in the Amazon rainforest rose by half.", answering=0, answer="half")
    assert with_pronoun(fires, "By how much did fires in the Amazon rise?", Random(1)) is None
