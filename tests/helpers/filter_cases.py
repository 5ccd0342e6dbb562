"""The chunks of `sample_chunks.DATED` that each filter keeps, for both indexes."""

from rag.types import Filters

CASES = [
    (Filters(), {"1", "2", "3", "4"}),
    (Filters(articles=("a", "d")), {"1", "4"}),
    (Filters(articles=("nobody",)), set()),
    (Filters(sources=("the paper",)), {"1", "2"}),
    (Filters(sources=("STRASSE", "none")), {"3"}),
    (Filters(since="2025-01-01"), {"2", "4"}),
    (Filters(until="2025-01-01"), {"1", "2"}),
    (Filters(since="2025-01-01", until="2025-06-08"), {"2", "4"}),
    (Filters(since="2025-06-09"), set()),
    (Filters(as_of="2025-01-01", articles=("a", "b", "d")), {"1", "2"}),
    (Filters(articles=("a", "b"), sources=("The Paper",), since="2025-01-01"), {"2"}),
]
