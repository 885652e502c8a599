"""Turns the English names of countries in spreadsheets into two-letter codes (ISO 3166-1)."""

from __future__ import annotations

from functools import cache, lru_cache

from badgepress.model.countries import COUNTRIES
from badgepress.read.quoting import folded, near

#: Each code with the country's names, the usual one first.
_NAMES = """
AD Andorra; AE United Arab Emirates, UAE; AF Afghanistan; AG Antigua and Barbuda; AI Anguilla; AL Albania; AM Armenia
AO Angola; AQ Antarctica; AR Argentina; AS American Samoa; AT Austria; AU Australia; AW Aruba; AX Åland Islands
AZ Azerbaijan; BA Bosnia and Herzegovina; BB Barbados; BD Bangladesh; BE Belgium; BF Burkina Faso; BG Bulgaria
BH Bahrain; BI Burundi; BJ Benin; BL Saint Barthélemy; BM Bermuda; BN Brunei, Brunei Darussalam; BO Bolivia
BQ Bonaire Sint Eustatius and Saba, Caribbean Netherlands; BR Brazil; BS Bahamas; BT Bhutan; BV Bouvet Island
BW Botswana; BY Belarus; BZ Belize; CA Canada; CC Cocos Islands, Cocos (Keeling) Islands
CD Democratic Republic of the Congo, Congo The Democratic Republic of the; CF Central African Republic
CG Congo, Republic of the Congo; CH Switzerland; CI Côte d'Ivoire, Ivory Coast; CK Cook Islands; CL Chile; CM Cameroon
CN China; CO Colombia; CR Costa Rica; CU Cuba; CV Cape Verde, Cabo Verde; CW Curaçao; CX Christmas Island; CY Cyprus
CZ Czechia, Czech Republic; DE Germany; DJ Djibouti; DK Denmark; DM Dominica; DO Dominican Republic; DZ Algeria
EC Ecuador; EE Estonia; EG Egypt; EH Western Sahara; ER Eritrea; ES Spain; ET Ethiopia; FI Finland; FJ Fiji
FK Falkland Islands, Falkland Islands (Malvinas); FM Micronesia, Micronesia Federated States of; FO Faroe Islands
FR France; GA Gabon; GB United Kingdom, UK, Great Britain, United Kingdom of Great Britain and Northern Ireland
GD Grenada; GE Georgia; GF French Guiana; GG Guernsey; GH Ghana; GI Gibraltar; GL Greenland; GM Gambia; GN Guinea
GP Guadeloupe; GQ Equatorial Guinea; GR Greece; GS South Georgia and the South Sandwich Islands; GT Guatemala; GU Guam
GW Guinea-Bissau; GY Guyana; HK Hong Kong; HM Heard Island and McDonald Islands; HN Honduras; HR Croatia; HT Haiti
HU Hungary; ID Indonesia; IE Ireland; IL Israel; IM Isle of Man; IN India; IO British Indian Ocean Territory; IQ Iraq
IR Iran, Iran Islamic Republic of; IS Iceland; IT Italy; JE Jersey; JM Jamaica; JO Jordan; JP Japan; KE Kenya
KG Kyrgyzstan; KH Cambodia; KI Kiribati; KM Comoros; KN Saint Kitts and Nevis
KP North Korea, Korea Democratic People's Republic of; KR South Korea, Korea Republic of, Republic of Korea; KW Kuwait
KY Cayman Islands; KZ Kazakhstan; LA Laos, Lao People's Democratic Republic; LB Lebanon; LC Saint Lucia
LI Liechtenstein; LK Sri Lanka; LR Liberia; LS Lesotho; LT Lithuania; LU Luxembourg; LV Latvia; LY Libya; MA Morocco
MC Monaco; MD Moldova, Moldova Republic of; ME Montenegro; MF Saint Martin, Saint Martin (French part); MG Madagascar
MH Marshall Islands; MK North Macedonia, Macedonia; ML Mali; MM Myanmar, Burma; MN Mongolia; MO Macao, Macau
MP Northern Mariana Islands; MQ Martinique; MR Mauritania; MS Montserrat; MT Malta; MU Mauritius; MV Maldives
MW Malawi; MX Mexico; MY Malaysia; MZ Mozambique; NA Namibia; NC New Caledonia; NE Niger; NF Norfolk Island; NG Nigeria
NI Nicaragua; NL Netherlands, Kingdom of the Netherlands; NO Norway; NP Nepal; NR Nauru; NU Niue; NZ New Zealand
OM Oman; PA Panama; PE Peru; PF French Polynesia; PG Papua New Guinea; PH Philippines; PK Pakistan; PL Poland
PM Saint Pierre and Miquelon; PN Pitcairn; PR Puerto Rico; PS Palestine, State of Palestine, Palestine State of
PT Portugal; PW Palau; PY Paraguay; QA Qatar; RE Réunion; RO Romania; RS Serbia; RU Russia, Russian Federation
RW Rwanda; SA Saudi Arabia; SB Solomon Islands; SC Seychelles; SD Sudan; SE Sweden; SG Singapore
SH Saint Helena, Saint Helena Ascension and Tristan da Cunha; SI Slovenia; SJ Svalbard and Jan Mayen; SK Slovakia
SL Sierra Leone; SM San Marino; SN Senegal; SO Somalia; SR Suriname; SS South Sudan; ST Sao Tome and Principe
SV El Salvador; SX Sint Maarten, Sint Maarten (Dutch part); SY Syria, Syrian Arab Republic; SZ Eswatini, Swaziland
TC Turks and Caicos Islands; TD Chad; TF French Southern Territories; TG Togo; TH Thailand; TJ Tajikistan; TK Tokelau
TL Timor-Leste, East Timor; TM Turkmenistan; TN Tunisia; TO Tonga; TR Turkey, Türkiye; TT Trinidad and Tobago
TV Tuvalu; TW Taiwan, Taiwan Province of China; TZ Tanzania, Tanzania United Republic of; UA Ukraine; UG Uganda
UM United States Minor Outlying Islands; US United States, USA, United States of America; UY Uruguay; UZ Uzbekistan
VA Vatican City, Holy See, Holy See (Vatican City State); VC Saint Vincent and the Grenadines
VE Venezuela, Venezuela Bolivarian Republic of; VG British Virgin Islands, Virgin Islands British
VI United States Virgin Islands, Virgin Islands U.S., US Virgin Islands; VN Vietnam, Viet Nam; VU Vanuatu
WF Wallis and Futuna; WS Samoa; XK Kosovo; YE Yemen; YT Mayotte; ZA South Africa; ZM Zambia; ZW Zimbabwe
"""


@lru_cache(maxsize=1024)
def country_code(text: str) -> str:
    """Return the two-letter code of a country given by code or English name; empty if unknown."""
    code = text.strip().upper()
    return code if code in COUNTRIES else _by_name().get(_plain(text), "")


def nearest_country(text: str) -> str:
    """Return the name that was probably meant; empty if none is near."""
    return near(text, tuple(names()), 0.75)


@cache
def names() -> dict[str, str]:
    """Return the code of every name."""
    found = {}
    for entry in _NAMES.replace("\n", ";").split(";"):
        code, _, called = entry.strip().partition(" ")
        found.update({name.strip(): code for name in called.split(",") if name.strip()})
    return found


@cache
def _by_name() -> dict[str, str]:
    return {_plain(name): code for name, code in names().items()}


def _plain(name: str) -> str:
    """Keep only letters and digits, without the article, so `Korea, Republic of` equals `Korea Republic of`."""
    words = "".join(letter if letter.isalnum() else " " for letter in folded(name)).split()
    return " ".join(word for word in words if word != "the")
