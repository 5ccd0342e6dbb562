"""Boilerplate: text on an article's page that is not the article. One rule a kind. Pure; keeps a line when in doubt.

A rule must match all of a short piece's words in lower case (`Piece.bare`), unless its comment says otherwise.
"""

from __future__ import annotations

import re

from .paragraphs import Piece, is_final, is_title_case


def is_boilerplate(text: str, piece: Piece) -> bool:
    """Whether the piece is boilerplate wherever it stands."""
    bare = piece.bare
    if any(rule.fullmatch(bare) for rule in (_LABEL, _SHARE, _FORM)) or _is_bar(bare) or is_paywall(bare):
        return True
    if not bare or text[piece.start] in "\"'“‘«„":
        return False  # a long piece, or a quotation
    if piece.role != "paragraph" and _LINKED.fullmatch(bare):
        return True
    return not _REPORTED.search(bare) and bool(
        _COOKIES.fullmatch(bare) or _NEWSLETTER.fullmatch(bare) or _is_promotion(piece)
    )


def is_paywall(bare: str) -> bool:
    """Whether it asks the reader to subscribe or to log in before reading on."""
    return bool(_PAYWALL.fullmatch(bare))


def may_be_offer(piece: Piece) -> bool:
    """Whether it can be a line of a subscription's offer: its price, its terms, an item of what it holds."""
    is_item = piece.role == "item" and 0 < len(piece.bare) <= 60 and not is_final(piece.words)
    return is_item or (bool(_OFFER.fullmatch(piece.bare)) and not _REPORTED.search(piece.bare))


def is_boilerplate_among(bare: str, near: list[str]) -> bool:
    """Whether its neighbours make it boilerplate: a site in a share bar, an entry of a menu. `near` includes it."""
    if _SITE.fullmatch(bare):
        return (
            any(_SHARE.fullmatch(other) for other in near) or sum(bool(_SITE.fullmatch(other)) for other in near) >= 3
        )
    return (
        bare in _PLACES
        and sum(other in _PLACES for other in near) >= 3
        and any(other in _PLACES - _SUBJECTS for other in near)
    )


def begins_tail(bare: str) -> bool:
    """Whether the article ends at this heading, unless prose follows."""
    return bool(_TAIL.fullmatch(bare))


def may_begin_tail(bare: str) -> bool:
    """The same for words that are also headings within articles."""
    return bool(_TAIL_OR_HEADING.fullmatch(bare))


def begins_comments(bare: str) -> bool:
    """Whether it is the heading of readers' comments, provided that a comment form follows."""
    return bool(_COMMENTS.fullmatch(bare))


def is_form(bare: str) -> bool:
    """Whether it is part of a comment form."""
    return bool(_FORM.fullmatch(bare))


def is_rubric(bare: str) -> bool:
    """Whether it names a section of the newspaper, and so is not the headline if another line can be."""
    return bare in _RUBRICS


def _is_promotion(piece: Piece) -> bool:
    if _OPENS.fullmatch(piece.bare):
        return is_title_case(re.split(r" opens? | is | accepting ", piece.words)[0])
    if _BUTTON.fullmatch(piece.bare):
        return True
    if not _IMPERATIVE.match(piece.bare):
        return False
    return bool(_PROMOTED.search(piece.bare) or (_BRANDED.search(piece.words) and _PRAISE.search(piece.bare)))


def _is_bar(bare: str) -> bool:
    """`Home | News | Contact`, `Home > Business > Markets`."""
    parts = [part.strip() for part in re.split(r"[|>»›/•·]", bare)]
    if len(parts) < 3 or not all(0 < len(part) <= 30 for part in parts):
        return False
    return parts[0] == "home" or sum(part in _PLACES for part in parts) >= 2


def _rule(*ways: str) -> re.Pattern[str]:
    return re.compile("|".join(ways))


