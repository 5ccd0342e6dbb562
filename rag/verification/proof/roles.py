"""What each word of a parsed sentence is to another; a passive is turned round. Pure, for English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from .graph import Graph
from .limits import SPEAKS
from .words import Word

SAYS = re.compile(
    rf"{SPEAKS.pattern}|\b(?:estimat|alleg|expect|suspect|rul|hop|fear|predict|stress|explain|recall|conclud|propos|agree"
    r"|promis|know|knew|show|find|found|suggest|caution|advis|complain|declar|acknowledg|forecast|point|post)\w*",
    re.IGNORECASE,
)
"""Verbs whose clause somebody says or thinks."""
FACTUAL = frozenset("after before by with despite since for because in on while when through".split())
"""Prepositions before a participle that tell what happened: "after winning", not "without winning"."""
_QUANTIFIERS = frozenset(
    "all every each some several many much few fewer most more less no any both half enough only either neither another"
    " other".split()
)
_QUANTIFYING = frozenset("det predet amod nummod advmod quantmod".split())
_ARTICLES = frozenset("the a an this that these those".split())
_NO_CONTENT = frozenset("punct case cc mark expl intj auxpass meta preconj neg aux prt".split())
_MARKS = frozenset(". , : `` '' -LRB- -RRB- HYPH SYM CC POS TO EX".split())
_PREPOSITIONS = frozenset("IN TO RP VBG VBD VBN RB JJ CC".split())
_HEDGES = {"allegedly": "alleged", "reportedly": "reported", "supposedly": "supposed"}
_ROLES = {
    "nsubj": "SUBJ", "csubj": "SUBJ", "dobj": "OBJ", "dative": "IOBJ", "ccomp": "COMP", "xcomp": "COMP", "attr": "ATTR",
    "acomp": "ATTR", "oprd": "ATTR", "poss": "POSS", "compound": "COMPOUND", "nmod": "COMPOUND", "amod": "MOD",
    "nummod": "NUM", "quantmod": "NUM", "advmod": "ADV", "npadvmod": "ADV", "appos": "SAME",
}  # fmt: skip
_SCORE = re.compile(r"\d+ ?[-–] ?\d+")


def relate(graph: Graph) -> None:
    """Fills in what the words are, and their arcs."""
    _set_apart(graph)
    for at in range(len(graph.nodes)):
        _describe(graph, at)
    for at, node in enumerate(graph.nodes):
        if node.relation == "acl":
            _participle(graph, at)
        elif node.relation == "relcl":
            _relative(graph, at)
    for at in range(len(graph.nodes)):
        _relate(graph, at)
    for at, node in enumerate(graph.nodes):
        if node.form in _HEDGES and node.relation == "advmod" and graph.nodes[node.head].is_verb:
            graph.arcs.discard((node.head, "ADV", at))
            _put_above(graph, at, node.head, _HEDGES[node.form])


def _set_apart(graph: Graph) -> None:
    """A clause that the parser takes for another's object: `P; Q`, `P, but Q`; and `provided P`, which is `if P`."""
    for at, node in enumerate(graph.nodes):
        head = graph.nodes[node.head]
        if node.relation != "ccomp":
            continue
        texts = [one.form for one in graph.nodes[min(at, node.head) : max(at, node.head)]]
        joined = any(a == "," and b in ("but", "and", "while") for a, b in pairwise(texts))
        is_before = at < node.head
        if (is_before and (";" in texts or (head.is_verb and not SAYS.search(head.form)))) or (
            not is_before and joined
        ):
            node.relation = "beside"
        elif head.form in ("provided", "providing") and head.relation in ("prep", "advcl"):
            head.relation, node.mark = "mark", "if"
            graph.move(at, head.head, "advcl")


def _describe(graph: Graph, at: int) -> None:
    """What a word that has no meaning of its own adds to its head."""
    node, head = graph.nodes[at], graph.nodes[graph.nodes[at].head]
    form, relation = node.form, node.relation
    if relation in _NO_CONTENT or node.tag in _MARKS or (node.tag == "IN" and relation in ("prep", "advmod")):
        node.is_content = False
    head.is_passive |= relation == "auxpass"
    if relation == "neg" or form in ("not", "n't", "never"):
        head.is_denied, node.is_content = True, False
    elif relation == "aux" and node.tag == "MD":
        head.modals |= {form}
    elif relation == "prt":
        head.particle = form
    elif relation == "mark" or (relation == "advmod" and node.tag == "WRB"):
        head.mark, node.is_content = form, False
    elif form in _ARTICLES and relation in ("det", "predet"):
        node.is_content = False
    elif form in _QUANTIFIERS and node.is_content and not head.is_verb and relation in _QUANTIFYING:
        head.quantifiers |= {form}
        node.is_content = False


def _relate(graph: Graph, at: int) -> None:
    node = graph.nodes[at]
    relation, head = node.relation, node.head
    if at == head or relation in _NO_CONTENT | {"pobj", "pcomp", "conj", "beside", "acl", "relcl"}:
        return
    is_preposition = relation in ("prep", "agent", "dative") and node.tag in _PREPOSITIONS
    if is_preposition and (_objects(graph, at) or node.form == "according"):
        if graph.nodes[head].relation != "prep":
            _preposition(graph, at, head)
    elif _SCORE.fullmatch(node.word.text):
        graph.add(graph.verb_above(head), "ADV", at)
    elif not (relation == "prep" and graph.nodes[head].relation == "prep"):
        objects = _objects(graph, head) if graph.nodes[head].relation == "prep" else []
        graph.add(objects[0] if objects else head, _role(graph, at), at)


