"""Word lists of the speaker stage: what a head noun, a title or a pronoun says about who speaks.

All are lower case. They hold common nouns and given names alone: countries and their institutions are the gazetteer's.
"""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


MALE_PRONOUNS = _set("he him his himself")
FEMALE_PRONOUNS = _set("she her hers herself")
PLURAL_PRONOUNS = _set("they them their theirs themselves we our us both")
NEUTER_PRONOUNS = _set("it its itself")
FIRST_PRONOUNS = _set("i me my mine")
RELATIVE_PRONOUNS = _set("who which that whom whose")
PRONOUNS = MALE_PRONOUNS | FEMALE_PRONOUNS | PLURAL_PRONOUNS | NEUTER_PRONOUNS | FIRST_PRONOUNS | RELATIVE_PRONOUNS

PARTICLES = _set(
    "al el ul ur bin ben ibn bint von van der den de del della di da das dos du la le ter ten abu y e zu af"
)

# Titles that stand before a name and are no part of it.
_MALE_TITLES = _set(
    "mr sir lord mister monsieur herr senor sheikh imam prince king father hojatoleslam hojjatoleslam "
    "ayatollah mullah baron pope messrs seyyed hajj archbishop bishop cardinal patriarch"
)
_FEMALE_TITLES = _set("mrs ms miss madame lady dame queen princess baroness sister")
_OTHER_TITLES = _set(
    "dr prof rev doctor reverend saint gov sen rep gen lt col maj adm capt cmdr sgt brig cpl lieut "
    "hon amb pres grand crown st"
)
COURTESY = {
    **dict.fromkeys(_MALE_TITLES, "m"),
    **dict.fromkeys(_FEMALE_TITLES, "f"),
    **dict.fromkeys(_OTHER_TITLES, ""),
}

# Nouns that name a person by what he or she is or does. A plural of one of them is a group.
PERSON_HEADS = _set(
    "administrator pontiff commissioner-general attaché frontman strongman provost curator convenor backbencher mep "
    "facilitator peacemaker "
    "president premier chancellor minister secretary spokesman spokeswoman spokesperson ambassador envoy "
    "diplomat lawmaker parliamentarian mp deputy senator congressman congresswoman representative legislator "
    "speaker chairman chairwoman chairperson chair chief head leader commander general admiral colonel major "
    "lieutenant captain brigadier marshal sergeant official officer director governor mayor judge justice "
    "prosecutor attorney lawyer advocate adviser advisor aide counselor counsellor commissioner coordinator "
    "rapporteur negotiator mediator inspector investigator analyst expert economist professor scholar "
    "scientist academic researcher historian strategist pollster activist campaigner dissident journalist "
    "reporter correspondent columnist editor author writer novelist poet filmmaker actor actress singer "
    "musician artist anchor host broadcaster commentator pundit blogger billionaire businessman businesswoman "
    "executive entrepreneur tycoon investor banker trader broker farmer worker doctor nurse teacher student "
    "cleric imam ayatollah pope bishop archbishop cardinal priest pastor rabbi patriarch monk sheikh king "
    "queen prince princess emir sultan monarch emperor candidate nominee contender rival challenger "
    "frontrunner opponent incumbent politician statesman democrat republican conservative liberal socialist "
    "member delegate resident citizen witness survivor victim suspect defendant prisoner detainee hostage "
    "refugee migrant immigrant protester demonstrator supporter critic voter soldier policeman sheriff pilot "
    "astronaut player coach manager owner founder co-founder co-chair president-elect boss mogul veteran "
    "father mother son daughter brother sister wife husband widow man woman boy girl child cousin uncle aunt "
    "friend neighbor neighbour colleague staffer consultant engineer architect producer treasurer comptroller "
    "registrar rector dean principal superintendent clerk mullah warlord militant rebel fighter insurgent "
    "gunman militiaman guerrilla jihadist source insider observer regulator taoiseach ombudsman "
    "vice-president vice-chancellor under-secretary undersecretary secretary-general attorney-general "
    "director-general governor-general chargé principalist reformist physicist vice-chairman nephew grandson "
    "grandfather guru tsar czar whip laureate winner lobbyist ex-president ex-minister leaker whistleblower "
    "caller respondent participant theologian philosopher sociologist biographer designer chef athlete "
    "swimmer champion footballer striker goalkeeper midfielder lady rapper comedian star celebrity model "
    "magnate heir jurist barrister solicitor magistrate fisherman driver passenger shopkeeper firebrand ally "
    "crooner impostor figure personality counterpart interlocutor predecessor successor hopeful trustee "
    "trainer marine airman sailor mk ceo cfo assemblyman councillor lecturer unionist exporter importer dealer "
    "grower rancher herder skipper docker miner baker pharmacist dentist accountant"
)

