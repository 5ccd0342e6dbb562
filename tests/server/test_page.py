"""The page in chromium, if it is installed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.fakes import ScriptedModel, WordEmbedder
from helpers.library_builders import rag_with
from helpers.served import ARTICLES, Slow, served

from rag import Rag
from rag.server.access import Access

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUESTION = "How many dollars may Meta invest in Scale AI?"
EVIL = "How much did the tram bridge over the Kelda cost?"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("there is no chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        # Chromium's sandbox does not work as root or in a container; the page is ours.
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Any) -> Iterator[Any]:
    """Opens the page of a server. `complaints` holds its errors and console messages, `sent` its requests."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"], reduced_motion="reduce")
    page = context.new_page()
    page.complaints, page.sent = [], []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("request", lambda request: page.sent.append(request))

    def opened(url: str, width: int = 1280) -> Any:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(url)
        page.locator("html[data-ready]").wait_for()
        return page

    yield opened
    context.close()


def ask(page: Any, question: str) -> Any:
    """Asks, waits for the whole answer, and returns its turn."""
    number = page.locator(".turn").count()
    page.locator("#question").fill(question)
    page.keyboard.press("Enter")
    turn = page.locator(".turn").nth(number)
    turn.locator(".actions").wait_for()
    return turn


def active(page: Any) -> Any:
    return page.evaluate_handle("document.activeElement")


def sent(page: Any) -> dict[str, Any]:
    return dict(json.loads([each for each in page.sent if each.url.endswith("/ask")][-1].post_data))


def test_an_answer_opens_its_article_at_the_quote_and_is_followed_up(visit: Any, url: str, rag: Rag):
    page, answer = visit(url), rag.ask(QUESTION)
    turn = ask(page, QUESTION)
    assert turn.locator(".answer strong").all_inner_texts() == [
        c.quote[slice(*c.answer)] for c in answer.citations if c.answer
    ]
    assert turn.locator("blockquote").all_inner_texts() == [f"{cited.quote}" for cited in answer.citations]
    assert f"{answer.confidence:.0%}" in turn.locator(".confidence").inner_text()
    turn.locator(".marker").first.click()
    assert page.locator("aside mark.here").inner_text() == answer.citations[0].quote
    assert page.locator("aside .text").inner_text() == ARTICLES["one"]
    page.get_by_role("button", name="Ask this article only").click()
    ask(page, "Who reported it?")
    assert sent(page) == {"question": "Who reported it?", "history": [[QUESTION, answer.plain]], "articles": ["one"]}
    page.reload()
    page.locator(".turn .actions").nth(1).wait_for()
    assert page.locator(".turn .answer").first.inner_text().startswith(answer.claims[0])
    page.locator(".turn").first.get_by_role("button", name="Copy with sources").click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f"{answer.text}\n\n[1] {answer.citations[0].title}: “{answer.citations[0].quote}”\n" in copied
    page.get_by_role("button", name="Good answer").first.click()
    page.get_by_text("Kept as a test case.").wait_for()
    page.get_by_role("button", name="New conversation").click()
    assert page.locator(".turn").count() == 0
    assert page.complaints == []
    assert {each.url.startswith(url) for each in page.sent} == {True}


def test_a_story_is_told_in_steps_as_known_on_a_day(visit: Any, url: str, rag: Rag):
    page, topic = visit(url), "Microsoft invested in OpenAI"
    told = rag.timeline(topic, as_of="2026-06-01", sources="The Post")
    page.locator("#narrow summary").click()
    page.get_by_label("As known on").fill("2026-06-01")
    page.get_by_label("Outlet").fill("The Post")
    page.locator("#question").fill(topic)
    page.get_by_role("button", name="Show as a timeline").click()
    turn = page.locator(".turn")
    turn.locator(".actions").wait_for()
    assert turn.locator("h2").inner_text() == f"Timeline: {topic}"
    assert turn.locator("h2 + .origin").inner_text() == "Only The Post, as known on 1 June 2026"
    assert [f"{each}" for each in turn.locator("time").all_inner_texts()] == ["4 May 2026"] * len(told.steps)
    assert turn.locator(".told").first.inner_text().startswith(told.steps[0].citation.quote)
    turn.locator(".marker").first.click()
    assert page.locator("aside mark.here").inner_text() == told.steps[0].citation.quote
    assert page.locator("aside .text").inner_text().startswith("Microsoft has invested")  # its front matter is left out
    page.keyboard.press("Escape")
    ask(page, "Who declined to comment?")
    asked = {"question": "Who declined to comment?", "history": [], "sources": ["The Post"], "as_of": "2026-06-01"}
    assert sent(page) == asked  # a story is no earlier question
    page.reload()
    page.locator(".steps .told").first.wait_for()
    assert page.complaints == []


