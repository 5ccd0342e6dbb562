from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from rag.errors import SettingsError
from rag.retrieval.filters import make_filters
from rag.types import Filters


def test_a_text_where_a_list_is_meant_is_one_item():
    assert make_filters(articles="kiln", sources="Finway") == Filters(("kiln",), ("Finway",))
    assert make_filters(articles=iter(["a", "b"]), sources={"Finway": 1}.keys()) == Filters(("a", "b"), ("Finway",))


def test_what_is_none_does_not_filter():
    assert make_filters(articles=None, sources=None, since=None, until=None) == Filters() == make_filters()


@pytest.mark.parametrize(
    "day", [date(2025, 6, 8), datetime(2025, 6, 8, 23, 59, tzinfo=UTC), datetime(2025, 6, 8), "8 June 2025"]
)
def test_a_day_is_a_text_a_date_or_a_datetime(day: Any):
    assert make_filters(since=day, until=day) == Filters(since="2025-06-08", until="2025-06-08")


@pytest.mark.parametrize("name", ["articles", "sources", "since", "until"])
@pytest.mark.parametrize("value", [20250608, True, b"2025-06-08", {"a": 1}, [3], object()])
def test_another_type_is_refused_by_the_name_of_the_argument(name: Any, value: Any):
    with pytest.raises(SettingsError, match=rf"^{name} must be .*, not .*\.$"):
        make_filters(**{name: value})


def test_the_sentence_says_what_is_meant():
    with pytest.raises(SettingsError) as caught:
        make_filters(since=20250608)  # type: ignore[typeddict-item]
    assert caught.value.message == "since must be a date or a text such as 2025-06-08, not 20250608."


def test_an_unknown_filter_is_named():
    with pytest.raises(TypeError, match="'outlets'"):
        make_filters(outlets="Finway")  # type: ignore[call-arg]