_LABEL = _rule(  # navigation, labels of advertisements, lines of the imprint
    r"skip to (?:main |the )?content",
    r"(?:toggle|main|open|close) (?:menu|navigation)",
    r"(?:go |scroll )?(?:back )?to (?:the )?top(?: button)?",
    r"(?:previous|next|older|newer) (?:article|post|story|entry)s?(?:: .{1,200}[^.])?:?",
    r"(?:read|see|show|load|view|learn) (?:more|all|less)(?: news| articles| stories| posts| comments)?",
    r"(?:view|show|hide|see|read|load) (?:the |all )?(?:\d+ )?comments?",
    r"listen to this (?:article|story)(?:[ ·|,]*\d+ min(?:ute)?s?)?",
    r"read (?:the )?(?:full|original|whole|rest of the) (?:story|article|post)",
    r"continue reading|post navigation|my account|advertise with us|write for us|search for:|search\.\.\."
    r"|loading\.\.\.",
    r"click (?:here )?to (?:share|subscribe|register|e-?mail|print|join|read|see|view|download|sign up)\b.{0,60}"
    r"|click here",
    r"log ?[- ]?in|sign ?[- ]?(?:in|up|out)(?: (?:or|/) (?:sign ?up|register|log ?in))?",
    r"advertisements?"
    r"(?: ?[-–—:|] ?(?:continue reading|article continues|story continues|scroll to continue)(?: below)?)?"
    r"|sponsored(?: content| post)?|report this ad|scroll to continue",
    r"(?:story|article) continues below(?: (?:this )?ad(?:vertisement)?)?",
    r"please enable (?:javascript|js)\b.{0,80}",
    r"(?:tags?|filed under|posted in):\s?[^.]{1,200}",
    r"(?:©|\(c\)|copyright ©|copyright \(c\)) ?(?:19|20)\d\d\b.{0,160}",
    r"copyright (?:19|20)\d\d\b.{0,120}\ball rights reserved\.?|all rights reserved\.?",
)
_PAYWALL = _rule(
    r"already (?:a|an|have an?) (?:\w+ )?(?:member|subscriber|account|subscription)\?"
    r" ?(?:please )?(?:log|sign) ?in\b.{0,40}",
    r"(?:please )?(?:subscribe|sign up|sign in|log in|register|become a (?:member|subscriber)"
    r"|create (?:a free|an) account) to (?:read|continue reading|keep reading|unlock)"
    r"(?: (?:this|the (?:rest|full|comments)|our|more)\b.{0,60})?[.!]?",
    r"to (?:continue|keep) reading(?: (?:this|the) (?:article|story|post))?,?"
    r" (?:please )?(?:subscribe|sign|log|register|create|enter)\b.{0,80}",
    r"this (?:article|story|content) is (?:only |exclusively )?(?:available (?:only )?(?:to|for)|for|reserved for"
    r"|exclusive to)(?: our)? (?:paying |registered |premium )?(?:subscribers|members)(?: only)?[.!]?",
    r"(?:continue|keep) reading (?:with|for (?:free|only|just)) [^.!?]{1,50}",
    r"you(?:'ve| have) (?:reached|read) your .{0,30}\b(?:limit|free (?:articles?|stories))\b.{0,60}"
    r"|you have (?:\d+|one|two|three|no) free (?:articles?|stories) (?:left|remaining)\b.{0,40}",
    r"not (?:yet )?a subscriber(?: yet)?\?.{0,60}",
)
_OFFER = _rule(  # only in one run of lines with a paywall's line: each occurs in news about subscriptions
    r"(?:you can )?cancel (?:at )?any ?time\b.{0,80}|no commitment\b.{0,60}"
    r"|(?:the )?first (?:month|week) (?:is )?free\b.{0,40}",
    r"(?:(?:only|just|from|for|then|now|try|get|start|enjoy|read|subscribe)\b.{0,60}?\s)?[€$£]? ?\d[\d.,]*"
    r" ?(?:€|[a-z]{2,7})? ?(?:an?|per|/|each|every) ?(?:week|month|year|day|quarter)\b.{0,60}",
    r"(?:all|unlimited|full|exclusive|digital|(?:get|enjoy|try) .{0,40}) (?:\w+ )?"
    r"(?:access|articles|content|e-?paper|archives?)\b.{0,60}",
    r"(?:choose|see|view|compare) (?:all |your |our |my )?(?:offers?|plans?|options|subscriptions?)[.!]?",
)

