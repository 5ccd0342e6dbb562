from __future__ import annotations

from rag.answering.story.timeline import timeline
from rag.types import Copy, Passage, Sentence, Timeline

FIRST = "A landslide at Tessaly killed at least 12 people, the civil protection agency said."
RISEN = "The death toll of the landslide at Tessaly rose to 31, the civil protection agency said."
ENDED = "The search for the victims of the Tessaly landslide ended after five days of digging."
AGAIN = "At least 12 people were killed by a landslide at Tessaly, an agency said."


def article(name: str, day: str | None, *paragraphs: str, score: float = 1.0, also: tuple[Copy, ...] = ()) -> Passage:
    sentences, at = [], 0
    for text in paragraphs:
        sentences.append(Sentence(at, at + len(text), text, score=score, also=also))
        at += len(text) + 2
    text = "\n\n".join(paragraphs)
    return Passage(name, "0" * 64, 0, len(text), text, score, "News", f"The {name}", day, sentences=tuple(sentences))


def steps(found: Timeline) -> list[tuple[str | None, str]]:
    return [(step.citation.published, step.citation.quote) for step in found.steps]


def test_the_leads_are_in_the_order_of_their_days_each_cited_and_changed_figures_are_marked():
    found = timeline(
        "Tessaly landslide",
        [article("c", "2026-04-15", ENDED), article("a", "2026-04-10", FIRST), article("b", "2026-04-11", RISEN)],
    )
    assert steps(found) == [("2026-04-10", FIRST), ("2026-04-11", RISEN), ("2026-04-15", ENDED)]
    assert [step.citation.marker for step in found.steps] == [1, 2, 3]
    assert [[(c.before, c.now) for c in step.changes] for step in found.steps] == [[], [("12", "31")], []]
    assert (found.articles, found.outlets) == (3, 3)


def test_a_step_that_repeats_an_earlier_one_is_left_out():
    found = timeline("Tessaly landslide", [article("a", "2026-04-10", FIRST), article("b", "2026-04-12", AGAIN)])
    assert steps(found) == [("2026-04-10", FIRST)]
    assert found.articles == 2


def test_copies_are_counted_and_named():
    copy = Copy("d", "News", "The d", "2026-04-10", "1" * 64, 0, len(FIRST))
    found = timeline("Tessaly landslide", [article("a", "2026-04-10", FIRST, also=(copy,))])
    assert found.steps[0].citation.also == (copy,)
    assert (found.articles, found.outlets) == (2, 2)


def test_of_more_steps_than_are_wanted_the_best_are_kept_in_order():
    found = [
        article("a", "2026-04-10", FIRST, score=3.0),
        article("b", "2026-04-11", RISEN, score=1.0),
        article("c", "2026-04-15", ENDED, score=2.0),
    ]
    assert steps(timeline("Tessaly landslide", found, 2)) == [("2026-04-10", FIRST), ("2026-04-15", ENDED)]


def test_a_lead_that_does_not_speak_of_the_story_gives_way_to_the_sentence_that_does():
    scene = "They call the big excavator Nonna, and it lifts roofs off kitchens with great care."
    assert steps(timeline("Tessaly landslide", [article("a", "2026-04-11", scene, FIRST)]))[0][1] == FIRST


def test_what_two_articles_say_of_the_topic_itself_makes_them_no_repeats():
    may = article("a", "2026-05-08", "Monday was a holiday, and so the week began late in Skellmark.")
    june = article("b", "2026-06-05", "It has been a week of bangs and sausages in Skellmark.")
    assert len(timeline("Skellmark", [may, june]).steps) == 2


def test_an_article_about_something_else_is_no_part_of_the_story():
    mill = article("b", "2026-04-12", "The mill of Holte will hire forty people for its new hall in June.")
    found = timeline("Tessaly landslide", [article("a", "2026-04-10", FIRST), mill])
    assert (steps(found), found.articles) == ([("2026-04-10", FIRST)], 1)


def test_of_nothing_there_are_no_steps():
    assert timeline("Tessaly landslide", []) == Timeline("Tessaly landslide", (), 0, 0)
