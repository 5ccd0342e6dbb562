"""Boxes within an article's page that are not the article: captions, offers of subscriptions, links to other articles.

A box counts by its class or its first words, and only if it is small: many pages wrap all of a paid article in
`<div class="paywall">`.
"""

from __future__ import annotations

import re
from typing import Any

from .notes import replace, text_of

LONGEST_BOX = 700
"""Characters. Offers and teasers are shorter, articles are longer."""
LONGEST_CAPTION = 400
_CONTAINERS = tuple("div section aside ul ol dl dd li p form span details blockquote".split())
_PICTURES = ("img", "picture", "amp-img", "svg", "video")


def _classes(words: str) -> re.Pattern[str]:
    """A pattern for one of the words, divided by blanks, at the beginning of a part of a class."""
    parts = "|".join(words.split())
    return re.compile(rf"(?:^|(?<!has)(?<!with)(?<!no)[\s_-])(?:{parts})(?![a-z])", re.IGNORECASE)


_CAPTION = _classes(
    r"(?:fig)?caption(?:-?text)? wp-caption-text bildunterschrift bildtext bildlegende l[ée]gende didascalia bijschrift"
    r" pie-?de-?(?:foto|imagen) (?:photo|image|picture|bild|foto)-?(?:credit|caption)s?"
)
_PICTURE = _classes(
    r"(?:image|img|photo|picture|bild|foto)(?:[_-]+(?:\w*wrap\w*|container|block|box|holder|left|right|full|wide|single))*"
    r"(?:\s|$)"
)
_OFFER = _classes(
    r"paywall regwall pay-?meter piano subscri\w* newsletters? sign-?up offers? abo abonn\w* promo\w* cta registration"
    r" log-?in membership donat\w* premium plus teaser barrier"
)
_ARTICLE = re.compile(r"(?:entry|article|post|story)[-_]*(?:content|body|text)(?![a-z])", re.IGNORECASE)
_WRAPPER = re.compile(r"[_-](?:content|body|article|text|only)(?![a-z])", re.IGNORECASE)
"""The end of a class that marks paid text itself: `paywall-content`, `subscriber-only`."""
_CALL = re.compile(
    r"\b(?:subscribe|sign ?up|(?:log|sign) ?in|register|your inbox|unlimited access|cancel (?:at )?any ?time|free trial"
    r"|become a (?:member|supporter|subscriber)|support (?:us|our)|jetzt (?:testen|abonnieren|bestellen)"
    r"|einloggen|anmelden|(?:monatlich|jederzeit) k[üu]ndbar|probemonat|je m'abonne|abonnez-vous|d[ée]j[àa] abonn"
    r"|sans engagement|connectez-vous|inscrivez-vous|suscr[íi]b\w+|inicia(?:r)? sesi[óo]n|reg[íi]strate|abbonati|accedi"
    r"|iscriviti|inloggen|neem een abonnement|assine|zaloguj|logga in|logg inn|prenumerera)",
    re.IGNORECASE,
)
_REPORTED = re.compile(r"\b(?:said|says|told|announced|according to|sagte|teilte|a déclaré|dijo)\b", re.IGNORECASE)
_RELATED = _classes(
    r"related(?:[_-]?\w+)? read-?(?:more|also|next) more-?(?:on|about|stories) see-?also rich-?link recirc\w*"
    r" recommend\w* (?:a-)?lire-aussi mehr-zum-thema lesen-sie-auch relacionad[ao]s? correlat[io] lees-ook hatnote"
    r" inline-?(?:promo|teaser|article)"
)
_LEADS_ELSEWHERE = re.compile(
    r"(?:related(?: (?:articles?|stor(?:y|ies)|posts?|news))?|read (?:more|also|next|our)|also read|see also"
    r"|more (?:on|about) this|(?:[àa] )?lire (?:aussi|[ée]galement)|sur le m[êe]me sujet|mehr zum thema"
    r"|lesen sie (?:auch|mehr|hier)|auch interessant|lee tambi[ée]n|te puede interesar|leggi anche|lees ook"
    r"|leia (?:tamb[ée]m|mais)|czytaj (?:te[żz]|tak[żz]e)|l[äa]s (?:mer|ocks[åa]))\b",
    re.IGNORECASE,
)


def drop_boxes(tree: Any) -> None:
    """Drops, in place, the boxes of a page that are not its article."""
    for element in list(tree.iter("figcaption", "amp-sidebar", "amp-consent", *_CONTAINERS)):
        # trafilatura drops figures itself, after its fallbacks have measured the page with them.
        if next(element.iterancestors("figure"), None) is None and _is_box(element):
            replace(element, "")


def _is_box(element: Any) -> bool:
    if element.tag in ("amp-sidebar", "amp-consent"):
        return True
    named = f"{element.get('class', '')} {element.get('id', '')}"
    if element.tag == "figcaption" or _CAPTION.search(named):
        return text_of(element, LONGEST_CAPTION) is not None
    words = text_of(element, LONGEST_BOX)
    if not words or _ARTICLE.search(named) or element.find(".//h1") is not None:
        return False
    return (
        _is_picture(element, named, words) or _is_offer(element, named, words) or _is_elsewhere(element, named, words)
    )


def _is_picture(element: Any, named: str, words: str) -> bool:
    """A picture with one paragraph at most, and no heading: its caption."""
    return (
        len(words) <= LONGEST_CAPTION
        and bool(_PICTURE.search(named))
        and any(element.find(f".//{tag}") is not None for tag in _PICTURES)
        and sum(1 for _ in element.iter("p", "h2", "h3", "h4", "h5", "li")) <= 1
    )


def _is_offer(element: Any, named: str, words: str) -> bool:
    if any(name in element.attrib for name in ("subscriptions-dialog", "subscriptions-action")):  # AMP
        return True
    if not _OFFER.search(named) or _WRAPPER.search(named) or not _CALL.search(words) or _REPORTED.search(words):
        return False
    has_button = element.tag == "form" or next(element.iter("a", "button", "input", "form"), None) is not None
    return has_button and all(text_of(paragraph, 200) is not None for paragraph in element.iter("p"))


def _is_elsewhere(element: Any, named: str, words: str) -> bool:
    """A box of related articles: by its class with a link, or by its first words with little but links after them."""
    linked = sum(len(text_of(link, LONGEST_BOX) or "") for link in element.iter("a"))
    if not linked:
        return False
    if _RELATED.search(named):
        return 4 * linked >= len(words)
    lead = _LEADS_ELSEWHERE.match(words)
    return lead is not None and linked >= 0.7 * (len(words) - len(lead[0]))
