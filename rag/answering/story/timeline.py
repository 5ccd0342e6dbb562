"""A story at a glance: its steps with their days, quoted and cited. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ...text.stemming import content_stems
from ...types import Passage, Step, Timeline
from ...verification.citations import citation_of
from .steps import Step as Found
from .steps import about, by_article, steps

MOST = 12
"""Steps, unless a caller asks for another number."""
MOST_OF_A_DAY = 3
FEW = 4
"""If the articles give fewer steps, each may give a second one."""


def timeline(topic: str, passages: Sequence[Passage], k: int = MOST) -> Timeline:
    """The steps that the passages tell, the earliest first; those that fit the topic best if there are more than k."""
    words = content_stems(topic)
    articles = about(words, by_article((p, s) for p in passages for s in p.sentences))
    found = _of_a_day(steps(words, articles))
    found = found if len(found) >= FEW else _of_a_day(steps(words, articles, of_each=2))
    chosen = sorted(sorted(found, key=lambda step: -step.place[1].score)[:k], key=found.index)
    told = {passage.article_id: passage.source for places in articles for passage, _ in places}
    told |= {copy.article_id: copy.source for places in articles for _, said in places for copy in said.also}
    return Timeline(
        topic,
        tuple(Step(citation_of(n, *step.place), step.changes) for n, step in enumerate(chosen, 1)),
        len(told),
        len({source for source in told.values() if source}),
    )


def _of_a_day(found: Sequence[Found]) -> list[Found]:
    """The steps without those of a day that fit the topic least."""
    kept: list[Found] = []
    days: Counter[str | None] = Counter()
    for step in sorted(found, key=lambda step: -step.place[1].score):
        day = step.place[0].published
        days[day] += 1
        kept += [step] if days[day] <= MOST_OF_A_DAY else []
    return sorted(kept, key=found.index)
