"""A client's failure becomes a sentence; the provider's own words in it are untrusted text."""

from __future__ import annotations

import time
from typing import Any

import pytest
from langchain_core import exceptions as langchain

from rag.answering.model.model_errors import LONGEST_REMARK, LONGEST_SEARCHED, Called, explained, scrubbed


@pytest.mark.parametrize("piece", ["://", "http://a?", "sk-", "token ", "@", "x" * 31 + ".", " ", "password='"])
def test_a_megabyte_of_a_providers_words_is_scrubbed_in_time(piece: str):
    begun = time.process_time()
    assert len(scrubbed(piece * (1_000_000 // len(piece)))) <= LONGEST_REMARK + 1
    assert time.process_time() - begun < 2


@pytest.mark.parametrize("before", [0, 1, 5, 20, 39])
def test_half_of_a_key_where_the_search_ends_is_not_shown(before: int):
    key = "Q7" * 30
    text = f"{'sk-' + 'a' * 3000} {'b' * 900}/{'-' * 60} "
    said = scrubbed(text + " " * 9 + "." * (LONGEST_SEARCHED - len(text) - before - 1) + " " + key)
    assert "Q7" not in said


def failure(name: str, message: str = "x", **attributes: Any) -> Exception:
    """An exception of some client's own class."""
    error: Exception = type(name, (Exception,), attributes)(message)
    return error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (langchain.ContextOverflowError("x"), "is longer than the model"),
        (langchain.ModelPermissionDeniedError("x"), "was refused"),
        (langchain.ModelRateLimitError("x"), "rate limit or your quota"),
        (langchain.ModelRefusalError(), "content filter"),
        (failure("APIStatusError", status_code=429), "rate limit or your quota"),
        (failure("ClientError", code=403), "was refused"),
        (failure("ResponseError", status_code=500), "overloaded or has an error of its own"),
        (failure("ResponseError", "no such option", status_code=400), "refused the request: no such option."),
        (failure("ReadTimeout"), "did not answer within 5 seconds"),
        (ConnectionError("x"), "cannot be reached"),
        (ConnectionResetError("x"), "broke off"),
        (ValueError("Did not find mistral_api_key, please add it."), "needs a key"),
        (ValueError("Could not resolve authentication method. Expected an api_key to be set."), "needs a key"),
        (failure("CreditError", "no money"), "failed (CreditError: no money)"),
    ],
)
def test_a_clients_failure_is_known_by_langchains_class_by_its_status_or_by_its_name(error: Exception, words: str):
    told = explained(error, Called("mistralai:m", timeout=5))
    assert words in told.message
    assert "--model extractive" in told.hint


def test_the_cause_of_a_lost_connection_says_more_than_its_class():
    lost = failure("APIConnectionError")
    lost.__cause__ = failure("RemoteProtocolError")
    assert "broke off" in explained(lost, Called("openai:m")).message
    lost.__cause__.__cause__ = lost  # a circle ends too
    assert "broke off" in explained(lost, Called("openai:m")).message


def test_of_an_address_that_is_none_nothing_is_repeated():
    told = explained(failure("InvalidURL", "Invalid port: 'hunter2'"), Called("openai:m", "http://me:hunter2@x:y/v1"))
    assert "cannot be reached at http://x:y/v1" in told.message
    assert "hunter2" not in told.message
