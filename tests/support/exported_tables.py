"""Tables as other systems export them: real headers, invented rows, where each column belongs."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass, replace
from functools import cache

from tests.support.paths import DATA

_FR = {
    "name": ["Boulangerie Martin", "Müller & Söhne", "Les 3 Épis", "SARL L'Orme", "Coop. du Val"],
    "first_name": ["Jean", "Zoë", "Anne-Marie", "José", "Éric"],
    "last_name": ["Dupont", "de la Tour", "LE GOFF", "O'Brien", "N'Guyen"],
    "title": ["M.", "Mme", "Mlle", "Dr", "M."],
    "function": ["Responsable achats", "Directrice", "Acheteur", "Gérant", "Chef de rayon"],
    "department": ["Achats", "Direction", "Comptabilité", "Qualité", "R&D"],
    "phone": ["04 74 00 00 01", "+33 1 23 45 67 89", "02.40.11.22.33", "0474000004", "(0)4 74"],
    "mobile": ["06 12 34 56 78", "+33 6 00 00 00 01", "07.11.22.33.44", "0612345678", ""],
    "fax": ["04 74 00 00 09", "", "02 40 00 00 08", "", "0140000000"],
    "email": ["a.b@exemple.fr", "jean@dupont.example", "x+y@sous.domaine.fr", "", "INFO@X.FR"],
    "street": ["12 rue des Halles", "ZI Nord", "1 bis, av. Foch", "Lieu-dit Le Bourg", "3"],
    "street2": ["Bâtiment B", "", "BP 12", "", "Étage 3"],
    "postcode": ["01000", "75008", "2A004", "44000", "1000"],
    "city": ["Bourg-en-Bresse", "Paris 8e", "L'Haÿ-les-Roses", "Nantes", "Lyon"],
    "region": ["Bretagne", "35", "Île-de-France", "Ain", "Rhône"],
    "country": ["France", "FR", "Allemagne", "Suisse", "BE"],
    "website": ["www.exemple.fr", "https://exemple.fr/a", "exemple.com", "", "http://x.example"],
    "siren": ["732829320", "732 829 320", "552100554", "", "404833048"],
    "siret": ["73282932000074", "732 829 320 00074", "55210055400013", "", "40483304800022"],
    "vat": ["FR40303265045", "DE123456789", "FR 83 404833048", "", "BE0123456789"],
    "ape": ["46.71Z", "4671Z", "10.71C", "", "47.24Z"],
    "label": ["Boulangerie", "Commerce de gros", "BTP", "", "Services"],
    "headcount": ["12", "50-99", "20 à 49", "", "1 200"],
    "legal_form": ["SARL", "SAS", "GmbH", "SA", "Coopérative"],
    "opened": ["15/03/2019", "2024-03-01", "01/12/2020 14:05", "", "31/12/2021"],
    "date": ["15/03/2024", "2024-03-01", "01/12/2023", "02/02/2022", "31/12/2021"],
    "owner": ["claire", "Claire Morel", "paul", "", "Paul Noir"],
    "salesperson": ["claire", "Claire Morel", "paul", "", "Paul Noir"],
    "with": ["Jean Dupont", "", "Zoë de la Tour", "LE GOFF", "Anne-Marie O'Brien"],
    "group": ["", "Groupe Nord", "", "", "SA Holding"],
    "days": ["30 jours", "45 jours fin de mois", "", "À réception", "60"],
    "client_since": ["15/03/2019", "01/09/2021", "", "", "31/12/2021"],
    "amount": ["1 250,50 €", "18 000,00 €", "", "12", "-3,50"],
    "year": ["2024", "2025", "2026", "2024", "2025"],
    "revenue": ["18 000,00 €", "1 250,50", "", "12", "0"],
    "gross_margin": ["8 000,00 €", "", "-3,50", "12", "0"],
    "ref": ["V-1001", "V-1001", "V-1002", "V-1003", "V-1004"],
    "product": ["Four à pain", "Pelle", "Four à pain", "Tapis", "Pièce 12"],
    "quantity": ["2", "10", "1", "1,5", "-1"],
    "unit_price": ["1 250,50 €", "8,40 €", "1 300,00 €", "0,123456", "12"],
    "discount": ["12 %", "", "5 %", "", "10"],
    "linkedin": ["https://www.linkedin.com/in/a", "https://www.linkedin.com/in/b", "", "", ""],
    "kind": ["Appel", "Réunion", "Déjeuner", "E-mail", "Tâche"],
    "": ["", "x", "12", "Texte libre", "2024-01-01"],
    "key": ["1", "2", "3", "4", "5"],
}
_EN = _FR | {
    "name": ["Acme Inc.", "Smith & Sons", "3M", "North Foods", "B. Baker Ltd"],
    "first_name": ["John", "Mary Ann", "Zoë", "J.", "Al"],
    "last_name": ["Smith", "O'Neil", "van Dyke", "Lee", "St. John"],
    "title": ["Mr.", "Mrs.", "Ms.", "Dr.", "Mr"],
    "function": ["Purchasing Manager", "CEO", "Buyer", "Owner", "VP, Sales"],
    "phone": ["(905) 555-1234", "+1 205-555-0100", "888-555-0100", "555 0101 x5", "+44 20 7946 0"],
    "mobile": ["(416) 555-1234", "+1 205 555 0102", "07700 900123", "", "555-0103"],
    "fax": ["(905) 555-5678", "", "", "", "+1 205-555-0199"],
    "email": ["john@acme.com", "m.ann@smith.co.uk", "zoe@north.example", "", "AL@X.EXAMPLE"],
    "street": ["1600 Pennsylvania Ave NW", "12 High St", "Unit 3", "PO Box 12", "1 A Rd"],
    "postcode": ["20001", "SW1A 1AA", "K1A 0B1", "95762-1234", "02134"],
    "city": ["Washington", "London", "St. Paul", "York", "Anytown"],
    "region": ["DC", "CA", "Ontario", "", "NSW"],
    "country": ["United States", "US", "United Kingdom", "Canada", "GB"],
    "headcount": ["12", "51-200", "1,001-5,000", "", "10000"],
    "opened": ["3/1/2024 2:05 PM", "2024-03-01 14:05", "12/31/2023", "", "2024-03-01T14:05:00Z"],
    "date": ["3/1/2024", "2024-03-01", "12/31/2023", "2022-02-02", "2021-12-31"],
    "kind": ["Call", "Meeting", "Lunch", "Email", "Task"],
}  # fmt: skip


@dataclass(frozen=True)
class ExportedTable:
    """A header of a system, and where each of its columns belongs, judged by hand."""

    name: str
    language: str
    header: tuple[str, ...]
    places: tuple[str, ...]
    kind: str = ""

    def rows(self, filled: bool = True) -> list[list[str]]:
        """Invented rows of the kind that the system writes, or rows without a value."""
        samples = _FR if self.language == "fr" else _EN
        columns = [_samples_of(place, heading, samples)
                   for heading, place in zip(self.header, self.places, strict=True)]  # fmt: skip
        return [[column[row] if filled else "" for column in columns] for row in range(5)]

    def shuffled(self, seed: int) -> ExportedTable:
        """The same columns in another order."""
        order = list(range(len(self.header)))
        random.Random(seed).shuffle(order)
        return self._picked(order, f"shuffled {seed}")

    def without(self, place: int) -> ExportedTable:
        """The same without one column."""
        order = [each for each in range(len(self.header)) if each != place]
        return self._picked(order, f"without {self.header[place]}")

    def in_part(self, seed: int) -> ExportedTable:
        """Some of the columns, at least half of them, in their order."""
        chance = random.Random(f"{seed} {self.name}")
        many = chance.randint((len(self.header) + 1) // 2, len(self.header))
        order = sorted(chance.sample(range(len(self.header)), many))
        return self._picked(order, f"in part {seed}")

    def with_column(self, place: int, heading: str) -> ExportedTable:
        """The same with a column of the user's own, which has no place."""
        header, places = list(self.header), list(self.places)
        header.insert(place, heading)
        places.insert(place, "")
        return replace(self, name=f"{self.name} with {heading}", header=tuple(header),
                       places=tuple(places))  # fmt: skip

    def in_case(self, change: str) -> ExportedTable:
        """The same with headings in other letters: `upper`, `lower`, `title`."""
        header = tuple(getattr(heading, change)() for heading in self.header)
        return replace(self, name=f"{self.name} {change}", header=header)

    def _picked(self, order: list[int], what: str) -> ExportedTable:
        header = tuple(self.header[each] for each in order)
        places = tuple(self.places[each] for each in order)
        return replace(self, name=f"{self.name} {what}", header=header, places=places)


