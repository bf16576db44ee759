"""The words of a typed day, folded: near days, weekdays, months, numbers and units."""

from __future__ import annotations

from typing import Literal

NEAR_DAYS = {
    "today": 0,
    "yesterday": -1,
    "tomorrow": 1,
    "aujourd'hui": 0,
    "aujourdhui": 0,
    "hier": -1,
    "demain": 1,
    "avant-hier": -2,
    "avant hier": -2,  # no message
    "apres-demain": 2,
    "apres demain": 2,  # no message
}
"""Days from today on, by word."""


def _places(*groups: str, first: int = 0) -> dict[str, int]:
    """The place of each word's group; the words of a group are separated by commas."""
    return {word: place for place, group in enumerate(groups, first) for word in group.split(",")}


WEEKDAYS = _places(
    "monday,mon,lundi,lun",
    "tuesday,tue,tues,mardi,mar",
    "wednesday,wed,mercredi,mer",
    "thursday,thu,thur,thurs,jeudi,jeu",
    "friday,fri,vendredi,ven",
    "saturday,sat,samedi,sam",
    "sunday,sun,dimanche,dim",
)
"""The weekday of each word, Monday is 0."""

DAY_WORDS = (*NEAR_DAYS, *WEEKDAYS)
"""Every word that names a day by itself."""

AMBIGUOUS_WORDS = frozenset({"mar", "mer", "sam", "sun", "dim"})
"""Weekdays alone; at the end of a sentence mostly something else ("report by Sam")."""

MONTHS = _places(
    "january,jan,janvier,janv", "february,feb,fevrier,fevr", "march,mar,mars",
    "april,apr,avril,avr", "may,mai", "june,jun,juin", "july,jul,juillet,juil",
    "august,aug,aout", "september,sep,sept,septembre", "october,oct,octobre",
    "november,nov,novembre", "december,dec,decembre", first=1,
)  # fmt: skip
"""The month of each word, 1 to 12."""

COUNTS = _places(
    "one,a,an,un,une", "two,deux", "three,trois", "four,quatre", "five,cinq", "six", "seven,sept",
    "eight,huit", "nine,neuf", "ten,dix", "eleven,onze", "twelve,douze", first=1,
)  # fmt: skip
COUNTS |= {"fifteen": 15, "quinze": 15, "twenty": 20, "vingt": 20, "thirty": 30, "trente": 30}
"""The number of each word."""

UNITS = {
    word: unit
    for unit, words in {
        "h": "h,hour,hours,heure,heures",
        "d": "day,days,jour,jours",
        "w": "week,weeks,semaine,semaines",
        "m": "month,months,mois",
        "y": "year,years,an,ans,annee,annees",
    }.items()
    for word in words.split(",")
}
"""The unit of each word, as offsets write it (`+2w`); `h` is an hour."""

SPANS = {"huitaine": 8, "quinzaine": 15, "fortnight": 14}
"""Days of a span that has a name: `sous quinzaine`."""

Part = Literal["early", "middle", "end"]
PARTS: dict[str, Part] = {
    "debut": "early",
    "early": "early",
    "beginning": "early",
    "start": "early",
    "mi": "middle",
    "mid": "middle",
    "milieu": "middle",
    "middle": "middle",
    "fin": "end",
    "end": "end",
}
"""The part of a month of each word."""
