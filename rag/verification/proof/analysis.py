"""A sentence -> its graph. Pure, for English."""

from __future__ import annotations

from functools import lru_cache

from .graph import Graph
from .roles import relate
from .same_things import find_same_things
from .sharing import govern, share
from .units import units_of


@lru_cache(maxsize=1024)
def graph_of(text: str) -> Graph:
    """Who does what to whom in a sentence. It is kept, and not to be changed."""
    nodes = units_of(text)
    graph = Graph(nodes, [[k for k, node in enumerate(nodes) if node.head == at != k] for at in range(len(nodes))])
    relate(graph)
    share(graph)
    govern(graph)
    find_same_things(graph)
    return graph
