"""Industries as suppliers of data name them, read as NAICS codes at the level that is sure.

A supplier's industry is kept only where all it covers lies in one code, in the editions of 2017
and 2022 alike: "Restaurants" is 7225, "Financial Services" 52, and "Computer Software", which is
part of 51 and part of 54, is not known. Names: LinkedIn's industries (Apollo uses them too), old
and new, and ZoomInfo's.
"""

from __future__ import annotations

from typing import Final

from maillage.core.geography.states import fold

_NAMES: Final = {
    "11": "agriculture|farming|crops|forestry and logging|farming ranching forestry",
    "112": "ranching",
    "114": "fishery|fisheries",
    "21": "mining|minerals and mining",
    "22": "utilities|electric power generation|gas electricity and utilities"
    "|water supply and irrigation systems",
    "23": "construction|building construction|residential building construction",
    "236": "nonresidential building construction|commercial and residential construction",
    "31-33": "manufacturing|textiles|textile manufacturing|electrical electronic manufacturing"
    "|medical device|medical devices|medical equipment manufacturing|industrial manufacturing"
    "|packaging and containers|packaging and containers manufacturing"
    "|computers and electronics manufacturing",
    "311": "food production|food manufacturing",
    "3122": "tobacco|tobacco manufacturing",
    "321": "wood product manufacturing",
    "322": "paper and forest product manufacturing",
    "323": "printing|printing services",
    "325": "chemicals|chemical manufacturing",
    "3254": "pharmaceuticals|pharmaceutical manufacturing",
    "326": "plastics|plastics manufacturing|plastics and rubber product manufacturing",
    "327": "glass ceramics and concrete|glass ceramics and concrete manufacturing",
    "331": "primary metal manufacturing",
    "332": "fabricated metal products",
    "333": "machinery|machinery manufacturing",
    "3341": "computer hardware|computer hardware manufacturing",
    "3344": "semiconductors|semiconductor manufacturing",
    "3361": "motor vehicle manufacturing",
    "3364": "aviation and aerospace component manufacturing",
    "3366": "shipbuilding",
    "337": "furniture and home furnishings manufacturing",
    "42": "wholesale",
    "44-45": "retail",
    "445": "supermarkets|grocery retail|retail groceries",
    "48-49": "transportation|transportation trucking railroad|airlines aviation"
    "|airlines and aviation|logistics and supply chain|maritime|maritime transportation"
    "|package freight delivery|freight and package transportation|freight and logistics services"
    "|transportation logistics supply chain and storage",
    "484": "truck transportation|trucking moving and storage",
    "493": "warehousing|warehousing and storage",
    "51": "publishing|newspapers|newspaper publishing|book and periodical publishing"
    "|broadcast media|broadcast media production and distribution|broadcasting|libraries",
    "512": "motion pictures and film|movies videos and sound",
    "517": "telecommunications|wireless telecommunications|wireless services",
    "52": "financial services|finance",
    "522": "banking|credit cards and transaction processing",
    "523": "capital markets|investment banking|investment management"
    "|venture capital and private equity|venture capital and private equity principals",
    "524": "insurance",
    "531": "real estate|commercial real estate|leasing real estate",
    "5411": "law practice|legal services|law firms and legal services",
    "5412": "accounting|accounting services",
    "5413": "architecture and planning",
    "5414": "design|graphic design|design services|interior design",
    "541": "marketing and advertising",
    "5416": "management consulting|business consulting and services"
    "|human resources services consulting",
    "5417": "research|research services",
    "5418": "advertising services|public relations and communications"
    "|public relations and communications services",
    "541930": "translation and localization",
    "541940": "veterinary|veterinary services",
    "54192": "photography",
    "561": "facilities services|outsourcing offshoring",
    "5613": "staffing and recruiting|hr and staffing",
    "5616": "security and investigations|security products and services guards",
    "562": "waste treatment and disposal|waste collection",
    "61": "education|education management|education administration programs"
    "|higher education|colleges and universities",
    "6111": "primary secondary education|primary and secondary education|k 12 schools",
    "62": "hospital and health care|hospitals and health care|healthcare|health care services"
    "|mental health care|hospitals and physicians clinics",
    "621": "medical practice|medical practices|physicians clinics",
    "622": "hospitals",
    "623": "nursing homes and residential care facilities|elderly care services",
    "6241": "individual and family services",
    "71": "recreational facilities and services|recreational facilities",
    "711": "performing arts|spectator sports|performing arts theaters",
    "7121": "museums and institutions|museums historical sites and zoos|museums and art galleries",
    "72": "hospitality|accommodation and food services|lodging and restaurants",
    "721": "hotels and motels|lodging and resorts",
    "722": "food and beverage services",
    "7225": "restaurants",
    "81": "consumer services",
    "813": "non profit organization management|nonprofit organization management"
    "|non profit organizations|civic and social organization|civic and social organizations"
    "|membership organizations|political organization|political organizations",
    "8131": "religious institutions|religious organizations",
    "92": "government|government administration|military|judiciary|legislative office"
    "|executive office|executive offices|public safety|armed forces|administration of justice",
    "922": "law enforcement",
}
NAICS_OF: Final = {fold(name): code for code, names in _NAMES.items() for name in names.split("|")}


def sure_code(name: str) -> str:
    """Read a supplier's industry as a NAICS code, "" where no code is sure.

    ``"Hospital & Health Care"`` is ``62``; ``"Internet"`` is not known.
    """
    written = fold(name.replace("&", " and ").replace("/", " "))
    return NAICS_OF.get(written, "")
