"""How currencies are written on pages, beside their ISO 4217 codes: signs, abbreviations, words.

The first entry of a sign that several currencies share is what it means where nothing else is
known; an empty first entry says that nothing is meant then. Sources: Unicode CLDR's currency
symbols, and price tags as shops in the countries print them.
"""

DOLLARS = (
    "USD", "ARS", "AUD", "BBD", "BMD", "BND", "BSD", "BZD", "CAD", "CLP", "COP", "CUP", "DOP",
    "FJD", "GYD", "HKD", "JMD", "KYD", "LRD", "MOP", "MXN", "NAD", "NIO", "NZD", "SBD", "SGD",
    "SRD", "TTD", "TWD", "UYU", "XCD",
)  # fmt: skip
_KRONER = ("", "SEK", "NOK", "DKK", "ISK")
_POUNDS = ("GBP", "EGP", "FKP", "GIP", "LBP", "SDG", "SHP", "SSP", "SYP")
_RUPEES = ("INR", "PKR", "LKR", "NPR", "MUR", "SCR")
_DINARS = ("", "KWD", "BHD", "JOD", "IQD", "TND", "DZD", "LYD")
_RIYALS = ("SAR", "QAR", "OMR", "YER", "IRR")
_CFA = ("", "XOF", "XAF")

