"""Ordinary words that open a sentence, or are written large beside a name, without being names. Data."""

from __future__ import annotations

import re

ROLES = frozenset(
    """
    mr mrs ms miss mx dr sir lord lady dame prof professor herr frau president vice prime minister chancellor king queen prince
    princess pope saint senator governor mayor judge justice chief executive officer ceo cfo cto coo chairman chairwoman chair
    director secretary general commissioner ambassador congressman congresswoman representative captain colonel sergeant inspector
    coach manager founder cofounder inc corp corporation ltd llc plc ag gmbh se co company group holdings holding sa nv spokesman
    spokeswoman spokesperson prasident prasidentin kanzler kanzlerin ministerin sprecherin sprecher vorsitzender vorsitzende i
    internet god earth
    """.split()
)
OPENERS = frozenset(
    """
    about above across according accordingly additionally after afterwards again against ago ahead all almost along already also
    although altogether always amid among amongst another any anyone anything apart approximately around as aside at away back
    barely because before behind below beneath beside besides between beyond both briefly but by can currently customers data demand
    despite do down due during each earlier early either else elsewhere employees end ended enough especially even eventually ever
    every everybody everyone everything evidence exactly except experts far farmers few fewer finally first following for former
    formerly fourth from further furthermore given half hardly he hence her here his historically how however hundreds i if in
    income indeed inflation initially inside instead interest into it its itself just last lastly late lately later latest least
    less like likewise little local long lots many may maybe meanwhile meantime men might million millions money more moreover most
    mostly much must near nearly neither never nevertheless new news next no nobody none nonetheless nor not nothing now nowadays
    numbers of off officials often old on once one only onto opposite or order originally other others otherwise our out output
    outside over overall own part partly people per perhaps plans police possibly preliminary presently previous previously prices
    pressure prior probably production profit profits progress proof property public quarterly quite rates rather recent recently
    regardless relatively research researchers respectively revenue revenues roughly sales same scientists second separately set
    several severe she short should similar similarly simply since slightly so some somebody someone something sometimes somewhat
    soon speaking spending staff still strictly subsequently such support supply surely talks taken tens than thanks that the their
    then there thereafter thereby therefore these they third this those though thousands three through throughout thus time to today
    together tomorrow tonight too total trade traffic turnover two typically under unemployment unfortunately unless unlike until up
    upon us use users usually various very via voters wages war was water we weather well were what whatever when whenever where
    whereas whether which while who whoever whole whom whose why wide will with within without women work workers would year years
    yes yesterday yet you young your electricity electric electronic energy oil gas gold silver bread wheat rice coffee cod fish
    food fuel fire heavy light big small large high low good bad better worse best worst cheap expensive free open closed clean
    dirty hot cold warm wet dry fast slow strong weak rich poor hard easy soft full empty deep shallow rail road air sea land space
    housing education health medicine science art music sport football cricket tennis basketball justice crime law power peace
    growth debt credit cash capital labour labor life death birth age youth love fear hope anger joy pain care aid help advice
    equipment software hardware access artificial augmented virtual mixed real digital mobile global national international foreign
    domestic federal chip chips steel coal copper iron timber cotton sugar cocoa milk meat beef pork fruit corn soy tea wine beer
    snow rain wind solar nuclear renewable wildlife nature climate carbon ice glacier deforestation visitor subscriber customer
    client consumer investor investors analyst analysts building construction working basic fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand four five six seven eight nine ten
    eleven twelve thirteen dozen dozens fighting hospital hospitals university school schools bank banks court house home family
    families net gross core annual monthly weekly daily average median record export exports import imports single double triple
    joint compared combined thereof chief senior junior current acting interim deputy online offline nowhere somewhere anywhere
    everywhere pictures video footage

    le la les l un une des du de dans en et ce cette ces il elle ils elles on pour par avec sur selon el los las una uno su sus esta
    este según para con por sin lo gli i nel nella secondo per het een van in op volgens met o a os as um uma segundo com não
    """.split()
)
# Plurals open many sentences, and these look like one.
_NAMES_LIKE_PLURALS = frozenset(
    """siemens athens williams hughes brussels wales mercedes rogers starbucks jones thales barclays lloyds reuters mars hermes netherlands
    philippines maldives seychelles bahamas davies james charles evans edwards richards roberts peters stevens collins adams
    andrews phillips
    dickens rolls kansas illinois arkansas orleans angeles hamas houthis taliban jets giants cowboys yankees lakers chiefs eagles
    bears rangers rovers saints rams bills dolphins patriots steelers packers vikings cardinals falcons panthers beatles lyons
    tunis damascus honduras alps andes himalayas americas balkans midlands highlands hebrides hermès nordics emirates qantas
    """.split()
)
_ORDINARY_FORM = re.compile(
    r"[^\W\d_]{3,}(?:ing|ly|tion|tions|ment|ments|ness|ity|ities|ance|ence|ism|ists|ers|ors|ees|ships?|hood|ology|ed|ants|ents|ates|ests"
    r"|ings|ures?|ages|ives|ices|ables?|ible|ful|less|ous|ical|wide|ward|wards|men|women|folk|people|makers?|workers?|holders?|houses?"
    r"|points?|prices?|rates?|costs?|sales|shares|stocks)$"
)


def is_ordinary_form(word: str) -> bool:
    """Whether an English word that opens a sentence ends as ordinary words do and names seldom: plurals, -ing, -ly, -tion."""
    plain = word.casefold()
    if re.search(r"[^aiousy’']s$", plain) and len(plain) > 4:
        return plain not in _NAMES_LIKE_PLURALS
    return bool(_ORDINARY_FORM.search(plain))
