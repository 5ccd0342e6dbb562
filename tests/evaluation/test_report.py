"""The page as text, and the page in chromium if it is installed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from helpers.scripted_rag import CAPITAL, MIXED, NORWAY, RAIN, SCRIPT, Scripted, asked, head, known, mixed, unknown

from rag.errors import CaseError
from rag.evaluation.logs import Log
from rag.evaluation.report import TAG_METRICS, AnswerPart, render, show, write_report
from rag.evaluation.runner import measure
from rag.evaluation.scoring import Cited
from rag.evaluation.summary import BY_KEY
from rag.types import Draft, Passage, Sentence
from rag.verification.citations import verify

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
EVIL = "<script>document.title = 'owned'</script><img src=x onerror=\"document.title = 'owned'\">"


def log(results: list[Any] | None = None, cases: Any = MIXED) -> Log:
    return Log(
        Path("run.jsonl"), head(cases, model="scripted"), tuple(mixed(confidence=0.5) if results is None else results)
    )


def evil_log() -> Log:
    """Every text that comes from outside tries to be markup."""
    case = known("a", id=EVIL, question=EVIL, answers=(EVIL,), tags=(EVIL,), history=((EVIL, EVIL),))
    (result,) = asked({EVIL: CAPITAL}, [case])
    assert result.answer
    citation = result.answer["citations"][0] | {"quote": EVIL, "title": EVIL, "source": EVIL}
    passage = result.answer["passages"][0] | {"text": EVIL, "article_id": EVIL}
    changed = {"answer": f"{EVIL}[1]", "citations": [citation], "passages": [passage], "understood": EVIL}
    answer = {**result.answer, **changed, "rejected": [{"text": EVIL, "reason": EVIL}]}
    crashed = asked({"b": ValueError(EVIL)}, [known("b")])[0]
    return log([replace(result, answer=answer, cited=(Cited("valid", EVIL, EVIL),)), crashed], [case, known("b")])


def test_the_page_has_every_case_with_its_answer_its_quotes_and_why_it_failed() -> None:
    page = render(log())
    assert page.count('<details class="case ') == 5
    assert re.findall(r'data-state="(\w+)"', page) == ["failed", "failed", "failed", "right", "right"]
    assert "It was refused, although the articles say; the evidence was in passage 1." in page
    assert '<p class="context">Norway is long. <mark>The capital is Oslo.</mark> It rains in Bergen.</p>' in page
    assert page.count("<svg") == 3


@pytest.mark.parametrize(("page", "says"), [({"page": 4}, ", p. 4"), ({"page": None}, ""), ({}, "")])
def test_a_quote_says_on_which_page_it_stands_where_the_log_knows(page: dict[str, Any], says: str) -> None:
    (result,) = asked({"a": CAPITAL}, [known("a")])
    assert result.answer
    old = {name: value for name, value in result.answer["citations"][0].items() if name != "page"}
    shown = render(log([replace(result, answer={**result.answer, "citations": [old | page]})], [known("a")]))
    assert re.findall(r"<cite>\[1\] Norway(.*?)\s*<span", shown) == [says]


def test_each_quote_says_whether_it_serves_and_what_does_not_is_counted() -> None:
    page = render(log(asked({"a": (CAPITAL, RAIN)}, [known("a")]), [known("a")]))
    assert re.findall(r'<span class="tag">([^<]*the answer)</span>', page) == [
        "shows the answer",
        "does not show the answer",
    ]
    assert "Of its 2 quotes 1 does not serve." in page


def test_what_is_said_of_an_answer_is_said_by_tag_too() -> None:
    page = render(log())
    labels = [BY_KEY[key].label for key in TAG_METRICS]
    assert len(labels) == 10
    assert all(page.count(f'<th scope="col">{label}</th>') == 1 for label in labels)


def test_a_crash_and_an_interrupted_run_are_said() -> None:
    page = render(log(asked({**SCRIPT, "a": ValueError("no")}, MIXED)[:3]))
    assert "1 crashed and are not scored." in page
    assert "interrupted with 2 cases left" in page
    assert "It crashed and is not scored: ValueError: no" in page


def test_nothing_is_fetched_and_no_script_runs_but_its_own() -> None:
    page = render(log())
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy.startswith("default-src &#39;none&#39;; style-src &#39;sha256-")
    assert not re.search(r'(?:src|href)="(?!#)', page)
    assert not re.search(r" style=| on\w+=", page)


def test_what_comes_from_outside_is_text() -> None:
    page = render(evil_log())
    assert "<img" not in page
    assert page.count("<script>") == 1
    assert page.count("&lt;script&gt;") >= 15


def test_what_would_turn_or_hide_text_is_gone() -> None:
    case = known("a", question="\u202eolleh \x1b[31m")
    page = render(log(asked({case.question: CAPITAL}, [case]), [case]))
    assert "\u202e" not in page
    assert "\x1b" not in page
    assert "\N{REPLACEMENT CHARACTER}[31m" in page


def test_a_list_is_shown_as_its_items_and_what_is_not_set_as_a_dash() -> None:
    made = log()
    made = replace(made, fingerprint={**made.fingerprint, "asked": {"files": ["a<b", "c"], "tags": [], "model": None}})
    page = render(made)
    assert "files <b>a&lt;b, c</b>" in page
    assert "tags <b>–</b>" in page
    assert "model <b>–</b>" in page


def test_a_marker_is_a_link_only_where_there_is_such_a_citation() -> None:
    (result,) = asked({"a": CAPITAL}, [known("a")])
    assert result.answer
    shown = show(replace(result, answer={**result.answer, "answer": "See [7] of it.[1]"}), ["fact"])
    texts = (AnswerPart("See "), AnswerPart("[7]"), AnswerPart(" of it."))
    assert shown.pieces == (*texts, AnswerPart("1", 1), AnswerPart(""))


def test_a_report_is_written_whole_or_refused_in_a_sentence(tmp_path: Path) -> None:
    path = write_report(log(), tmp_path / "run.html")
    assert write_report(log(), path).read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert [p.name for p in tmp_path.iterdir()] == ["run.html"]
    with pytest.raises(CaseError, match="cannot be written"):
        write_report(log(), path / "run.html")


def worded(words: str) -> Log:
    """One case, answered with exact words in its text and quote."""
    (result,) = asked({"a": CAPITAL}, [known("a")])
    assert result.answer
    at = NORWAY.text.index(words) - CAPITAL.start
    span = [at, at + len(words)]
    citation = {**result.answer["citations"][0], "answer": span}
    return log(
        [replace(result, answer={**result.answer, "citations": [citation], "answer_spans": [span]})], [known("a")]
    )


def test_exact_words_are_marked_in_the_answer_and_in_the_quote() -> None:
    page = render(worded("Oslo"))
    assert re.findall(r'<p class="answer">\s*(.*?)\s*</p>', page, re.DOTALL) == [
        'The capital is <mark>Oslo</mark>.<a href="#c1-1">[1]</a>'
    ]
    assert "<mark>The capital is <b>Oslo</b>.</mark>" in page


def test_the_note_under_a_list_is_shown_as_text() -> None:
    (result,) = asked({"a": CAPITAL}, [known("a")])
    assert result.answer
    page = render(log([replace(result, answer={**result.answer, "note": f"At least {EVIL}"})], [known("a")]))
    assert "· At least &lt;" in page
    assert "<img" not in page
    older = {name: value for name, value in result.answer.items() if name != "note"}
    assert "at least" not in render(log([replace(result, answer=older)], [known("a")]))


def test_exact_words_are_text_too() -> None:
    (result,) = worded("Oslo").results
    assert result.answer
    spans = {"answer_spans": [[0, len(EVIL)]], "answer": f"{EVIL}[1]"}
    citation = {**result.answer["citations"][0], "quote": EVIL, "answer": [0, len(EVIL)]}
    page = render(log([replace(result, answer={**result.answer, **spans, "citations": [citation]})], [known("a")]))
    assert "<img" not in page
    assert page.count("&lt;script&gt;") == 2


def refused_case() -> Any:
    """A refusal that names the second sentence as nearest."""
    case = unknown("d")
    sentence = Sentence(*CAPITAL, NORWAY.text[slice(*CAPITAL)])
    passage = Passage(NORWAY.id, NORWAY.sha256, 0, len(NORWAY.text), NORWAY.text, 0.5, "Norway", sentences=(sentence,))
    draft = Draft((), "m", 0.1, nearest=("1.1",), refusal="They do not say.")
    return measure(Scripted({}), case, verify("d", draft, [passage]))


def test_what_a_refusal_names_as_nearest_is_shown_as_no_answer_and_scored_as_a_refusal() -> None:
    result = refused_case()
    assert (result.metrics["answered"], result.metrics["correct"], result.metrics["citations"]) == (0, 1, 0)
    page = render(log([result], [result.case]))
    text = 'They do not say. Nearest: The capital is Oslo. <a href="#c1-1">[1]</a>'
    assert re.findall(r'<p class="answer abstained">\s*(.*?)\s*</p>', page, re.DOTALL) == [text]
    _, _, below = page.partition("<h4>Nearest, but no answer</h4>")
    assert below.split() and below.split()[0:2] == ["<blockquote", 'id="c1-1"']
    assert "Norway is long. <mark>The capital is Oslo.</mark> It rains in Bergen." in below
    assert "Nearest" not in render(log())


def test_what_the_articles_said_earlier_is_shown_with_its_date() -> None:
    (result,) = asked({"a": CAPITAL}, [known("a")])
    before = {**(result.answer or {})["citations"][0], "quote": "It was Bergen <b>.", "published": "2024-01-02"}
    page = render(log([replace(result, answer={**(result.answer or {}), "earlier": [before]})], [result.case]))
    assert "<blockquote>It was Bergen &lt;b&gt;. <cite>" in page.partition("<h4>Earlier</h4>")[2]
    assert "2024-01-02</cite>" in page
    assert "Earlier</h4>" not in render(log())


def test_a_nearest_quote_that_its_article_does_not_give_is_named() -> None:
    broken = replace(refused_case(), nearest=(Cited("broken"),))
    page = render(log([broken], [broken.case]))
    assert "1 of its nearest quotes do not give their quote when the article is sliced again." in page


# In a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("there is no chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        # Chromium's sandbox does not work as root or in a container; the page is ours.
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """Opens the report of a log. `complaints` holds its errors and console messages, `fetched` its requests."""
    context = browser.new_context()
    page = context.new_page()
    page.complaints, page.fetched = [], []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("request", lambda request: page.fetched.append(request.url))

    def show_report(of: Log) -> Any:
        page.goto(write_report(of, tmp_path / "report.html").as_uri())
        return page

    yield show_report
    context.close()


def visible(page: Any) -> list[str]:
    return [case.locator(".question").first.inner_text() for case in page.locator(".case").all() if case.is_visible()]


def test_the_filter_shows_what_failed_what_has_a_tag_and_what_holds_the_words(opened: Any) -> None:
    page = opened(log())
    assert page.locator("#shown").inner_text() == "5 of 5"
    page.select_option("#state", "failed")
    assert visible(page) == ["b", "c", "e"]
    page.select_option("#tag", label="near-miss")
    assert visible(page) == ["e"]
    page.fill("#words", "bergen RAINS")
    assert visible(page) == ["e"]
    page.fill("#words", "bergen snows")
    assert visible(page) == []
    assert page.get_by_text("No case is like this.").is_visible()
    page.fill("#words", "")
    page.select_option("#tag", "")
    page.select_option("#state", "right")
    assert visible(page) == ["a", "d"]
    assert page.complaints == []
    assert len(page.fetched) == 1  # itself


def test_an_article_with_a_script_in_it_stays_text_in_a_browser_too(opened: Any) -> None:
    page = opened(evil_log())
    assert page.title() == "Eval run run"
    assert page.locator("mark").text_content() == EVIL
    assert page.locator("img").count() == 0
    assert page.complaints == []


def test_a_script_that_did_get_in_would_not_run(opened: Any, tmp_path: Path) -> None:
    page = opened(log())
    smuggled = (tmp_path / "report.html").read_text(encoding="utf-8").replace("</main>", f"{EVIL}</main>")
    (tmp_path / "report.html").write_text(smuggled, encoding="utf-8")
    page.reload()
    assert page.title() == "Eval run run"
    assert any("Content Security Policy" in complaint for complaint in page.complaints)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light")])
def test_the_page_fits_its_window_and_is_dark_where_that_is_wanted(opened: Any, width: int, scheme: str) -> None:
    page = opened(log())
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    red, *_ = map(int, re.findall(r"\d+", page.evaluate("getComputedStyle(document.body).backgroundColor")))
    assert (red < 60) is (scheme == "dark")
    assert NORWAY.text[16:36] in page.content()


def test_the_printed_page_has_no_controls(opened: Any) -> None:
    page = opened(log())
    page.emulate_media(media="print")
    assert not page.locator("#filter").is_visible()
    assert page.locator(".case").first.is_visible()
