"""The HTML of a message to text. Newsletters are laid out in tables, which trafilatura takes for tables or drops."""

from __future__ import annotations

import re
from typing import Any

from .documents.body import BLOCKS, HEADINGS, written
from .documents.xhtml import body_of, parsed_page, settle
from .html.notes import join_drop_caps, replace
from .html.visibility import drop_unseen

LONGEST_LINE = 400
"""Characters of a line that can be furniture."""
LONGEST_TAIL = 2_500
"""Characters of what follows the reason why one gets a newsletter."""
ENOUGH = 200
"""Characters of own words from which a message is an answer, and what it quotes is another's text."""
_QUOTES = (
    "//div[contains(@class, 'gmail_quote') or contains(@class, 'yahoo_quoted') or contains(@class, 'protonmail_quote')]"
    " | //blockquote[@type='cite'] | //div[@id='divRplyFwdMsg' or @id='appendonsend']/following-sibling::*"
)
_APART = "//*[contains(@class, 'gmail_signature') or contains(@class, 'moz-signature')]"
_FURNITURE = re.compile(
    r"(?:view|read|open|see) (?:(?:this|the) )?(?:e-?mail |message |newsletter |it |issue |post |online )?"
    r"(?:in|on|online|as)? ?(?:(?:your|a|the|an) )?(?:web ?)?(?:browser|online|web ?(?:page|site)?|app)"
    r"\W{0,3}(?:https?:\S+)?"
    r"|having trouble (?:viewing|reading).*|.{0,60}nicht (?:korrekt |richtig )?(?:angezeigt|dargestellt).*"
    r"|(?:im|diese.{0,20}) browser (?:ansehen|anzeigen|öffnen|lesen).*|online(?:-version| ?ansehen| lesen)"
    r"|(?:voir|lire|afficher) .*(?:en ligne|navigateur).*|ver (?:este |en ).*(?:navegador|línea).*|web ?version"
    r"|(?:click here to )?unsubscribe.*|manage (?:your )?(?:subscription|preferences|email).*"
    r"|update (?:your )?(?:email )?preferences.*|(?:newsletter )?abbestellen.*|abmelden"
    r"|se désinscrire.*|se désabonner.*|darse de baja.*|privacy policy.*|terms of (?:use|service).*"
    r"|contact us|advertise(?: with us)?|add us to your address book.*|forward (?:this e-?mail|to a friend).*"
    r"|(?:was this )?(?:e-?mail )?forwarded to you.*"
    r"|share(?: this.{0,30})?|tweet(?: this)?|like|comment|restack"
    r"|(?:read|continue reading|learn) (?:more|now|the full story|in app)\s?[→›»>]*|weiterlesen|mehr lesen"
    r"|lire la suite|leer más|follow us.{0,40}|facebook|twitter|x|instagram|linkedin|youtube|tiktok"
    r"|advertisement|anzeige|publicité|sponsored(?: by .{0,40})?|subscribe(?: now| here)?|sign up|upgrade to paid"
    r"|(?:©|copyright).*|all rights reserved.*|(?:our )?mailing address.*|sent from my \w+"
    r"|von meinem \w+ gesendet|envoyé de mon \w+",
    re.IGNORECASE,
)
"""A line, or a part of one between bars, that is no part of what a newsletter says."""
_REASON = re.compile(
    r"you(?:['’]re| are)? (?:receiv|gett|subscribed|signed up)\w*.{0,60}(?:this e-?mail|newsletter|mailing|this list)"
    r"|you received this (?:e-?mail|message)|this (?:e-?mail|message|newsletter) was sent (?:to|by|from)"
    r"|(?:sie|du) (?:erhalten|erhältst|bekommen|bekommst) diese\w? (?:e-?mail|nachricht|newsletter)"
    r"|diese (?:e-?mail|nachricht) (?:wurde|ging) an|dieser newsletter (?:wurde|ging) an"
    r"|vous (?:recevez|avez reçu) cet? |(?:recibes?|ha recibido) este (?:correo|mensaje|bolet)"
    r"|to unsubscribe|no longer wish to receive",
    re.IGNORECASE,
)
"""Why one gets a newsletter: nothing after it is what it says."""


def message_text(html: str) -> str:
    """The text of a message's HTML, without what was quoted and what every issue of a newsletter repeats."""
    if not html.strip():
        return ""
    tree = parsed_page(html.encode("utf-8", "replace"))
    body = body_of(tree)
    for element in tree.iter("script", "title"):
        element.text = None
    for element in body.xpath(_APART):
        replace(element, "")
    _drop_quotes(body)
    _unlay(tree)
    join_drop_caps(tree)
    drop_unseen(tree)
    for element in tree.iter("style"):
        element.text = None
    settle(tree)
    return _without_furniture(written(body))


def _drop_quotes(body: Any) -> None:
    """Drops what a message quotes if it says enough itself; a message that was sent on is nothing but a quotation."""
    quotes = body.xpath(_QUOTES)
    among = set(quotes)
    outer = [quote for quote in quotes if not any(around in among for around in quote.iterancestors())]
    length = sum(len(" ".join(quote.text_content().split())) for quote in outer)
    if outer and len(" ".join(body.text_content().split())) - length >= ENOUGH:
        for quote in outer:
            replace(quote, "")


def _unlay(tree: Any) -> None:
    """Makes plain blocks of the tables that only arrange a message."""
    for table in [table for table in tree.iter("table") if _arranges(table)]:
        for element in list(table.iter("tbody", "thead", "tfoot", "tr", "td", "th")):
            if next(element.iterancestors("table", "article"), None) is table:
                element.tag = "div"
        table.tag = "article"
    for table in tree.iter("article"):
        table.tag = "div"


def _arranges(table: Any) -> bool:
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return True
    cells = list(table.iter("td", "th"))
    blocks = [block for cell in cells for block in cell.iter(*HEADINGS, "ul", "ol", "img", "blockquote", "hr")]
    one_column = all(len([cell for cell in row if cell.tag in ("td", "th")]) <= 1 for row in table.iter("tr"))
    return bool(blocks) or one_column or any(sum(e.tag in BLOCKS for e in cell) > 1 for cell in cells)


def _without_furniture(text: str) -> str:
    kept = [line for line in text.split("\n") if not _is_furniture(line)]
    end = len("\n".join(kept))
    at = end
    for n in range(len(kept) - 1, -1, -1):
        at -= len(kept[n]) + 1
        if end - at > LONGEST_TAIL:
            break
        if len(kept[n]) <= LONGEST_LINE and _REASON.search(kept[n]):
            kept = kept[:n]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _is_furniture(line: str) -> bool:
    if not line or len(line) > LONGEST_LINE or line.startswith("|"):
        return False
    parts = [part.strip(" -*[]·•") for part in re.split(r"[|·•]", line)]
    return any(parts) and all(_FURNITURE.fullmatch(part) for part in parts if part)
