"""Which words of a sentence name one thing: an apposition, a title, a pronoun, a noun that comes again. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from ...text.names import BODY_WORDS
from ...text.ordinary_words import ROLES
from ..quantities import Amount
from .graph import Graph
from .limits import KINDS

PRONOUNS = {
    **dict.fromkeys(("he", "his", "him"), "he"), **dict.fromkeys(("she", "her"), "she"),
    **dict.fromkeys(("it", "its"), "it"), **dict.fromkeys(("they", "their", "them"), "they"),
}  # fmt: skip


def find_same_things(graph: Graph) -> None:
    """Fills in which words name one thing."""
    graph.things = list(range(len(graph.nodes)))
    for of, role, other in sorted(graph.arcs):
        part, whole = graph.nodes[of], graph.nodes[other]
        is_title = role == "COMPOUND" and part.word.is_name and (whole.tag in ("NN", "NNS") or whole.form in KINDS)
        is_all = role == "MOD:of" and (part.form in ("each", "all", "both") or _is_count(graph, of))
        if role == "SAME" or is_title or is_all:
            graph.join(of, other)
    _repeated(graph)
    _named_between_commas(graph)
    for at, node in enumerate(graph.nodes):
        kind = PRONOUNS.get(node.form)
        meant = (k for k in _antecedents(graph, at) if k < at and agrees(graph, k, kind)) if kind else iter(())
        for k in meant:
            graph.join(k, at)
            break


def _is_count(graph: Graph, at: int) -> bool:
    value = graph.nodes[at].word.value
    return isinstance(value, Amount) and all(reading.unit in (None, "part", "%") for reading in value.readings)


def _repeated(graph: Graph) -> None:
    """`the guards` are those that the sentence has named."""
    first: dict[str, int] = {}
    for at, node in enumerate(graph.nodes):
        if node.tag not in ("NN", "NNS"):
            continue
        if graph.is_definite(at) and node.form in first:
            graph.join(first[node.form], at)
        first.setdefault(node.form, at)


def _named_between_commas(graph: Graph) -> None:
    """`the mayor, Anna Berg,`, also where the parser makes something else of it."""
    tags = [node.tag for node in graph.nodes]
    for at in range(1, len(tags) - 2):
        if graph.nodes[at].form == "," and tags[at - 1] == "NN":
            end = next((k for k in range(at + 1, len(tags)) if tags[k] != "NNP"), at + 1)
            if end > at + 1 and graph.nodes[end].form == ",":
                graph.join(end - 1, at - 1)


def _antecedents(graph: Graph, at: int) -> Iterator[int]:
    """Whom a pronoun may mean, the likeliest first: the subject of its clause, or of the one above."""
    node, clause = graph.nodes[at], graph.clause[at]
    own, above = graph.subjects(clause), graph.clause[graph.nodes[clause].head]
    is_inside = any(at == k or node.head == k for k in own)
    beside = [k for k in graph.kids[clause] if graph.nodes[k].relation == "beside"]
    if node.relation == "poss" and not is_inside:
        yield from own
    if node.relation in ("dobj", "dative") and graph.nodes[clause].relation in ("conj", "advcl"):
        yield from graph.filling(above, "OBJ")
    if node.relation == "dobj":
        yield from (k for verb in beside for k in graph.filling(verb, "OBJ"))
    if not is_inside and node.relation != "poss" and graph.nodes[clause].relation != "relcl":
        return
    yield from (k for verb in beside for k in graph.subjects(verb))
    while above != clause:
        yield from (*graph.subjects(above), *graph.filling(above, "OBJ"))
        clause, above = above, graph.clause[graph.nodes[above].head]


def agrees(graph: Graph, at: int, kind: str) -> bool:
    """Whether a pronoun of this kind, "he", may mean the word."""
    node = graph.nodes[at]
    if node.is_pronoun:
        return PRONOUNS.get(node.form) == kind
    is_plural = node.tag in ("NNS", "NNPS")
    if kind == "they":
        return is_plural
    is_full_name = node.word.is_name and any(
        role == "COMPOUND" and graph.nodes[k].word.is_name for role, k in graph.children(at)
    )
    is_person = (is_full_name and node.form not in BODY_WORDS) or node.form in ROLES - KINDS
    return not is_plural and not (kind == "it" and is_person)
