"""The day on which an article says that it was published. One that does not say it has none.

htmldate, which trafilatura asks, guesses: it takes a date of another article on the page, and 05/08/2025 for 5 August.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import islice
from typing import Any

from ..text.dates import WEEKDAY_NUMBERS, iso_date, numbers_date, words_date
from ..text.paragraphs import is_sentence

_META = """
    articlepublishedtime ogarticlepublishedtime articlepublished articlepublisheddate ogpublishedtime ogpublishdate
    ogdatepublished datepublished publisheddate publishedtime publicationdate publishdate publishtime pubdate ogpubdate
    originalpublicationdate citationpublicationdate citationonlinedate citationdate prismpublicationdate
    parselypubdate sailthrudate btpubdate rbpubdate cxenseparserecspublishtime vrpublishedtime
    shareaholicarticlepublishedtime rnewsdatepublished dcdateissued dctermsissued dcissued dcdatepublication
    dctermsdate dcdate dcdatecreated dctermscreated dccreated date
""".split()
"""Names of meta elements, without their punctuation, the most reliable first."""
_ARTICLE = re.compile(r"(?:Article|BlogPosting|SocialMediaPosting|\bReport)$")
_TITLES = "//h1//text() | //title/text() | //meta[@property='og:title']/@content"
_SKIPPED = frozenset("script style nav aside footer form meta link".split())
_INLINE = frozenset("a abbr b br cite em i img small span strong sub sup svg time".split())
_ELSEWHERE = re.compile(
    r"(?:^|[\s_-])(?:relat\w*|comments?|sidebar|teasers?|widget|recommend\w*|trending|popular|nav\w*|menu|promo)(?:$|[\s_-])"
    r"|^(?!.*publish).*(?:modified|updated)",
    re.IGNORECASE,
)
"""The class or id of an element whose dates are another article's, or a later version's."""
_CHANGED = re.compile(
    r"updated|modifi|edited|corrected|aktualisiert|geändert|mis à jour|actualiza|aggiorna|bijgewerkt", re.IGNORECASE
)
_HEAD = 500
"""Elements after the headline among which a date is looked for."""


def declared_date(tree: Any) -> str | None:
    """ISO 8601. Linked data first, then meta elements, microdata, and a date below the headline."""
    return next((day for find in (_linked, _in_meta, _in_microdata, _in_head) if (day := find(tree))), None)


def _only(days: Iterable[str | None]) -> str | None:
    found = {day for day in days if day}
    return found.pop() if len(found) == 1 else None


def _linked(tree: Any) -> str | None:
    """`datePublished` of the JSON-LD node of the article; of several, the one with the page's headline."""
    scripts = tree.xpath("//script[contains(@type, 'ld+json')]")
    nodes = [node for script in scripts for node in _articles(_parsed(script.text or ""))]
    heads = [_plain(words) for words in tree.xpath(_TITLES)]
    titled = [
        node
        for node in nodes
        if (title := _plain(str(node.get("headline") or ""))) and any(head.startswith(title) for head in heads)
    ]
    return _only(iso_date(str(node.get("datePublished") or "")) for node in titled or nodes)


def _plain(words: str) -> str:
    return " ".join(unescape(words).replace("’", "'").casefold().split())


