"""Words about names: titles, words that make an organisation, words that only look like names.

Owns general vocabulary for `people`; nothing here was collected from a corpus.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words(
    """mr mrs ms miss mx pres dr sir dame lord lady madam president senator sen sens rep reps representative secretary
    minister director speaker governor gov mayor chancellor judge justice general gen colonel col captain capt
    lieutenant lt sergeant sgt officer chief king queen prince princess pope rev reverend bishop archbishop cardinal
    imam rabbi professor prof attorney ambassador commissioner congressman congresswoman councilman councilwoman
    councillor alderman sheriff detective former vice prime deputy spokesman spokeswoman spokesperson candidate nominee
    premier chairman chairwoman chair major maj admiral adm commander cmdr corporal private coach principal assemblyman
    assemblywoman delegate superintendent supt solicitor prosecutor justice emperor sheikh sheik ayatollah saint first
    lieutenant-colonel lieutenant-general major-general brigadier hon honourable analyst reporter correspondent editor
    columnist author host moderator treasurer trustee supervisor comptroller undersecretary under-secretary marshal
    father sister brother pastor inspector leader adviser advisor co-chair ceo cfo strategist founder activist
    democrat republican"""
)
HE_TITLES = _words("mr sir lord king prince congressman councilman chairman assemblyman spokesman father brother pope")
SHE_TITLES = _words(
    "mrs ms miss dame lady madam queen princess congresswoman councilwoman chairwoman assemblywoman spokeswoman sister"
)
ORGANISATION = _words(
    """university college school institute institution party times post journal news press tribune herald gazette
    magazine review network department ministry committee commission council court bureau agency administration
    campaign group foundation association organization organisation union bank corporation corp inc ltd company co
    house senate congress parliament assembly board office police army navy force guard service center centre fund
    project society federation alliance coalition league club hospital church museum library trust authority
    government embassy state states republic kingdom street avenue road park hall tower square city county beach river
    lake bay island islands hills mountain valley north south east west america europe asia africa street records data
    poll survey report study law act bill amendment convention conference debate summit day night week series show
    television tv radio channel today week weekly daily monthly post-gazette guardian globe sun mail telegraph standard
    airlines airport airways motors capital partners industries international brothers systems technologies media
    entertainment studios pictures records studio republicans democrats conservatives liberals labour tories pac
    intelligence security defense defence treasury pentagon justice homeland affairs team camp"""
)
_PLAIN = _words(
    """i a an the this that these those he she it we they you his her its their our your my who what when where why how
    which whose whom and but or nor so yet for if as at by in on of to from with without within into onto upon over
    under after before since until while because although though unless whether than then there here now not no yes
    all any both each either every few many more most much neither none other others several some such same one two
    three four five six seven eight nine ten also still even just only once again too very well however meanwhile
    moreover nevertheless nonetheless instead otherwise therefore thus hence indeed perhaps maybe later earlier
    yesterday tomorrow today tonight recently finally eventually afterward afterwards according asked while during
    despite given among amid about above across against along around behind below beneath beside besides between
    beyond down near off out past through toward towards up via like unlike per
    just isn’t isn't don’t don't won’t won't can’t can't that’s that's it’s it's"""
)
_CALENDAR = _words(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december jan feb mar apr jun jul aug sept sep oct nov dec mon tue wed thu fri sat sun"""
)
_AUXILIARIES = _words(
    """let did do does is are was were has have had can could will would should might must shall am be been being"""
)
FUNCTION_WORDS = (_PLAIN | _AUXILIARIES) - {"will", "may", "de", "la", "le", "van", "al", "s", "i"}
NOT_NAMES = FUNCTION_WORDS | _CALENDAR | {"will", "may", "i"}
PARTICLES = _words("de la le du von van der den ter ten bin ibn al el da di dos das del della y")
SUFFIXES = _words("jr jr. sr sr. ii iii iv")
BODIES = _words(
    """campaign office police department government ministry administration newspaper company party committee team
    court union agency embassy council army military commission foundation university board network firm magazine
    organization organisation association group institute bank church school hospital parliament senate bureau
    delegation regime authority authorities poll polls survey surveys team records filings data figures documents
    report reports study analysis review tally average research polling website census index tracker lawsuit
    guidelines editorial faction website cables pac"""
)
"""Common nouns that with a name before them make the name of a body ("the Okafor campaign", "Oslo police")."""
DOCUMENTS = _words(
    """statement letter email e-mail memo memorandum report study survey poll polling analysis review article story
    editorial column essay op-ed book biography paper tweet post message release note lawsuit suit complaint petition
    filing brief affidavit declaration documents document records data figures research ruling order opinion speech
    testimony transcript announcement slogan ad advert video website plan
    proposal resolution guidelines census estimate estimates excerpts reports studies surveys polls articles letters
    emails e-mails tweets posts stories lawsuits investigation"""
)
"""What somebody says something by, and which says it in their stead."""
PEOPLES = _words(
    """american british english scottish welsh irish french german italian spanish portuguese dutch belgian swiss
    austrian polish czech hungarian greek turkish russian ukrainian swedish norwegian danish finnish european african
    asian arab chinese japanese korean indian pakistani afghan iranian iraqi syrian israeli palestinian saudi egyptian
    canadian mexican cuban brazilian australian republican democratic conservative catholic muslim jewish christian"""
)
"""Adjectives of countries, parties and faiths, which name a group ("Norwegian officials") as a noun does."""
GROUPS = _words(
    """officials leaders lawmakers investigators executives analysts residents voters researchers scientists
    prosecutors lawyers journalists diplomats negotiators commanders reporters editors activists protesters delegates
    senators ministers members soldiers troops workers employees regulators forces strategists politicians operatives
    lobbyists experts advocates donors representatives economists scholars organizers organisers agents staffers
    governors mayors candidates doctors teachers groups organizations organisations companies traders media"""
)
"""Plural nouns that with an organisation's or a country's name before them name a group ("Oslo officials")."""