def test_an_article_with_a_script_in_it_stays_text(visit: Any, url: str, rag: Rag):
    page = visit(url)
    turn = ask(page, EVIL)
    assert "<img src=x onerror" in turn.locator(".answer").inner_text()
    turn = ask(page, "Who opened the tram bridge?")
    turn.locator(".marker").first.click()
    quote = page.locator("aside mark.here").inner_text()
    assert quote == rag.ask("Who opened the tram bridge?").citations[0].quote  # after 🌉, two halves in JavaScript
    assert page.locator("aside h2").inner_text().startswith("The bridge <script>")
    assert page.locator("aside .text *:not(mark, strong), .turn img, .turn script").count() == 0
    assert page.title() == "Ask the articles"
    assert page.complaints == []


def test_an_abstention_shows_what_is_nearest_as_no_answer(visit: Any, url: str, rag: Rag):
    page, question = visit(url), "How many dollars may Meta invest in Anthropic?"
    turn, answer = ask(page, question), rag.ask(question)
    assert answer.abstained
    assert turn.locator(".answer").inner_text() in answer.text
    assert turn.locator(".answer .marker").count() == 0
    assert "no answer" in turn.locator("h3").inner_text()
    assert turn.locator(".confidence").inner_text().startswith("Chance that an answer would have been right")
    assert page.locator("#status").inner_text() == "The articles do not answer this."


def test_where_articles_disagree_the_sides_stand_beside_each_other(visit: Any, tmp_path: Path):
    told = {
        "courier": "---\nsource: Mail\npublished: 2026-05-06\n---\nThe fire in Halden killed 63 people, police said.",
        "wire": "---\nsource: Wire\npublished: 2026-05-06\n---\nThe fire in Halden killed 41 people, the mayor said.",
    }
    question = "How many people did the fire in Halden kill?"
    with rag_with(tmp_path, told) as rag, served(rag) as url:
        answer = rag.ask(question)
        turn = ask(visit(url), question)
        assert len(answer.sides) == 2
        assert turn.locator(".sides b").all_inner_texts() == [side.value for side in answer.sides]
        turn.locator(".sides .marker").last.click()
        assert turn.page.locator("aside mark.here").is_visible()


def test_the_keyboard_is_enough(visit: Any, url: str):
    page = visit(url)
    assert active(page).get_attribute("id") == "question"
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.locator(".turn .actions").wait_for()
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if active(page).get_attribute("class") == "marker":
            break
    page.keyboard.press("Enter")
    page.locator("aside mark.here").wait_for()
    assert active(page).get_attribute("id") == "article-title"
    page.keyboard.press("Escape")
    assert active(page).get_attribute("class") == "marker"
    assert page.locator("aside").is_hidden()
    page.keyboard.press("/")
    assert active(page).get_attribute("id") == "question"
    assert page.locator("#question").input_value() == ""


def test_a_narrow_screen_shows_all_and_nothing_beside_it(visit: Any, url: str):
    page = visit(url, width=360)
    ask(page, EVIL).locator(".marker").first.click()
    page.locator("aside mark.here").wait_for()
    assert page.locator("aside").bounding_box()["width"] >= 340
    assert page.locator("main").get_attribute("inert") is not None
    page.get_by_role("button", name="Close the article").click()
    assert page.locator("main").get_attribute("inert") is None
    page.locator("#narrow summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_an_answer_grows_and_can_be_stopped(visit: Any, rag: Rag):
    model = Slow()
    with Rag(rag.settings.home, embedder=WordEmbedder(), model=model) as slow, served(slow) as url:
        page = visit(url)
        page.locator("#question").fill(QUESTION)
        page.keyboard.press("Enter")
        page.locator(".claim").wait_for()
        assert page.locator(".claim").inner_text().startswith("Meta may invest ten billion dollars")
        assert page.locator(".answer").get_attribute("aria-busy") == "true"
        page.get_by_role("button", name="Stop").click()
        page.get_by_role("alert").wait_for()
        assert page.get_by_role("alert").inner_text() == "Stopped."
        model.go.set()


def test_the_page_asks_for_the_token_and_tells_errors(visit: Any, rag: Rag):
    model = ScriptedModel(error=ValueError("broken"))
    writing = Rag(rag.settings.home, embedder=WordEmbedder(), model=model)
    with writing, served(writing, access=Access(token="a-long-secret")) as url:
        page = visit(url)
        page.get_by_label("This server asks for a token.").fill("a-long-secret")
        page.keyboard.press("Enter")
        page.locator("#question").fill(QUESTION)
        page.keyboard.press("Enter")
        page.get_by_role("alert").wait_for()
        assert "model" in page.get_by_role("alert").inner_text()
