"""Words with a fixed meaning, in English and French, reduced to letters and digits."""

YES = frozenset(("yes", "y", "true", "1", "x", "oui", "o", "vrai", "active", "actif"))
NO = frozenset(("no", "n", "false", "0", "non", "faux", "inactive", "inactif"))

STATUSES = {
    "prospect": (
        "lead suspect pipeline opportunity opportunite cible target subscriber new nouveau mql sql "
        "marketingqualifiedlead salesqualifiedlead"
    ),
    "customer": (
        "client cliente clients customers active actif clientactif activecustomer activeclient "
        "customerdirect customerchannel existing existingcustomer clientexistant evangelist won"
    ),
    "dormant": (
        "inactive inactif clientinactif clientdormant former formercustomer ancienclient churned "
        "lost perdu"
    ),
}

CYCLES = {
    "short": "court courte fast quick rapide shortcycle cyclecourt",
    "medium": "moyen moyenne mid average mediumcycle cyclemoyen",
    "long": "longue slow lent lente longcycle cyclelong",
}

DECISIONS = {
    "single": (
        "singlebuyer onebuyer buyer solebuyer singledecisionmaker decisionmaker acheteur "
        "acheteurunique acheteurseul unique seul decideurunique individual one"
    ),
    "committee": "comite buyingcommittee comitedachat comitedecision group groupe board",
    "influencers": (
        "influencer influenceur influenceurs influence severalinfluencers prescripteur "
        "prescripteurs plusieursinfluenceurs"
    ),
}

SIGNAL_KINDS = {
    "intent": "intention intentdata buyingintent surge topic sujet signaldachat buyingsignal",
    "technology": "tech technographic technographics technologie logiciel installed stack",
}

OUTCOMES = {
    "won": frozenset(("won", "closedwon", "gagne", "gagnee", "signe", "signee", "win", "vendu")),
    "lost": frozenset((
        "lost", "closedlost", "perdu", "perdue", "abandoned", "abandonne", "abandonnee", "abandon",
        "cancelled", "canceled", "annule", "annulee", "disqualified",
    )),
    "open": frozenset(("open", "ouvert", "ouverte", "encours")),
}  # fmt: skip

CLOSING = frozenset(
    ("closed", "close", "ferme", "fermee", "conclu", "conclue", "clos", "close", "cloture",
     "cloturee", "deal", "opportunity", "opportunite", "affaire", "transaction")
)  # fmt: skip
"""Words beside an outcome that say no more."""

SALES_SOURCES = {
    "existing": (
        "existingbusiness existingcustomer existingclient existingcustomerupgrade upsell crosssell "
        "existingcustomerreplacement existingcustomerdowngrade renewal renouvellement "
        "clientexistant clientsexistants existant venteadditionnelle ventecroisee addon expansion"
    ),
    "new": "newbusiness newcustomer newclient newlogo nouveau nouveauclient nouveauxclients",
    "references": (
        "reference referral externalreferral employeereferral wordofmouth recommandation "
        "recommendation parrainage boucheaoreille"
    ),
    "partner": "partners partnerreferral partenaire partenaires channel",
}

SENIORITIES = {
    "junior": "jr debutant associate sdr bdr",
    "senior": "sr confirme experimente principal",
}

ZONES = {
    "eastern": "America/New_York",
    "est": "America/New_York",
    "et": "America/New_York",
    "central": "America/Chicago",
    "cst": "America/Chicago",
    "ct": "America/Chicago",
    "mountain": "America/Denver",
    "mst": "America/Denver",
    "mt": "America/Denver",
    "pacific": "America/Los_Angeles",
    "pst": "America/Los_Angeles",
    "pt": "America/Los_Angeles",
    "paris": "Europe/Paris",
    "cet": "Europe/Paris",
}

COUNTRIES = {
    "AE": "uae emiratsarabesunis",
    "AR": "argentine",
    "AT": "autriche",
    "AU": "australie",
    "BE": "belgique",
    "BR": "bresil",
    "CA": "can",
    "CH": "suisse",
    "CN": "chine",
    "CZ": "tchequie republiquetcheque",
    "DE": "allemagne",
    "DK": "danemark",
    "DZ": "algerie",
    "ES": "espagne",
    "FI": "finlande",
    "FR": "fra",
    "GB": "uk unitedkingdom greatbritain england scotland wales royaumeuni angleterre",
    "GR": "grece",
    "IE": "irlande",
    "IN": "inde",
    "IT": "italie",
    "JO": "jordanie",
    "JP": "japon",
    "KR": "korea southkorea coree coreedusud",
    "MA": "maroc",
    "MX": "mexique",
    "NL": "thenetherlands holland paysbas",
    "NO": "norvege",
    "NZ": "nouvellezelande",
    "PL": "pologne",
    "PT": "portugal",
    "RO": "roumanie",
    "SA": "arabiesaoudite",
    "SE": "suede",
    "TN": "tunisie",
    "TR": "turkiye turquie",
    "US": "usa unitedstatesofamerica etatsunis etatsunisdamerique amerique",
    "ZA": "afriquedusud",
}