def _role(graph: Graph, at: int) -> str:
    node, head = graph.nodes[at], graph.nodes[graph.nodes[at].head]
    objects = [k for k in graph.kids[node.head] if graph.nodes[k].relation == "dobj" and k != at]
    if node.relation in ("nsubjpass", "csubjpass"):
        return "IOBJ" if any(graph.nodes[k].word.value is None for k in objects) else "OBJ"
    if node.relation == "dobj" and node.word.value is not None and head.is_passive:
        return "ADV"  # "lost | 214 seconds into the flight"
    if node.relation == "npadvmod" and node.tag in ("NNP", "NNPS") and node.word.value is None and head.is_verb:
        return "ADV" if objects or graph.has_kid(node.head, "nsubjpass") else "OBJ"  # "beat | Lund 2-1"
    if node.relation == "advcl":
        return f"ADVCL:{node.mark}"
    return _ROLES.get(node.relation, node.relation)


def _objects(graph: Graph, prep: int) -> list[int]:
    """What a preposition is about."""
    kids = ((k, graph.nodes[k]) for k in graph.kids[prep])
    return [
        k
        for k, node in kids
        if node.relation == "pobj" or (node.relation == "pcomp" and (node.is_verb or graph.kids[k]))
    ]


def _preposition(graph: Graph, prep: int, head: int) -> None:
    node = graph.nodes[prep]
    node.is_content = False
    if node.form == "according" and _speaks(graph, prep, head):
        return
    for at in _objects(graph, prep):
        unit = graph.nodes[at]
        if unit.relation == "pcomp" and unit.is_verb:
            graph.add(graph.verb_above(head), f"ADVCL:{node.form}" if node.form in FACTUAL else "COMP", at)
        elif node.relation == "agent":
            graph.add(head, "SUBJ", at)
        elif node.form == "by" and unit.word.value is None and (verb := _passive_above(graph, head)) is not None:
            graph.add(verb, "SUBJ", at)
        else:
            graph.add(head, f"MOD:{node.form}", at)
    for at in graph.kids[prep]:
        unit = graph.nodes[at]
        if unit.relation == "pcomp" and not unit.is_verb and not graph.kids[at]:
            unit.is_content = False  # the "of" of "because of"
        if unit.relation in ("prep", "conj") and _objects(graph, at):
            _preposition(graph, at, head)


def _passive_above(graph: Graph, at: int) -> int | None:
    """The passive verb, without a doer, in whose clause a noun stands: `acquitted on all counts | by the judge`."""
    while not graph.nodes[at].is_verb and graph.nodes[at].relation in ("dobj", "prep", "pobj", "npadvmod", "advmod"):
        at = graph.nodes[at].head
    return at if graph.nodes[at].is_verb and graph.nodes[at].is_passive and not graph.has_kid(at, "agent") else None


def _speaks(graph: Graph, prep: int, head: int) -> bool:
    """`According to Anna, P` as `Anna said P`."""
    to = next((k for k in (prep, *graph.kids[prep]) if _objects(graph, k)), None)
    if to is None:
        return False
    if to != prep:
        graph.nodes[to].is_content, graph.nodes[to].relation = False, "case"
    for at in _objects(graph, to):
        graph.add(prep, "SUBJ", at)
    while graph.nodes[head].head != head:
        head = graph.nodes[head].head
    _put_above(graph, prep, head, "said")
    return True


def _put_above(graph: Graph, at: int, top: int, said: str) -> None:
    """The word becomes a verb that governs another: `allegedly drove`, as `it is alleged that … drove`."""
    node, above = graph.nodes[at], graph.nodes[top]
    node.word, node.tag, node.is_content, node.meanings, node.mark = Word(said), "VBD", True, frozenset(), above.mark
    graph.move(at, at if above.head == top else above.head, above.relation)
    graph.move(top, at, "ccomp")
    graph.arcs.add((at, "COMP", top))


def _participle(graph: Graph, at: int) -> None:
    """`The bridge, built in 1932`, `a man running`, `a plan to run`."""
    node = graph.nodes[at]
    if node.tag in ("VBN", "VBD", "VBG"):
        graph.arcs.add((at, "SUBJ" if node.tag == "VBG" else "OBJ", node.head))
    else:
        graph.add(node.head, "COMP", at)


def _relative(graph: Graph, at: int) -> None:
    """`Anna, who left`: the noun stands where the pronoun does."""
    noun = graph.nodes[at].head
    for k in _below(graph, at):
        node = graph.nodes[k]
        if node.tag not in ("WDT", "WP", "WP$", "WRB"):
            continue
        node.is_content = False
        if node.relation == "pobj":
            graph.arcs.add((at, f"MOD:{graph.nodes[node.head].form}", noun))
        elif node.tag == "WRB":
            graph.arcs.add((at, "MOD:in", noun))
        else:
            graph.arcs.add((node.head, _role(graph, k), noun))
        return
    if not graph.has_kid(at, "dobj", "nsubjpass"):
        graph.arcs.add((at, "OBJ", noun))


def _below(graph: Graph, at: int) -> Iterator[int]:
    for k in graph.kids[at]:
        yield k
        if graph.nodes[k].relation not in ("relcl", "conj", "advcl", "ccomp"):
            yield from _below(graph, k)