FEMALE_HEADS = _set(
    "spokeswoman congresswoman chairwoman businesswoman actress queen princess woman girl mother daughter "
    "sister wife widow aunt lady baroness"
)
MALE_HEADS = _set(
    "spokesman congressman chairman businessman king prince man boy father son brother husband uncle emir "
    "sultan cleric imam ayatollah pope bishop archbishop cardinal priest mullah fisherman policeman gunman "
    "patriarch grandfather nephew grandson militiaman"
)

# Any person may be called so later in the text: these heads say nothing about which one.
GENERIC_HEADS = _set(
    "official politician figure diplomat expert leader veteran man woman analyst source chief member "
    "executive head personality personage statesman"
)

# Heads of one class can name the same person.
HEAD_CLASSES: tuple[frozenset[str], ...] = (
    _set("spokesman spokeswoman spokesperson"),
    _set(
        "lawmaker parliamentarian mp deputy senator congressman congresswoman legislator representative member "
        "politician"
    ),
    _set("president leader candidate nominee politician executive head"),
    _set("premier minister chancellor leader politician"),
    _set("minister diplomat chief politician official secretary"),
    _set("ambassador envoy diplomat representative official negotiator"),
    _set("general commander admiral colonel brigadier major officer marshal lieutenant captain chief official"),
    _set("chairman chairwoman chairperson chair head chief official"),
    _set("director chief head official executive director-general"),
    _set("adviser advisor aide official counselor"),
    _set("judge justice jurist prosecutor attorney lawyer"),
    _set("secretary chief official diplomat secretary-general"),
    _set("analyst expert professor scholar researcher academic economist scientist historian"),
    _set("businessman businesswoman tycoon billionaire mogul entrepreneur executive investor magnate"),
    _set("candidate nominee contender frontrunner senator governor"),
    _set("cleric imam ayatollah leader priest pope bishop archbishop pontiff"),
    _set("journalist reporter correspondent columnist editor anchor host author writer"),
    _set("negotiator diplomat minister representative"),
    _set("rapporteur investigator expert envoy"),
    _set("coordinator official commissioner chief"),
    _set("spokesman spokeswoman spokesperson official diplomat"),
    _set("undersecretary under-secretary official diplomat secretary"),
    _set("speaker lawmaker parliamentarian leader chief"),
)

GROUP_HEADS = _set(
    "people men women children police troops forces crew staff public media press crowd audience community "
    "majority minority electorate youth elders authorities folk clergy jury panel leadership opposition team "
    "delegation both others many some most several few half percent families victims militants rebels jews "
    "muslims christians pair duo trio couple brothers sisters parents"
)

ORG_HEADS = _set(
    "watch ministry department government administration office agency army military navy parliament embassy "
    "council commission committee group union organization organisation party court bank company firm "
    "corporation university institute institution foundation association federation authority bureau house "
    "senate congress assembly cabinet junta regime state country nation republic kingdom bloc alliance "
    "coalition league fund board movement network campaign center centre service tribunal command force "
    "academy college school church watchdog body conference headquarters airline carrier exchange chamber "
    "society club front brigade battalion corps guard squadron police intelligence presidency monarchy palace "
    "mission secretariat directorate consulate delegation side faction newspaper magazine daily paper "
    "broadcaster channel station website outlet tabloid news times post journal tribune herald guardian "
    "telegraph gazette radio television tv media think-tank ngo charity business industry city town islamists "
    "taliban"
)

