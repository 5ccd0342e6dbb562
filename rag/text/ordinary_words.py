"""Ordinary words that open a sentence, or have a capital beside a name, without being names. Data."""

from __future__ import annotations

import re

from .numbers import SMALL, TENS

ROLES = frozenset(
    """
    mr mrs ms miss mx dr sir lord lady dame prof professor herr frau president vice prime minister chancellor king queen
    prince princess pope saint senator governor mayor judge justice chief executive officer ceo cfo cto coo chairman
    chairwoman chair director secretary general commissioner ambassador congressman congresswoman representative captain
    colonel sergeant inspector coach manager founder cofounder inc corp corporation ltd llc plc ag gmbh se co company
    group holdings holding sa nv spokesman spokeswoman spokesperson prasident prasidentin kanzler kanzlerin ministerin
    sprecherin sprecher vorsitzender vorsitzende i internet god earth ai ki ia
    """.split()
)
OPENERS = frozenset(
    """
    about above across according accordingly additionally after afterwards again against ago ahead all almost along
    already also although altogether always amid among amongst another any anyone anything apart approximately around as
    aside at away back barely because before behind below beneath beside besides between beyond both briefly but by can
    currently customers data demand despite do down due during each earlier early either else elsewhere employees end
    ended enough especially even eventually ever every everybody everyone everything evidence exactly except experts far
    farmers few fewer finally first following for former formerly fourth from further furthermore given half hardly he
    hence her here his historically how however hundreds i if in income indeed inflation initially inside instead
    interest into it its itself just last lastly late lately later latest least less like likewise little local long
    lots many may maybe meanwhile meantime men might million millions money more moreover most mostly much must near
    nearly neither never nevertheless new news next no nobody none nonetheless nor not nothing now nowadays numbers of
    off officials often old on once only onto opposite or order originally other others otherwise our out output outside
    over overall own part partly people per perhaps plans police possibly preliminary presently previous previously
    prices pressure prior probably production profit profits progress proof property public quarterly quite rates rather
    recent recently regardless relatively research researchers respectively revenue revenues roughly sales same
    scientists second separately set several severe she short should similar similarly simply since slightly so some
    somebody someone something sometimes somewhat soon speaking spending staff still strictly subsequently such support
    supply surely talks taken tens than thanks that the their then there thereafter thereby therefore these they third
    this those though thousands through throughout thus time to today together tomorrow tonight too total trade traffic
    turnover typically under unemployment unfortunately unless unlike until up upon us use users usually various very
    via voters wages war was water we weather well were what whatever when whenever where whereas whether which while
    who whoever whole whom whose why wide will with within without women work workers would year years yes yesterday yet
    you young your electricity electric electronic energy oil gas gold silver bread wheat rice coffee cod fish food fuel
    fire heavy light big small large high low good bad better worse best worst cheap expensive free open closed clean
    dirty hot cold warm wet dry fast slow strong weak rich poor hard easy soft full empty deep shallow rail road air sea
    land space housing education health medicine science art music sport football cricket tennis basketball justice
    crime law power peace growth debt credit cash capital labour labor life death birth age youth love fear hope anger
    joy pain care aid help advice equipment software hardware access artificial augmented virtual mixed real digital
    mobile global national international foreign domestic federal chip chips steel coal copper iron timber cotton sugar
    cocoa milk meat beef pork fruit corn soy tea wine beer snow rain wind solar nuclear renewable wildlife nature
    climate carbon ice glacier deforestation visitor subscriber customer client consumer investor investors analyst
    analysts building construction working basic hundred thousand dozen dozens fighting hospital hospitals university
    school schools bank banks court house home family families net gross core annual monthly weekly daily average median
    record export exports import imports single double triple joint compared combined thereof chief senior junior
    current acting interim deputy online offline nowhere somewhere anywhere everywhere pictures video footage amount
    approach article autumn background bid budget business cause challenge claim company conclusion consequence context
    critic deadline deal detail discussion effect evening fact feature figure firm focus forecast funding goal headline
    insider investment journalist merger milestone month morning negotiation note offer opportunity outcome outlook
    overview partner passage payment point quarter question quote rationale reason reporter reward risk round scope
    sector segment sentence share significance source spokesperson spring stake startup status strategy strength subject
    sum summer takeover terms threshold timeline topic update valuation volume weakness week weekend winter

    le la les l un une des du de dans en et ce cette ces il elle ils elles on pour par avec sur selon el los las una uno
    su sus esta este según para con por sin lo gli i nel nella secondo per het een van in op volgens met o a os as um
    uma segundo com não aber además ainsi aktuell alle als am an anche antes après auch aucun aucune auf aunque aus
    außerdem avant bei beide beiden beim bereits bisher c cada cela cependant chaque come comme como cuando dabei damals
    damit depois depuis derzeit desde después dies diese dieser dieses doch donc donde dont dopo dove durante durch
    ebenso elk enfin ensuite entre er es etwa ferner geen gegen gemäß gewinn ha haar hay hierzu ihr ihre im insgesamt
    jedoch kein keine keiner keines laut leur leurs lors maar mais man mas mehr menos mit moins más nach ne nenhum
    nenhuma nessuna nessuno ni niet ninguna ninguno non notre obwohl ogni ohne onde ook outre où pendant pero però plus
    prima puis quand quando rund sa se sein seine seit ses seu si sie son sua suo suoi también também toda todo todos
    toen tous tout toute toutefois tras tutti tutto umsatz ungefähr unter unternehmen waar weder weniger wenn wer wie wo
    während zijn zudem zuletzt zum zur zuvor également über
    """.split()
).union(SMALL[1:], TENS)
COMMON = frozenset(
    """
    worth able academic account achieve acid action active actor actual additional advantage agent album alcohol alive
    allow alone analysis ancient animal answer apparent appear area areas arms army asks assistant atmosphere attempt
    author bacteria band barrier base basis beat became become bed began begin begun belief believe benefit body
    boundary break broadcast broken brother brought build built bullet burden bureaucracy calendar came car case cast
    cell certain champion character charge choice choose chosen citizen class clear collector colonial combat common
    companion complete complex computer concept concrete consecutive consider consultant contain continue contract
    contrast conversion cost country couple create crew crust cultural cut cycle damage date debut decade decision
    defeat defensive died different difficult diffusion direct disease district done door draft drive drop earliest
    economy effective effort enter entire equivalent essential establish event example exchange exercise expansion
    extent external extreme eyes fall fans father favor fees feet female field fight filter final find finger fled flow
    foot force forest form found gain gave gender get gets gift give goes got graph greater grew ground grow grown
    guarantee guilty gun head held helmet higher highest himself historian hit hits household human husband idea impact
    important improve include increase indicate individual industry initial initiative inland integer internal invasion
    issue job keep kept key kill knew know known landfall language larger largest latter launch laws layer lead leader
    leave led left legal legitimacy let level line liquid live longer look lost lunar machinery made main mainland
    maintain major make mark massive material matter mean meet member membrane metal mid military mind mission model
    modern moral multiple name natural necessary nominee notion novel number observer official older oldest origin
    outbreak paid pandemic partial particular party pass past pay peak penalty perform period person personal phase
    phone photography phrase pie place plant play plays poem poet policy popular portal positive potential practice
    present prevent price primary principle private problem process produce professional prominent promise provide pull
    purchase purpose put radioactive raise rate ratio reach reader ready receive referendum regain region regular reign
    relative religion remain remove replace respect response rest result return rifle right role room run rural safety
    said sample satellite saws says score season see seen sees self sell sense sensory sent serial sets shape shield
    shift ship shoot shot shown side sign significant sit site size smaller sold sought sovereign speak special specific
    spread standard start stay store stronger studio study success sufficient summary surface survival system systematic
    take tank tax team teeth template temple term test textile theme theory thing think thought throne throw told took
    traditional triangle turn type unable underground unequal unique unknown unusual urban usage used user uses using
    value variety vary vast vehicle version village virus vote waste wave way wealth went widespread wife win winner
    wins withdraw won word write written wrote yacht yellow
    """.split()
)
"""No names where they stand alone at the start of a sentence; before another capital they may be one ("Mark Wang")."""
# Names that end like plurals, which open many sentences.
_NAMES_LIKE_PLURALS = frozenset(
    """
    siemens athens williams hughes brussels wales mercedes rogers starbucks jones thales barclays lloyds reuters mars
    hermes netherlands philippines maldives seychelles bahamas davies james charles evans edwards richards roberts
    peters stevens collins adams andrews phillips dickens rolls kansas illinois arkansas orleans angeles hamas houthis
    taliban jets giants cowboys yankees lakers chiefs eagles bears rangers rovers saints rams bills dolphins patriots
    steelers packers vikings cardinals falcons panthers beatles lyons tunis damascus honduras alps andes himalayas
    americas balkans midlands highlands hebrides hermès nordics emirates qantas
    """.split()
)
_ORDINARY_FORM = re.compile(
    r"[^\W\d_]{3,}(?:ing|ly|tion|tions|ment|ments|ness|ity|ities|ance|ence|ism|ists|ers|ors|ees|ships?|hood|ology|ed|ants"
    r"|ents|ates|ests|ings|ures?|ages|ives|ices|ables?|ible|ful|less|ous|ical|wide|ward|wards|men|women|folk|people|makers?"
    r"|workers?|holders?|houses?|points?|prices?|rates?|costs?|sales|shares|stocks)$"
)


def is_ordinary_form(word: str) -> bool:
    """Whether an English word ends as ordinary words often and names seldom do: a plural, -ing, -ly, -tion."""
    plain = word.casefold()
    if re.search(r"[^aiousy’']s$", plain) and len(plain) > 4:
        return plain not in _NAMES_LIKE_PLURALS
    return bool(_ORDINARY_FORM.search(plain))
