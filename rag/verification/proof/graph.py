"""A sentence as its words and what it says of each: who does it, to whom, when, where. Data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .words import Word

Arc = tuple[int, str, int]
"""Of which word, in which role, which word: `SUBJ`, `OBJ`, `IOBJ`, `COMP`, `MOD:in`, `SAME`, …"""


@dataclass(slots=True)
class Node:
    """A word of a sentence, or some that are one: "chief executive", "$5 million"."""

    word: Word
    tag: str
    """Its part of speech, as the Penn Treebank names it."""
    relation: str
    """How it depends on its head, as spaCy names it; "beside" for a clause that depends on nothing."""
    head: int
    meanings: frozenset[int] = frozenset()
    """The groups of `same_meaning` in which it is."""
    particle: str = ""
    quantifiers: frozenset[str] = frozenset()
    bound: str = ""
    """What stands before a number: "least", "most", "near", "more", "less", "only", "about"."""
    modals: frozenset[str] = frozenset()
    mark: str = ""
    """What opens the clause of a verb: "after", "if"."""
    is_denied: bool = False
    is_passive: bool = False
    is_content: bool = True

    @property
    def form(self) -> str:
        return self.word.form

    @property
    def is_verb(self) -> bool:
        return self.tag.startswith("V")

    @property
    def is_noun(self) -> bool:
        return self.tag.startswith("N")

    @property
    def is_pronoun(self) -> bool:
        return self.tag.startswith("PRP")


@dataclass(slots=True)
class Graph:
    """The words of a sentence, each by its place, and what is said of them."""

    nodes: list[Node]
    kids: list[list[int]]
    """The words that depend on each."""
    arcs: set[Arc] = field(default_factory=set)
    shared: set[Arc] = field(default_factory=set)
    """What holds as well: the subject of a second verb."""
    governor: dict[int, int | None] = field(default_factory=dict)
    """The word that answers for the clause of each: `said`, `may`, `if`. None where the sentence states it."""
    clause: list[int] = field(default_factory=list)
    """The verb that tells of the event of each word."""
    things: list[int] = field(default_factory=list)
    """A number for each word, the same for those that name one thing: the mayor, Anna Berg, she."""

    def add(self, of: int, role: str, at: int) -> None:
        if self.nodes[at].is_content and of != at:
            self.arcs.add((of, role, at))

    def children(self, at: int) -> Iterator[tuple[str, int]]:
        return ((role, other) for of, role, other in self.arcs if of == at)

    def filling(self, at: int, *roles: str) -> list[int]:
        """The words in one of these roles, also those that two verbs share."""
        return sorted({k for of, role, k in self.arcs | self.shared if of == at and role in roles})

    def subjects(self, at: int) -> list[int]:
        """Of whom the verb speaks: of a passive whom it was done to."""
        return self.filling(at, "OBJ", "IOBJ") if self.nodes[at].is_passive else self.filling(at, "SUBJ")

    def has_kid(self, at: int, *relations: str) -> bool:
        return any(self.nodes[k].relation in relations for k in self.kids[at])

    def is_infinitive(self, at: int) -> bool:
        return any(self.nodes[k].tag == "TO" for k in self.kids[at])

    def is_definite(self, at: int) -> bool:
        return any(self.nodes[k].form in ("the", "this", "that") for k in self.kids[at])

    def verb_above(self, at: int) -> int:
        """The verb on which a word depends, itself if it is one; the word itself if there is none."""
        top = at
        while not self.nodes[top].is_verb and self.nodes[top].head != top:
            top = self.nodes[top].head
        return top if self.nodes[top].is_verb else at

    def move(self, at: int, head: int, relation: str) -> None:
        """Make the word depend on another, or, if that is itself, on none."""
        node = self.nodes[at]
        if at in self.kids[node.head]:
            self.kids[node.head].remove(at)
        node.head, node.relation = head, relation
        if head != at:
            self.kids[head].append(at)

    def join(self, one: int, other: int) -> None:
        """Both words name one thing."""
        old, new = self.things[other], self.things[one]
        self.things = [new if thing == old else thing for thing in self.things]
