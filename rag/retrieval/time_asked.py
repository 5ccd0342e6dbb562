"""The time that a question names: where to look for it, and which sentences speak of it.

Articles say "on Tuesday". A sentence that means a day asked about counts as if it had the question's words for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from ..storage.analyzer import terms
from ..text.dates import stored_day
from ..text.time.periods import ANY_DAY, Period, periods, without_periods
from ..types import Filters

if TYPE_CHECKING:
    from ..embedding.embedder import Vectors

REPORTED = timedelta(days=7)
"""How long after a day articles still say "on Tuesday" of it."""
LONGEST = 366
"""Days of a period whose articles are looked for by their dates."""


_ASIDE = re.compile(r"\([^)]*\)|\b(?:than|from|since|until|compared|against|down|up)\b[^,;.]*", re.IGNORECASE)
"""A sentence is not about the times with which it compares: "£18.6 million (first quarter of 2025: £23.1 million)"."""


def _is_of(text: str, day: date, asked: Sequence[Period]) -> bool | None:
    """Whether the text speaks of a time asked about, rather than of another one alone; None if of none."""
    if any(one.is_of(each) for one in periods(text, day) for each in asked):
        return True
    return False if periods(_ASIDE.sub("", text), day) else None


@dataclass(frozen=True)
class TimeAsked:
    """What a question says of the time. `as_of`: the day of the reader, who alone may ask about "yesterday"."""

    question: str
    as_of: date | None = None
    embed: Callable[[str], Vectors] | None = None
    """Makes the vector of a question; without it the whole question's stands for that of the rest."""

    @cached_property
    def rest(self) -> str:
        """The question without its time: "What happened in Skellmark?"."""
        return without_periods(self.question)

    @cached_property
    def vector(self) -> Vectors | None:
        """Of the rest, as a sentence that says "on Tuesday" is no nearer to a question with a date."""
        return self.embed(self.rest) if self.embed and self.words else None

    @cached_property
    def fixed(self) -> tuple[Period, ...]:
        """The periods whose dates do not depend on an article."""
        return periods(self.question, self.as_of, spoken=self.as_of is not None)

    def around(self, published: date | None) -> tuple[Period, ...]:
        """The periods asked about, as an article of that day would mean them: "on 3 June" without a year."""
        return self.fixed if self.as_of else periods(self.question, published, spoken=False)

    @cached_property
    def words(self) -> frozenset[str]:
        """The terms with which the question names its time."""
        named = self.around(ANY_DAY)
        return frozenset(term for each in named for term in terms(self.question[each.start : each.end]))

    def searches(self, filters: Filters) -> Iterator[Filters]:
        """Where the articles of the days asked about are found by their dates."""
        for asked in self.fixed:
            if (asked.last - asked.first).days < LONGEST:
                since, until = asked.first.isoformat(), (asked.last + REPORTED).isoformat()
                yield replace(
                    filters, since=max(since, filters.since or since), until=min(until, filters.until or until)
                )

    def timely(self, published: str | None, texts: Sequence[str]) -> list[bool | None]:
        """For each text of an article whether it speaks of a day asked about; None where it speaks of no day."""
        day = stored_day(published)
        if not self.words or not day or not (asked := self.around(day)):
            return [None] * len(texts)
        return [_is_of(text, day, asked) for text in texts]

    def is_dated(self, published: str | None) -> bool:
        """Whether the article is of a day asked about."""
        day = stored_day(published)
        return bool(day and any(asked.first <= day <= asked.last for asked in self.around(day)))