_LINKED = _rule(
    r"(?:(?:also|please) read|read (?:also|more|next)|see also|related(?: article| story| post)?|recommended|don't miss"
    r"|watch) ?[:|] ?\S.*[^.!]"
)

_SITES = (
    "(?:facebook|twitter|x|linkedin|whats ?app|telegram|reddit|pinterest|e-?mail|instagram|youtube|tiktok|threads"
    "|bluesky|mastodon|print|copy link)"
)
_SITE = _rule(rf"(?:share )?{_SITES}|pin(?: it)?")
_SHARE = _rule(
    r"(?:share|tweet)(?: (?:this|it))?(?: (?:article|post|story|page|on))?:?|copy link",
    r"(?:pin|post|print|e-?mail) (?:this|it)(?: article| story| page)?:?",
    r"(?:share|tweet|like|follow|find|connect with|join)(?: (?:this|it|us|@\w+))?(?: (?:article|post|story|page))?:?"
    r" (?:on|via|by|with|to)"
    rf" {_SITES}(?:(?:,? and|,? or|,|/| \|)? {_SITES})*(?: for .{{1,50}})?[.!]?",
    rf"(?:share:? )?{_SITES}(?:[ ,|/·•]+{_SITES}){{2,}}",
    rf"share:? {_SITES}(?:[ ,|/·•]+{_SITES})*",
    rf"(?:follow|like|find) us on {_SITES}\b.{{0,80}}",
    r"like this: like loading.*|opens in new window",
    r"[\d.,]+k? (?:shares?|likes?|views?|retweets?)(?: [\d.,]+k? (?:shares?|likes?|views?|comments?))*",
    r"\d+ min(?:ute)?s?\.? read",
)
_FORM = _rule(
    r"your e-?mail address will not be (?:published|shared|displayed).{0,80}|required fields are marked.{0,20}",
    r"save my name,? (?:and )?e-?mail.{0,100}",
    r"notify me (?:of|when|by e-?mail).{0,80}",
    r"(?:you must be|please) (?:logged in|registered|log ?in|sign in) (?:to|in order to)"
    r" (?:post|leave|add|submit|reply|comment).{0,60}",
    r"comments? (?:are|is|have been) (?:now )?closed.{0,40}",
    r"be the first to (?:comment|reply|leave a comment)\b.{0,40}",
    r"(?:your )?(?:name|e-?mail|e-?mail address|website|comment|message) ?\(?(?:\*|required)\)?",
    r"(?:cancel|post|submit) (?:reply|comment)|reply|comment",
    r"this site uses akismet.{0,120}",
)
_COOKIES = _rule(
    r"(?:we|this (?:web)?site|our (?:web)?site)(?: and our (?:\d+ )?partners)? uses? (?:\w+ )?cookies\b.*",
    r"(?:by|if you) (?:continu\w+|us(?:e|ing)|brows\w+|click\w+).{0,80}"
    r"\b(?:agree|consent|accept)\b.{0,60}\b(?:cookies|privacy|terms)\b.*",
    r"(?:accept|reject|allow|decline|manage) (?:all(?: cookies)?|cookies|(?:my )?cookie settings"
    r"|(?:my )?(?:cookie )?preferences)",
    r"cookie (?:settings|policy|preferences|notice)",
    r"(?:we (?:value|respect)|we care about) your privacy\b.{0,200}",
)
_NEWSLETTER = _rule(
    r"(?:please )?(?:sign up|subscribe|register|join|get|receive)\b.{0,120}"
    r"\b(?:newsletters?|your inbox|mailing list|e-?mail (?:alerts|updates|list))\b.*",
    r"(?:please )?(?:enter|type|add) (?:your|a valid) e-?mail\b.{0,80}",
    r"thank(?:s| you) for (?:subscribing|signing up)\b.{0,60}"
    r"|you (?:have|are|'re) (?:now |been )?(?:successfully )?subscribed\b.{0,40}",
    r"you can unsubscribe\b.{0,60}|unsubscribe at any time.?",
    r"by (?:subscribing|signing up|registering|submitting)\b.{0,40}\byou (?:agree|consent|accept|acknowledge)\b.*",
    r"(?:our|the) (?:free |daily |weekly |best |latest )*(?:newsletter|stories|news)\b.{0,40}"
    r"\b(?:straight|delivered|right|direct)\b.{0,20} your inbox.?",
    r"(?:enjoying (?:this|our)|(?:enjoyed|like|liked) (?:this|what you)|want more|looking for more)\b[^.?!]{0,60}\?"
    r" ?(?:please )?(?:subscribe\b|sign up\b|(?:join|get|support|follow) (?:us|our)\b).{0,100}",
    r"(?:never|don't) miss (?:a|an|another|our) (?:story|post|update|article|episode|beat|thing|newsletter)\b.{0,80}",
)

