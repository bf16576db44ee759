"""Names of companies and their domains, as far as they tell one from another."""

from __future__ import annotations

import re

from clientfile.errors.suggest import fold

# Legal forms of France, Belgium, Germany, the Netherlands, Switzerland, the United Kingdom, Italy,
# Spain; and small words.
_NO_PART = frozenset({
    "sarl", "sas", "sasu", "sa", "eurl", "snc", "sci", "scop", "gie", "scic", "earl", "gaec",
    "ei", "eirl", "selarl", "association", "sprl", "srl", "bvba", "bv", "nv", "vof", "cv",
    "vzw", "asbl", "scrl", "gmbh", "ag", "kg", "ohg", "ug", "gbr", "ev", "eg", "mbh", "co",
    "kgaa", "ltd", "limited", "plc", "llp", "llc", "inc", "corp", "corporation", "company",
    "spa", "srls", "sl", "slu", "sau", "sll", "oy", "ab", "as", "aps", "lda", "se", "et", "and",
    "und", "en", "y", "e", "ets", "etablissements", "the", "le", "la", "les", "de", "du", "des",
    "d", "l",
})  # fmt: skip
# Mailboxes of many people, and sites with pages of many companies.
_SHARED_DOMAINS = frozenset({
    "gmail.com", "googlemail.com", "outlook.com", "outlook.fr", "hotmail.com", "hotmail.fr",
    "live.com", "live.fr", "msn.com", "yahoo.com", "yahoo.fr", "yahoo.de", "yahoo.co.uk",
    "icloud.com", "me.com", "mac.com", "aol.com", "proton.me", "protonmail.com", "orange.fr",
    "wanadoo.fr", "free.fr", "sfr.fr", "neuf.fr", "laposte.net", "bbox.fr", "numericable.fr",
    "club-internet.fr", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "web.de", "t-online.de",
    "freenet.de", "bluewin.ch", "telenet.be", "skynet.be", "ziggo.nl", "kpnmail.nl",
    "libero.it", "tiscali.it", "virgilio.it", "telefonica.net", "btinternet.com", "comcast.net",
    "verizon.net", "earthlink.net", "mail.com", "mail.ru", "facebook.com", "linkedin.com",
    "instagram.com", "pagesjaunes.fr", "wixsite.com",
})  # fmt: skip
# Those that have an address in many countries, by the label before the country.
_SHARED_LABELS = frozenset({
    "gmail", "googlemail", "hotmail", "outlook", "live", "yahoo", "ymail", "gmx", "aol", "icloud",
    "protonmail", "msn",
})  # fmt: skip
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "ac", "gov", "asso", "gouv"})
_DOMAIN = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}")


def company_words(name: str) -> str:
    """The words of a company's name by which it is known: no case, accents, legal form or `&`."""
    text = re.sub(r"\b(\w)\.(?=\w\b)", r"\1", fold(name))
    words = re.findall(r"\w+", text)
    own = [word for word in words if word not in _NO_PART]
    return " ".join(own or words)


def own_domain(text: str) -> str:
    """The domain of an e-mail address or a website, where it is one company's; else ""."""
    found = _DOMAIN.search(fold(text).rpartition("@")[2].removeprefix("www."))
    labels = found[0].removeprefix("www.").split(".") if found else []
    is_deep = len(labels) > 2 and labels[-2] in _SECOND_LEVEL
    own = labels[-3 if is_deep else -2 :]
    domain = ".".join(own)
    return "" if domain in _SHARED_DOMAINS or (own[:1] and own[0] in _SHARED_LABELS) else domain
