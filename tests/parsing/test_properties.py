"""The title and the author that a file states, and those that a program wrote into it."""

from __future__ import annotations

import pytest

from rag.parsing.properties import proper_author, proper_title


@pytest.mark.parametrize("title", ["Microsoft Word - bridge.doc", "Microsoft Word", "Untitled 3", "Document1", "a.qxd"])
def test_a_title_that_a_program_wrote_is_none(title: str):
    assert proper_title(title) is None


@pytest.mark.parametrize("title", ["Microsoft Word gets a new assistant", "Slide 3 destroys a road", "Document leak"])
def test_a_headline_that_begins_as_a_program_s_title_is_one(title: str):
    assert proper_title(title) == title


@pytest.mark.parametrize("author", ["Microsoft Office User", "Administrator", "jroe", "python-docx"])
def test_an_author_that_a_computer_is_called_is_none(author: str):
    assert proper_author(author) is None


def test_several_authors_are_named_but_for_those_that_are_programs():
    assert proper_author("Anna Weiss; admin; Ben Kim") == "Anna Weiss, Ben Kim"