def _parsed(script: str) -> Any:
    script = re.sub(r"^\s*(?://\s*)?(?:<!--|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*$", "", script)
    try:
        return json.loads(script.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _articles(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """The nodes that are articles. What a node only mentions (comments, related articles) is not looked into."""
    if depth > 6:
        return
    for node in value if isinstance(value, list) else [value]:
        if isinstance(node, dict):
            kinds = node.get("@type")
            if any(_ARTICLE.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                yield node
            for inner in ("@graph", "mainEntity"):
                yield from _articles(node.get(inner), depth + 1)


def _in_meta(tree: Any) -> str | None:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = re.sub(r"[^a-z]", "", (element.get("property") or element.get("name") or "").lower())
        if name in _META and (day := iso_date(element.get("content") or "")):
            found.setdefault(name, day)
    return next((found[name] for name in _META if name in found), None)


def _in_microdata(tree: Any) -> str | None:
    """`itemprop` of microdata or `property` of RDFa; of several articles, the one that the page's h1 is in."""
    dated = []
    for element in tree.xpath("//*[@itemprop or @property]"):
        name = (element.get("itemprop") or element.get("property")).rpartition(":")[2].strip()
        if name == "datePublished" and not any(map(_is_elsewhere, (element, *element.iterancestors()))):
            day = iso_date(element.get("content") or element.get("datetime") or element.text_content())
            dated.append((_scope(element), day))
    dated = [(scope, day) for scope, day in dated if scope is None or _ARTICLE.search(_kind(scope) or "Article")]
    main = [day for scope, day in dated if scope is not None and scope.find(".//h1") is not None]
    return _only(main or [day for _, day in dated])


def _scope(element: Any) -> Any:
    return next((e for e in element.iterancestors() if "itemscope" in e.attrib or "typeof" in e.attrib), None)


def _kind(scope: Any) -> str:
    """The type of an item of microdata or RDFa."""
    return scope.get("itemtype") or scope.get("typeof") or ""


def _is_elsewhere(element: Any) -> bool:
    """Whether an element is navigation, or holds other articles."""
    return element.tag in ("nav", "aside", "footer") or bool(
        element.tag not in ("html", "body", "article", "main")
        and _ELSEWHERE.search(f"{element.get('class') or ''} {element.get('id') or ''}")
    )


def _in_head(tree: Any) -> str | None:
    """The date between the headline and the first paragraph, else the dateline of that paragraph."""
    days: list[str] = []
    for element in islice(_below_headline(tree), _HEAD):
        if not all(child.tag in _INLINE for child in element):
            continue
        words = " ".join(element.text_content().split())
        if len(words) >= 60 and is_sentence(words):
            return _only(days) or dateline(words)
        is_time = element.tag == "time"
        day = iso_date(element.get("datetime") or words) if is_time else date_in_line(words)
        if is_time and "pubdate" in element.attrib:
            return day
        if day and not _CHANGED.search(_before(element)):
            days.append(day)
    return _only(days)


def _before(element: Any) -> str:
    """The words in front of an element, in its parent."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is None:
        return str(parent.text or "") if parent is not None else ""
    return f"{previous.text_content() if isinstance(previous.tag, str) else ''} {previous.tail or ''}"


def _below_headline(tree: Any) -> Iterator[Any]:
    """The elements of the h1's article, or those after the h1, that are no navigation and no list of other articles."""
    head = next(tree.iter("h1"), None)
    article = next(tree.iter("article") if head is None else head.iterancestors("article"), None)
    top = tree if article is None else article
    begun, waiting = article is not None, [top]
    while waiting:
        element = waiting.pop()
        if (
            not isinstance(element.tag, str)
            or element.tag in _SKIPPED
            or (element is not top and _is_elsewhere(element))
        ):
            continue
        if begun and element is not top and element is not head:
            yield element
        begun = begun or element is head
        waiting += reversed(element)


MAX_LINE = 150
_LINES = 20
"""Lines in which the first paragraph must begin."""
_LABEL = re.compile(
    r"(?:(?:first\s+)?published|posted|date|issued|(?:erst)?veröffentlicht|erschienen|stand|datum|publié|publicado"
    r"|(?:by|von|par|por)\s[^\d|]{2,60}?,|pubblicato|gepubliceerd|publicerad|fecha|data)"
    r"(?:\s+(?:on|am|le|el|em|il|op|den))?\s*:?\s+",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*[|·•/]\s+|\s+[–—-]\s+")
_AGENCY = r"(?:[\s-]*(?:\([^()]{2,30}\)|/[^/\s]{2,20}/))?"
_WORD = r"(?:[^\W\d_a-z][\w.'’]*|am|an|de|del|der|do|en|la|le|les|sur|upon)"
_DATELINE = re.compile(
    rf"(?P<place>[^\W\d_a-z][\w.'’]*(?:[ ,-]+{_WORD}){{0,4}}){_AGENCY}\s*(?:,|[–—]|\s-|--)\s*(?P<date>[^–—(/]{{8,30}}?)"
    rf"{_AGENCY}\s*(?P<end>[–—:]\s|--|-\s|$)"
)
_DATE_AND_PLACE = re.compile(
    rf"(?P<date>[^–—(/]{{4,26}}?\d{{4}}),\s+[^\W\d_a-z][\w.'’]*(?:[ ,-]+{_WORD}){{0,4}}(?P<end>)"
)
_NO_PLACE = frozenset(
    "on since by until from before after between in at am im seit bis ab vor nach le du el desde".split()
)


def date_in_line(line: str) -> str | None:
    """The date of a line that holds nothing else but a label, a time, or other parts set off by a bar or a dash."""
    parts = _PARTS.split(line.strip()) if len(line) <= MAX_LINE else []
    days = {day for part in parts if (day := _whole_date(_LABEL.sub("", part, count=1)))}
    return days.pop() if len(days) == 1 else None


def _whole_date(words: str) -> str | None:
    return (numbers_date(words) or words_date(words)) if len(words) <= 60 else None


def dateline(paragraph: str) -> str | None:
    """The date after the place where a report begins, `BERLIN, 3 June 2025 – `; None without a year."""
    match = _dateline(paragraph)
    return _whole_date(match["date"].strip()) if match and match["end"] else None


def _dateline(paragraph: str) -> re.Match[str] | None:
    match = _DATELINE.match(paragraph[:MAX_LINE].strip())
    first = match["place"].partition(" ")[0].casefold() if match else ""
    return None if first in _NO_PLACE or first in WEEKDAY_NUMBERS else match


def _letterhead(line: str) -> str | None:
    """The date of a line `Berlin, 3 June 2025` or `3 June 2025, Berlin`."""
    match = _dateline(line) or _DATE_AND_PLACE.fullmatch(line.strip()[:MAX_LINE])
    return _whole_date(match["date"].strip()) if match and not match["end"] else None


def printed_date(text: str) -> str | None:
    """The day in the dateline, else in the lines between the headline and the first paragraph; None if they differ."""
    lines = [line.strip() for line in text[:10_000].split("\n") if line.strip()][:_LINES]
    days: set[str] = set()
    for n, line in enumerate(lines):
        if day := dateline(line):
            return day
        if n and (day := date_in_line(line) or _letterhead(line)):
            days.add(day)
        elif (len(line) >= 60 and is_sentence(line)) or _is_wrapped(lines[n - 2 : n + 1]):
            break
    return days.pop() if len(days) == 1 else None


def masthead_date(lines: Iterable[str]) -> str | None:
    """The one day, its month in words, in the head lines of a newspaper, `THE COURIER — Tuesday, 17 June 2025`.

    A day in digits is the one on which a browser printed the page.
    """
    parts = [part for line in lines if len(line) <= MAX_LINE for part in _PARTS.split(line.strip())]
    days = {day for part in parts if any(c.isalpha() for c in part) and (day := _day_in_words(part))}
    return days.pop() if len(days) == 1 else None


def _day_in_words(part: str) -> str | None:
    match = _dateline(part)
    words = match["date"].strip() if match and not match["end"] else part
    return words_date(words) if len(words) <= 60 else None


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Whether these are three lines of one paragraph."""
    return (
        len(lines) == 3 and all(len(line) >= 45 for line in lines[:2]) and all(line[0].islower() for line in lines[1:])
    )