MEDIA_HEADS = _set(
    "newspaper magazine daily paper broadcaster channel station website outlet tabloid news times post "
    "journal tribune herald telegraph gazette examiner chronicle courier inquirer beacon radio television tv media "
    "weekly press network publication"
)

DOCUMENT_HEADS = _set(
    "statement report poll survey study document letter resolution communique communiqué declaration text "
    "article editorial column treaty agreement law bill act memo memorandum note message tweet post video "
    "tape recording transcript book paper indictment lawsuit complaint ruling verdict order charter "
    "constitution dispatch release announcement analysis assessment review investigation audit data figures "
    "statistics census index map filing email e-mail cable advisory notice notices broadcast footage ad "
    "advertisement advert placard placards banner banners slogan petition speech address interview reports "
    "polls surveys studies documents findings headlines manifesto op-ed papers messages estimates records "
    "rumors rumours proposal plan draft"
)

TITLE_MODIFIERS = _set(
    "vice deputy acting former ex senior top chief foreign prime defense defence interior finance oil energy "
    "trade economy justice health education first second permanent special supreme high then outgoing "
    "visiting caretaker interim assistant associate executive managing lead leading veteran retired rear "
    "brigadier lieutenant major state attorney press public nuclear national security political military "
    "presidential parliamentary parliament ministry department house white senate opposition party republican "
    "democratic government governor-elect late current incoming right-wing left-wing far-right conservative "
    "liberal reformist principalist co sole influential prominent renowned longtime fellow ruling main "
    "chairman human rights affairs police army navy air force business"
)

# No words of a title, though they may stand between a country and one: "Iran said minister X …".
SPEECH_VERBS = _set("said told says added according asked warned noted stated stressed tweeted wrote announced")

FUNCTION_WORDS = _set(
    "the a an this that these those there then thus he she it they we you i his her its their our my your who "
    "what when where why how which while whereas although though because since if unless until after before "
    "during in on at by for from to of with without within under over above below between among amid against "
    "about around across through throughout despite instead and or but nor so yet as also even still just "
    "only not no yes never now today tonight tomorrow yesterday earlier later meanwhile moreover however "
    "furthermore besides therefore hence finally first second third last next more most many much some "
    "several few all both each every any other others another one two three four five six seven eight nine "
    "ten such same own than too very is are was were be been being has have had do does did will would shall "
    "should can could may might must let lets don't didn't it's i'm i've we're we've he's she's that's "
    "there's what's isn't can't won't speaking asked answering referring according regarding concerning "
    "citing noting quoting talking commenting reacting responding addressing pointing elaborating underlining "
    "stressing highlighting emphasizing touching turning separately similarly likewise additionally "
    "nonetheless nevertheless perhaps maybe indeed again once here up out off down into onto upon per via "
    "like unlike amongst toward towards along following given based well please thank thanks dear hello ok "
    "okay oh new neither either both recently previously "
    "monday tuesday wednesday thursday friday saturday sunday january "
    "february march april june july august september october november december jan feb aug sept oct nov dec "
    "mon tue wed thu fri sat sun photo file elsewhere otherwise eventually currently officials analysts "
    "experts witnesses critics authorities police protesters islam islamic muslim muslims christian "
    "christians jewish jews republicans democrats god hezbollah hamas islamist twitter facebook internet "
    "english"
)

ORG_WORDS = ORG_HEADS | _set(
    "bureau ministry inc corp ltd llc plc co airlines airways motors street avenue road square river lake sea "
    "ocean gulf strait bay mountain mount island islands province district county city valley airport bridge "
    "hotel hospital stadium park prison camp base war treaty accord agreement pact plan deal act charter "
    "protocol declaration conference summit games olympics cup prize award day week month year university "
    "museum library theatre theater building tower times post journal herald tribune guardian telegraph "
    "affairs nations rights security studies relations defense defence intelligence energy atomic nuclear "
    "foreign interior health human revolution revolutionary guards guard corps states united world "
    "international national global central supreme federal royal peoples east west north south eastern "
    "western northern southern middle europe asia africa america americas jcpoa brics covid mosque port "
    "church cathedral temple shrine market garden gardens village desert forest cave canal railway railways "
    "technologies communications safeguards resources minster "
    "station pipeline refinery line zone sector highway festival fair exhibition book new "
    "development trade commerce economy finance education agriculture tourism science technology culture environment "
    "transport planning welfare"
)

