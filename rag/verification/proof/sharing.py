"""What verbs of a sentence share, and who or what answers for each clause. Pure, and for English."""

from __future__ import annotations

from .graph import Graph
from .roles import FACTUAL, SAYS

IF = frozenset("if unless until provided whether lest".split())
_BLOCKING = frozenset("ccomp xcomp csubj csubjpass parataxis dep".split())
_CONTRAST = frozenset("while whereas although though".split())
_OF_SUBJECT = frozenset("after before by while since without in".split())
"""Prepositions after which the verb's subject acts: not "accused him of lying"."""
_ALTERNATIVES = {"or": "OR", "nor": "OR"} | dict.fromkeys("than rather not instead as".split(), "RATHER")


def share(graph: Graph) -> None:
    """Adds the subjects that a verb has from another, and what is said of two at once."""
    for at, node in enumerate(graph.nodes):
        if node.relation in ("conj", "beside"):
            _conjoin(graph, at)
    for at, node in enumerate(graph.nodes):
        lends = node.relation in ("xcomp", "advcl", "pcomp") or (node.relation == "acl" and node.tag == "VB")
        if lends and node.is_verb and not graph.filling(at, "SUBJ", *(["OBJ"] if node.is_passive else [])):
            _lend_subject(graph, at)
    _raise(graph)


def _lend_subject(graph: Graph, at: int) -> None:
    node = graph.nodes[at]
    head, prep = node.head, ""
    if node.relation == "pcomp":
        head, prep = graph.nodes[head].head, graph.nodes[head].form
    objects = [k for role, k in graph.children(head) if role == "OBJ" and prep not in _OF_SUBJECT]
    of_object = node.relation in ("xcomp", "pcomp") and objects and not graph.nodes[head].is_passive
    for k in objects if of_object else graph.subjects(head):
        graph.shared.add((at, "OBJ" if node.is_passive else "SUBJ", k))


def _conjoin(graph: Graph, at: int) -> None:
    node = graph.nodes[at]
    first = last = node.head
    while graph.nodes[first].relation == "conj" and graph.nodes[first].head != first:
        first = graph.nodes[first].head
    joining = [graph.nodes[k].form for k in (*graph.kids[last], *graph.kids[first]) if graph.nodes[k].relation == "cc"]
    if other := next((_ALTERNATIVES[form] for form in joining if form in _ALTERNATIVES), None):
        graph.arcs.add((last, other, at))
        return
    if not node.is_content:
        return
    of_noun = graph.nodes[first].relation in ("relcl", "acl") and node.is_verb and not graph.filling(at, "SUBJ")
    for of, role, other_word in list(graph.arcs):
        if other_word == first and of != at:
            graph.arcs.add((of, role, at))
        if of == first and role in ("SUBJ", "OBJ") and of_noun:
            graph.shared.add((at, role, other_word))
    if node.relation == "conj" and (node.is_verb or node.tag == "MD"):
        _second_verb(graph, at, first)


def _second_verb(graph: Graph, at: int, first: int) -> None:
    """`Anna may buy P and sell Q`."""
    node, head = graph.nodes[at], graph.nodes[first]
    is_bare = not graph.has_kid(at, "aux", "auxpass")
    is_passive = node.is_passive or (head.is_passive and node.tag == "VBN" and is_bare)
    if not graph.has_kid(at, "nsubj", "nsubjpass", "expl"):
        graph.shared |= {(at, "OBJ" if is_passive else "SUBJ", k) for k in graph.subjects(first)}
    if not node.modals and node.tag in ("VB", "VBN") and is_bare:
        node.modals |= head.modals


def _raise(graph: Graph) -> None:
    """`Anna is said to have left` says nothing of Anna but that she left."""
    for of, role, other in list(graph.arcs):
        node = graph.nodes[of]
        if role == "COMP" and node.is_passive and SAYS.search(node.form) and graph.is_infinitive(other):
            for k in [k for role, k in graph.children(of) if role == "OBJ"]:
                graph.arcs.discard((of, "OBJ", k))
                graph.arcs.add((other, "OBJ" if graph.nodes[other].is_passive else "SUBJ", k))


def govern(graph: Graph) -> None:
    """Fills in the governor and the event of each word."""
    for at in [at for at, node in enumerate(graph.nodes) if node.relation == "conj" and node.is_verb]:
        _speaks_for_all(graph, at)
    for at in range(len(graph.nodes)):
        _governor(graph, at)
    for at in range(len(graph.nodes)):
        top = at
        while (not graph.nodes[top].is_verb or is_beside(graph, top)) and graph.nodes[top].head != top:
            top = graph.nodes[top].head
        graph.clause.append(top)


def _speaks_for_all(graph: Graph, at: int) -> None:
    """`P, and Q, police said`: police say both."""
    top = graph.nodes[at].head
    said = [k for k in graph.kids[at] if graph.nodes[k].relation == "ccomp"]
    subjects = [k for k in graph.kids[at] if graph.nodes[k].relation == "nsubj"]
    if graph.nodes[top].head == top and said and subjects and max(said) < min(subjects):
        graph.arcs.add((at, "COMP", top))
        graph.move(at, at, "ROOT")
        graph.move(top, at, "ccomp")


def _governor(graph: Graph, at: int) -> int | None:
    known = graph.governor
    if at in known:
        return known[at]
    node, known[at] = graph.nodes[at], None
    contrasts = node.relation == "advcl" and node.mark in _CONTRAST and graph.has_kid(at, "ccomp")
    if node.head == at or contrasts:
        return None
    if node.relation == "pcomp" and node.is_verb:
        above = graph.verb_above(graph.nodes[node.head].head)
        known[at] = _governor(graph, above) if graph.nodes[node.head].form in FACTUAL else above
    elif node.relation in _BLOCKING or (
        node.relation in ("advcl", "acl") and (node.mark in IF or graph.is_infinitive(at))
    ):
        known[at] = node.head
    else:
        known[at] = _governor(graph, node.head)
    return known[at]


def is_beside(graph: Graph, at: int) -> bool:
    """Whether the verb tells of the same event as the one above: `hit the wall, breaking a leg`."""
    node = graph.nodes[at]
    if node.relation != "advcl" or graph.is_infinitive(at):
        return False
    return node.mark in ("as", "when") or (not node.mark and node.tag in ("VBG", "VBN"))
