from __future__ import annotations

from rag.benchmarks.growth import HEADER, Growth


def test_the_growth_table_has_a_column_for_each_cost():
    row = Growth(100_000, 700.0, 1008.0, 1.75, 11.3, 19.9)
    assert row.line().split() == ["100,000", "700", "1008", "1.75", "11.3", "19.9"]
    assert len(row.line()) == len(HEADER)