SIGNS: dict[str, tuple[str, ...]] = {
    # one currency each
    "€": ("EUR",), "₹": ("INR",), "₽": ("RUB",), "₺": ("TRY",), "₴": ("UAH",), "₱": ("PHP",),
    "฿": ("THB",), "₫": ("VND",), "₩": ("KRW", "KPW"), "₪": ("ILS",), "₦": ("NGN",),
    "₸": ("KZT",), "₾": ("GEL",), "₼": ("AZN",), "֏": ("AMD",), "₲": ("PYG",), "₡": ("CRC",),
    "₵": ("GHS",), "GH₵": ("GHS",), "₭": ("LAK",), "៛": ("KHR",), "₮": ("MNT",), "৳": ("BDT",),
    "؋": ("AFN",), "₿": ("",), "R$": ("BRL",), "US$": ("USD",), "$US": ("USD",), "U$S": ("USD",),
    "U$D": ("USD",), "U$": ("USD",), "CA$": ("CAD",), "CAD$": ("CAD",), "$CA": ("CAD",),
    "CDN$": ("CAD",), "C$": ("CAD", "NIO"), "A$": ("AUD",), "AU$": ("AUD",), "AUD$": ("AUD",),
    "NZ$": ("NZD",), "HK$": ("HKD",), "NT$": ("TWD",), "NT": ("TWD",), "S$": ("SGD",),
    "SG$": ("SGD",), "MX$": ("MXN",), "MXN$": ("MXN",), "AR$": ("ARS",), "CL$": ("CLP",),
    "CLP$": ("CLP",), "COP$": ("COP",), "COL$": ("COP",), "CO$": ("COP",), "$U": ("UYU",),
    "RD$": ("DOP",), "J$": ("JMD",), "TT$": ("TTD",), "N$": ("NAD",), "MOP$": ("MOP",),
    "BN$": ("BND",), "FJ$": ("FJD",), "Bds$": ("BBD",), "EC$": ("XCD",), "USD$": ("USD",),
    "NZD$": ("NZD",), "SGD$": ("SGD",), "HKD$": ("HKD",), "GY$": ("GYD",), "BZ$": ("BZD",),
    "E£": ("EGP",), "£E": ("EGP",), "LE": ("EGP",), "L.E": ("EGP",), "L.E.": ("EGP",),
    "CN¥": ("CNY",), "JP¥": ("JPY",), "RMB": ("CNY",), "CNH": ("CNY",), "人民币": ("CNY",),
    "人民幣": ("CNY",), "日圓": ("JPY",), "日元": ("JPY",), "円": ("JPY",), "港币": ("HKD",),
    "港幣": ("HKD",), "新台幣": ("TWD",), "新臺幣": ("TWD",), "台幣": ("TWD",), "NTD": ("TWD",),
    "원": ("KRW",), "美元": ("USD",), "美金": ("USD",), "欧元": ("EUR",), "歐元": ("EUR",),
    "zł": ("PLN",), "zl": ("PLN",), "złotych": ("PLN",), "złote": ("PLN",), "złoty": ("PLN",),
    "Kč": ("CZK",), "Kc": ("CZK",), "Ft": ("HUF",), "forint": ("HUF",), "RON": ("RON",),
    "TL": ("TRY",), "Türk Lirası": ("TRY",), "грн": ("UAH",), "гривень": ("UAH",),
    "гривен": ("UAH",), "гривні": ("UAH",), "тг": ("KZT",), "тенге": ("KZT",), "теңге": ("KZT",),
    "сум": ("UZS",), "сўм": ("UZS",), "so'm": ("UZS",), "soʻm": ("UZS",), "so‘m": ("UZS",),
    "сом": ("KGS",), "ман": ("AZN",), "дин": ("RSD",), "динара": ("RSD",), "din": ("RSD",),
    "dinara": ("RSD",), "KM": ("BAM",), "КМ": ("BAM",), "ден": ("MKD",), "денари": ("MKD",),
    "lekë": ("ALL",), "lek": ("ALL",), "kn": ("HRK",), "kuna": ("HRK",), "ЕВРО": ("EUR",),
    "евро": ("EUR",), "euro": ("EUR",), "euros": ("EUR",), "euroa": ("EUR",), "eura": ("EUR",),
    "eur.": ("EUR",), "ευρώ": ("EUR",), "evro": ("EUR",), "eiro": ("EUR",), "eurų": ("EUR",),
    "يورو": ("EUR",), "אירו": ("EUR",), "ユーロ": ("EUR",), "SFr": ("CHF",), "SFr.": ("CHF",),
    "Fr": ("CHF",), "sFr": ("CHF",), "Franken": ("CHF",), "RM": ("MYR",), "Rp": ("IDR",),
    "IDR": ("IDR",), "rupiah": ("IDR",), "VNĐ": ("VND",), "vnđ": ("VND",), "đồng": ("VND",),
    "đ": ("VND",), "Đ": ("VND",), "บาท": ("THB",), "baht": ("THB",), "Php": ("PHP",),
    "pesos": ("", "MXN", "ARS", "CLP", "COP", "UYU", "DOP", "CUP", "PHP"),
    "₨": _RUPEES, "Rs": _RUPEES, "Rs.": _RUPEES, "रु": ("INR", "NPR"), "र": ("INR", "NPR"),
    "रू": ("NPR", "INR"),
    "रुपये": ("INR",), "रुपए": ("INR",), "रुपया": ("INR",), "rupees": _RUPEES, "රු": ("LKR",),
    "ரூ": ("INR", "LKR"), "రూ": ("INR",), "টাকা": ("BDT",), "Tk": ("BDT",), "روپے": ("PKR",),
    'ש"ח': ("ILS",), "ש״ח": ("ILS",), "שח": ("ILS",), "שקל": ("ILS",), "שקלים": ("ILS",),
    "NIS": ("ILS",), "KSh": ("KES",), "Ksh": ("KES",), "KShs": ("KES",), "Kshs": ("KES",),
    "TSh": ("TZS",), "Tshs": ("TZS",), "USh": ("UGX",), "UShs": ("UGX",), "Shs": ("UGX",),
    "Kz": ("AOA",), "MT": ("MZN",), "MTn": ("MZN",), "Ks": ("MMK",), "GHC": ("GHS",),
    "GH¢": ("GHS",), "Bs": ("BOB", "VES"), "Bs.": ("BOB", "VES"), "Bs.S": ("VES",),
    "S/": ("PEN",), "S/.": ("PEN",), "soles": ("PEN",), "B/.": ("PAB", "USD"), "Gs": ("PYG",),
    "reais": ("BRL",), "guaraníes": ("PYG",), "colones": ("CRC",), "quetzales": ("GTQ",),
    "lempiras": ("HNL",), "MXP": ("MXN",), "Nu": ("BTN",), "Rf": ("MVR",),
    # as other countries' locales write them
    "$MX": ("MXN",), "$AR": ("ARS",), "$CL": ("CLP",), "$CO": ("COP",), "$AU": ("AUD",),
    "$NZ": ("NZD",), "$SG": ("SGD",), "$HK": ("HKD",), "¥CN": ("CNY",), "BR$": ("BRL",),
    "EG£": ("EGP",), "UK£": ("GBP",), "Skr": ("SEK",), "Nkr": ("NOK",), "Dkr": ("DKK",),
    "Ikr": ("ISK",), "щ.д.": ("USD",),
    # one of several
    "$": DOLLARS, "dollars": DOLLARS, "dólares": ("USD",), "дол": ("USD",), "долл": ("USD",),
    "£": _POUNDS, "¥": ("JPY", "CNY"), "元": ("CNY", "TWD", "HKD", "MOP"),
    "圓": ("TWD", "HKD", "JPY"), "圆": ("CNY",), "块": ("CNY",), "yen": ("JPY",), "yuan": ("CNY",),
    "kr": _KRONER, "kr.": _KRONER, "kronor": ("SEK",), "kroner": ("", "NOK", "DKK"),
    "króna": ("ISK",), "krónur": ("ISK",), "lei": ("RON", "MDL"), "leu": ("RON", "MDL"),
    "лв": ("BGN",), "лева": ("BGN",), "lv": ("BGN",), "lei.": ("RON", "MDL"), "лей": ("MDL", "RON"),
    "руб": ("RUB", "BYN"), "рублей": ("RUB", "BYN"), "рубля": ("RUB", "BYN"), "р": ("RUB", "BYN"),
    "р.": ("RUB", "BYN"), "Р": ("RUB", "BYN"), "Р.": ("RUB", "BYN"), "rub": ("RUB",),
    "RUR": ("RUB",), "Br": ("BYN", "ETB"),
    "FCFA": _CFA, "CFA": _CFA, "F CFA": _CFA, "franc": ("CHF",), "Dhs": ("AED", "MAD"),
    "Dh": ("AED", "MAD"), "DH": ("AED", "MAD"), "DHs": ("AED", "MAD"), "د.إ": ("AED",),
    "درهم": ("AED", "MAD"), "د.م": ("MAD",), "د.م.": ("MAD",), "د.ت": ("TND",), "DT": ("TND",),
    "DA": ("DZD",), "د.ج": ("DZD",), "دج": ("DZD",), "د.ك": ("KWD",), "KD": ("KWD",),
    "K.D": ("KWD",), "K.D.": ("KWD",), "د.ب": ("BHD",), "BD": ("BHD",), "د.أ": ("JOD",),
    "د.ا": ("JOD",), "JD": ("JOD",), "JDs": ("JOD",), "د.ع": ("IQD",), "د.ل": ("LYD",),
    "دينار": _DINARS, "دينار كويتي": ("KWD",), "دينار أردني": ("JOD",), "دينار بحريني": ("BHD",),
    "ر.س": ("SAR",), "رس": ("SAR",), "SR": ("SAR",), "⃁": ("SAR",), "ر.ق": ("QAR",), "QR": ("QAR",),
    "ر.ع": ("OMR",), "ر.ع.": ("OMR",), "ر.ي": ("YER",), "ريال": _RIYALS, "ريال سعودي": ("SAR",),
    "ريال قطري": ("QAR",), "ريال عماني": ("OMR",), "ریال": ("IRR", "SAR"), "ج.م": ("EGP",),
    "ج.م.": ("EGP",), "جنيه": ("EGP", "SDG"), "جنية": ("EGP",), "ل.ل": ("LBP",), "LL": ("LBP",),
    "ل.س": ("SYP",), "تومان": ("",), "toman": ("",), "ƒ": ("XCG", "AWG"),
    # single letters: only next to an amount
    "R": ("ZAR",), "Q": ("GTQ",), "L": ("HNL", "ALL", "MDL"), "K": ("ZMW", "MMK", "PGK"),
    "P": ("BWP", "PHP"), "E": ("SZL",), "T": ("KZT",), "M": ("", "LSL", "AZN"), "D": ("", "GMD"),
    "G": ("", "HTG"), "B": ("", "THB"),
}  # fmt: skip
"""Sign → the currencies it can mean."""