def _samples_of(place: str, heading: str, samples: dict[str, list[str]]) -> list[str]:
    if heading.casefold() == "code civilité":
        return ["MR", "MME", "MLE", "DR", "MR"]
    return samples.get(place.lstrip("?").rpartition(".")[2], samples[""])


@cache
def exported_tables() -> tuple[ExportedTable, ...]:
    """The tables of tests/data/exports."""
    with (DATA / "exports" / "headers.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    blocks = (DATA / "exports" / "truth.txt").read_text("utf-8").split("\n= ")[1:]
    assert len(blocks) == len(rows)
    return tuple(_table(row, block) for row, block in zip(rows, blocks, strict=True))


def _table(row: dict[str, str], block: str) -> ExportedTable:
    delimiter = row["delimiter"] if len(row["delimiter"]) == 1 else "|"
    header = tuple(next(csv.reader([row["header"]], delimiter=delimiter)))
    name, *lines = block.strip("\n").split("\n")
    assert name == f"{row['system']} {row['language']} {row['entity']}"
    places = tuple(line.partition("\t")[2] for line in lines if line)
    assert len(places) == len(header), name
    return ExportedTable(name, row["language"], header, places)


@cache
def other_tables() -> tuple[ExportedTable, ...]:
    """The tables of tests/data/exports/others.txt, which no preset knows."""
    blocks = (DATA / "exports" / "others.txt").read_text("utf-8").split("\n= ")[1:]
    return tuple(map(_other_table, blocks))


def _other_table(block: str) -> ExportedTable:
    first, *lines = block.strip("\n").split("\n")
    name, __, kind = first.rpartition(":")
    columns = [line.partition("\t") for line in lines if line.strip()]
    header = tuple(heading.strip() for heading, *__ in columns)
    return ExportedTable(name, "fr", header, tuple(place.strip() for *__, place in columns),
                         kind.strip())  # fmt: skip