FEMALE_NAMES = _set(
    "mary maria marie hillary angela theresa federica margaret condoleezza susan elizabeth sarah laura anna "
    "anne ann nikki michelle julia julie kate katherine catherine christine christina linda nancy patricia "
    "jennifer barbara jessica karen lisa sandra ashley emily kimberly donna carol amanda melissa deborah "
    "stephanie rebecca sharon cynthia kathleen amy shirley angelina helen olga svetlana natalia natalya irina "
    "elena yelena tatiana tatyana ekaterina marina valentina oksana yulia ursula annalena marine jen "
    "jean-marie victoria samantha wendy madeleine ivanka melania kellyanne carly megyn sheryl oprah dilma "
    "cristina michaela isabel carmen rosa lucia ana sofia paula gabriela claudia veronica monica teresa "
    "dolores pilar mercedes fatima aisha ayesha zahra maryam leila layla shirin masoumeh marzieh parvaneh "
    "zeinab zainab khadija amina hanan asma noor nour rania sheikha benazir indira sonia sushma nirmala "
    "mamata hina maleeha sherry aung gloria corazon megawati sri retno jacinda penny marise hua mao fu "
    "yingluck ellen joyce winnie graca nkosazana ngozi amal saida louise josephine caroline charlotte emma "
    "alice jane jacqueline janet ruth martha rachel hannah judith joan joanna diana dianna princess kamala "
    "tulsi alexandria ilhan rashida liz lindsey-ann debbie tammy kirsten amber kay kelly heidi greta inga "
    "ingrid astrid helle mette sanna katrin ana-maria violeta dalia ewa beata agnieszka magdalena malgorzata "
    "zuzana iveta vaira tarja erna gro gillian harriet tessa hazel jacqui priti suella yvette dana agnes "
    "fiona nicola arlene zsuzsa eva edith simone segolene rachida valerie sylvia sylvie dominique-marie "
    "brigitte isabelle phyllis rosemary"
)

MALE_NAMES = _set(
    "john james robert michael william david richard joseph thomas charles christopher daniel matthew anthony "
    "mark donald steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey "
    "ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank "
    "alexander raymond patrick jack dennis jerry tyler aaron jose henry adam douglas nathan peter zachary "
    "kyle walter harold jeremy ethan carl keith roger gerald christian terry sean arthur austin noah lawrence "
    "jesse joe bryan billy jordan albert dylan bruce willie gabriel alan juan logan wayne ralph roy eugene "
    "randy vincent russell louis philip bobby johnny bradley mohammad mohammed muhammad mohamed ahmad ahmed "
    "ali hassan hasan hossein hussein reza mahmoud mehdi amir abbas javad kazem saeed majid hamid bahram "
    "ebrahim ibrahim abdullah abdul yousef yusuf omar osama tariq nouri vladimir sergei sergey dmitry dmitri "
    "mikhail alexei alexey igor ivan nikolai boris viktor yuri oleg andrei jean pierre jacques francois "
    "nicolas emmanuel philippe michel bernard laurent hans karl heiko frank-walter gerhard helmut jens anders "
    "lars antonio carlos luis jorge pedro miguel fernando hugo evo rafael manuel francisco felipe enrique "
    "andres javier jose-manuel silvio mario matteo paolo giuseppe romano barack bill bernie ted marco jeb "
    "mitt colin dick harry tony gordon kofi ban nelson thabo morgan raila mwai yoweri jintao jinping keqiang "
    "wen shinzo junichiro taro lee kim roh narendra manmohan pervez nawaz imran asif shah ashraf recep mevlut "
    "ahmet bashar ehud ariel shimon avigdor moshe yitzhak mike rex steve jim tom tim dan sam ben chris matt "
    "jake jeff greg ken ron don bob rick nick alex max leo josep josip janez milos vaclav jaroslaw lech "
    "radoslaw steffen geir yukiya staffan martin simon stuart ian neil graham gavin nigel dominic liam"
)