# Promotion is a call to the reader together with what is sold. Each alone occurs in news.
_IMPERATIVE = _rule(  # at the beginning
    r"(?:please )?(?:register|sign up|enroll?|subscribe|apply)(?: (?:for|to|now|today|here|at|with|in|below|and)\b|!)",
    r"(?:join|get|download|book|reserve|save|claim|buy|try|grab|upgrade|donate|click) ",
    r"become an? |don't miss |start your |support (?:us|our|independent|quality|local)\b|(?:contact|follow) us\b"
    r"|visit our\b",
    r"use (?:the |promo |discount )?code\b|limited[- ]time offer",
)
_PROMOTED = _rule(  # anywhere
    r"\b(?:masterclass|webinar|boot ?camp|mini-?mba|early[- ]bird|free trial|promo(?:tional)? code|coupon|discounts?"
    r"|waitlist|e-?book)\b",
    r"\b(?:our|my) (?:\w+ )?(?:podcast|channel|community|app|courses?|programm?e?s?|academy|workshops?|members?"
    r"|membership|patreon|shop|store)\b",
    r"\b(?:our|independent|quality|local) journalism\b|\bour free \w+"
    r"|\bdonate (?:now|today|here)(?: to .{0,40}\b(?:us|our)\b.*)?[.!]?$",
    r"\b(?:telegram|whats ?app|youtube|discord) (?:channel|group)\b",
    r"\b(?:premium|exclusive|unlimited|paid) (?:member\w*|subscri\w+|access|content)\b"
    r"|\b(?:member|subscriber|supporter) (?:today|now|here)\b",
    r"\d ?% off\b|\bsave (?:up to )?\d+ ?%|\blimited[- ]time\b|\brisk[- ]free\b|\bad-free\b",
    r"^(?:get|download) (?:the|our) (?:[\w ]{1,20} )?app"
    r"(?: (?:today|now|for free|here|on .{1,40}|from .{1,40}))?[.!]?$",
)
_BUTTON = _rule(
    r"(?:register|sign up|join(?: us)?|subscribe|enroll?|apply|donate|download)"
    r"(?: (?:now|today|here|for free)){1,2}[.!]?|subscribe[.!]?"
)
_BRANDED = re.compile(  # matches the words as written: a capitalised name that ends like a product
    r"\b[A-Z][\w&-]* (?:[A-Z&][\w&-]* )*(?:Programm?e?|Course|Academy|Syndicate|Community|Club|Summit|Workshop|Class"
    r"|Diploma|Certificate)\b"
)
_PRAISE = _rule(
    r"\b(?:better|best|great|exclusive|today|now|here|leading|top|career|leaders?hip|next-generation|your|skills"
    r"|world-class|limited)\b",
    r"\b(?:co-)?invest in\b",
)
_OPENS = _rule(
    r"(?!(?:the|a|an|its|their|his|her)\b)(?:[\w&'-]+ ){1,9}"
    r"(?:masterclass|boot ?camp|course|webinar|programm?e?|mini-?mba|academy|workshop|cohort|edition|class|lab"
    r"|diploma)(?: \d+)?"
    r" (?:opens?|is (?:now )?open for|(?:is )?(?:now )?accepting) (?:registrations?|enroll?ments?|applications)"
    r"(?: (?:now|today))?(?:[:.;,] (?:register|apply|enroll?|sign up|join) (?:here|now|today))?[.!]?"
)
_REPORTED = _rule(  # a report about promotion is news
    r"\b(?:said|says?|told|tells?|urged?s?|urging|according|report\w*|announced|was|were|rose|fell|warn\w*|argu\w+"
    r"|ruled|ordered"
    r"|wrote|asked|added|had)\b",
    r"\b(?:claim(?:s|ed)|advis\w+|plead\w*|insist\w+|joked|officials?|police|court|lawsuit|critics|governments?"
    r"|lawmakers|minister)\b",
    r"\b(?:residents|voters)\b",
)