ALIASES = {
    "RUR": "RUB", "RMB": "CNY", "CNH": "CNY", "NTD": "TWD", "NTS": "TWD", "UKP": "GBP",
    "STG": "GBP", "TRL": "TRY", "YTL": "TRY", "NIS": "ILS", "BYR": "BYN", "MXP": "MXN",
    "GHC": "GHS", "KSH": "KES", "DHS": "AED", "ROL": "RON", "VEF": "VES", "VEB": "VES",
    "UYP": "UYU", "CSK": "CZK", "EURO": "EUR", "EUROS": "EUR", "USDOLLAR": "USD",
}  # fmt: skip
"""Codes that shops write although they are not (or no longer) ISO 4217 → the code meant."""

WEAK = frozenset({
    "R", "Q", "L", "K", "P", "E", "T", "M", "D", "G", "B", "DT", "DA", "DH", "Dh", "LE", "L.E",
    "L.E.", "KD", "K.D", "K.D.", "BD", "JD", "SR", "QR", "NT", "KM", "КМ", "MT", "MTn", "Ks",
    "Kz", "LL", "Fr", "sFr", "Nu", "Rf", "Tk", "Br", "kn", "lek", "din", "lv", "ман", "сом",
    "сум", "дин", "ден", "franc", "pesos", "rub", "ALL", "AMD", "BAM", "BOB", "CAD", "CUP", "DOP",
    "GEL", "LAK", "MAD", "MOP", "NAD", "PEN", "SOS", "AWG", "TOP", "TRY",
})  # fmt: skip
"""Signs that are words, units or product names as often: they need a country that uses them."""

EXACT_CASE = frozenset({
    "all", "amd", "ang", "bam", "bob", "cad", "cup", "dop", "gel", "gip", "lak", "mad", "mop",
    "mru", "mur", "nad", "pen", "php", "sar", "sos", "std", "top", "try", "ft", "mt", "le", "da",
    "dt", "bd", "jd", "sr", "qr", "nt", "km", "kn", "ks", "fr", "la", "ll", "br", "nu", "rf",
    "gs", "bs", "din", "lek", "lv",
})  # fmt: skip
"""Folded signs that mean something else in another case, such as feet beside forints."""