# News agencies and outlets of one word, which otherwise look like surnames.
MEDIA_NAMES = _set(
    "reuters afp ap upi irna isna tasnim fars mehr press presstv xinhua kcna tass itar-tass interfax ria "
    "sputnik rt cnn bbc nbc abc cbs fox msnbc npr politico bloomberg axios breitbart haaretz ynet spiegel "
    "bild zeit welt monde figaro liberation echos pais mundo vanguardia repubblica corriere stampa yonhap "
    "kyodo nhk anadolu hurriyet sabah jazeera arabiya mayadeen alalam al-alam manar al-manar waght dawn "
    "kommersant izvestia vedomosti pravda ukrinform unian ansa efe dpa pti ani sana wafa kuna saba bna wam "
    "spa qna petra nna globo folha clarin reforma telesur newsweek time economist forbes fortune slate salon "
    "vox buzzfeed vice quartz wired huffpost huffington facebook twitter youtube telegram instagram whatsapp "
    "tiktok google microsoft apple amazon wikileaks wikipedia al-jazeera al-arabiya asahi mainichi yomiuri "
    "nikkei chosun donga joongang euronews deutschlandfunk zdf ard orf rtl tvn rfi rfe"
)

# Heads of sources that nobody can look up: "reports", "half", "one person".
VAGUE_HEADS = frozenset(
    "source people person percent half third quarter number majority minority one ones other others those some many "
    "most few two three four five six seven eight nine ten thing eyewitness respondent questioner caller user result "
    "results reports polls surveys rumors rumours studies "
    "findings figures data everyone somebody someone anyone".split()
)

# Nobody in particular either, where nothing stands beside them: "media say", "news reports say".
VAGUE_ALONE = _set("media press news polling")

# Nouns that report what is said; with nobody before them that owns them, nobody is named: "amid reports that".
# Those that are participles or verbs as often ("warning", "claims") are not among them.
SPEECH_NOUNS = _set(
    "report reports warnings complaint complaints criticism criticisms allegation allegations accusation "
    "accusations rumor rumors rumour rumours demand demands concern concerns fear fears speculation "
    "suggestion suggestions calls assertion assertions belief hopes expectations opinion"
)

# Bodies of a state that have spokesmen.
BODY_WORDS = _set(
    "government administration ministry department treasury embassy presidency parliament cabinet senate congress "
    "court army military police navy forces council commission agency office"
)

# What an unmarked speaker is tells where he is at home: a minister nobody qualifies is the article's own country's.
STATE_WORDS = _set(
    "president premier chancellor minister ministers secretary spokesman spokeswoman spokesperson lawmaker lawmakers "
    "parliamentarian mp mps senator senators congressman congresswoman representative legislator governor mayor "
    "judge prosecutor prosecutors general commander commanders colonel admiral brigadier marshal police army military "
    "navy troops forces soldiers government administration ministry parliament cabinet senate congress court "
    "authorities official officials department treasury embassy presidency majlis deputy undersecretary "
    "attorney sheriff republican republicans democrat democrats opposition party king queen prince emir sultan "
    "ambassador envoy diplomat investigators customs junta regime assembly council councillor assemblyman "
    "guard staff commission office agency authority bureau directorate commissioner premier minority majority cabinet"
)
EXPERT_WORDS = _set(
    "analyst analysts expert experts professor scholar researcher researchers academic economist economists "
    "scientist historian director fellow university institute center centre lecturer study lawyer author journalist "
    "editor columnist correspondent biologist specialist"
)
VAGUE_WORDS = _set(
    "analysts experts critics observers sources source reports people others some media polls respondents diplomats "
    "witnesses activists opponents supporters figures survivors those many most several percent reporter reporters "
    "host reader readers caller user users data statistics polling rumors rumours"
)
BUSINESS_WORDS = _set(
    "executive ceo cfo company firm corporation bank businessman businesswoman entrepreneur investor airline industry "
    "trader traders chief owner manager founder association federation union chamber carrier operator"
)