_TAIL = _rule(
    r"related (?:articles?|posts?|stor(?:y|ies)|reading|content|news|topics|links):?",
    r"you (?:may|might|will|'ll) also (?:like|enjoy|love|be interested in):?(?: these.{1,40})?",
    r"recommended(?: for you| articles| stories| reading| posts):?",
    r"leave (?:a|your) (?:reply|comment)(?: (?:cancel reply|below))?|(?:post|add|write) a (?:comment|reply)"
    r"|join the (?:conversation|discussion)",
    r"(?:read|up) next|what to read next|more from [^.!]{2,40}|most (?:read|popular|viewed|commented)|trending now",
    r"(?:read )?more (?:on|about) this (?:topic|story|subject|issue):?",
    r"(?:popular|recent|latest|trending|more) (?:articles|posts|stories|news):?",
    r"(?:\d+|one|two|three) (?:thoughts?|responses?|repl(?:y|ies)|comments?)(?: (?:on|to) [^.]{1,200})?",
    r"share this(?: article| post| story)?:?",
)
_COMMENTS = _rule(
    r"[1-9]\d* comments?(?: on .{1,200})?|comments? ?\([1-9]\d*\)",
    r"(?:[1-9]\d*|one|two|three) (?:thoughts?|repl(?:y|ies)|responses?) (?:on|to) [\"“‘'].*",
)
_TAIL_OR_HEADING = _rule(r"comments?(?: ?\(\d+\))?|discussion|trending|related|recommended|more|what do you think\??")

_SUBJECTS = frozenset("business sport sports opinion politics technology tech world culture news video videos".split())
_RUBRICS = _SUBJECTS | frozenset(
    "analysis|breaking|breaking news|comment|editorial|exclusive|explainer|feature|interview|review".split("|")
)
_MENU = (
    "home|menu|search|about|about us|contact|contact us|help|faq|jobs|careers|archive|archives|our team|newsletter"
    "|newsletters|rss|podcasts|shop|privacy|privacy policy|cookie policy|terms|terms of use|terms of service"
    "|terms and conditions|terms & conditions|disclaimer|imprint|accessibility|advertise|advertise with us"
    "|write for us|sitemap|site map|login|log in|sign in|register|subscribe"
)
_PLACES = _SUBJECTS | frozenset(_MENU.split("|"))
