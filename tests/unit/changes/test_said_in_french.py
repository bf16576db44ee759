"""What changes say of themselves, in French: plurals, agreement, clauses within sentences."""

from __future__ import annotations

import pickle
from datetime import date
from decimal import Decimal

import pytest

from clientfile.changes.commit_subject import save_change
from clientfile.changes.followups import cancel, done
from clientfile.changes.interactions import add_interaction
from clientfile.changes.lifecycle import lose, rename
from clientfile.changes.orders import OrderRequest, add_order
from clientfile.changes.payments import PaymentRequest, pay
from clientfile.errors import ClientfileError
from clientfile.exchange.tables.apply import ApplyResult
from clientfile.exchange.tables.file_format import FileFormat
from clientfile.exchange.tables.import_plan import ImportPlan, import_change
from clientfile.language import translate
from clientfile.language.encode import decode_text, encode_text
from clientfile.records.settings import Settings
from clientfile.records.typed.parse import RecordCurrencies
from clientfile.schema.shapes import record_shape

DAY = date(2026, 11, 28)
EUR = RecordCurrencies("EUR", "EUR")
PROMISE = {"id": "p1", "what": "Devis", "whose": "ours"}
ORDER = {
    "ref": "7",
    "date": "2026-11-01",
    "lines": [{"product": "Farine", "quantity": 10, "unit_price": Decimal("12.5")}],
    "payments": [{"date": "2026-11-02", "amount": 20}, {"date": "2026-11-03", "amount": 30}],
}


def record() -> dict:
    return {
        "identity": {"name": "Acme", "status": "client"},
        "contacts": {
            "people": [{"id": "zoe", "first_name": "Zoé", "last_name": "Le Gall"}],
            "interactions": [
                {"id": "v1", "date": "2026-11-01", "kind": "visit", "promises": [dict(PROMISE)]}
            ],
        },
        "business": {"orders": [ORDER]},
    }


def french(text: str) -> str:
    """The text in French with plain spaces, as its stored and its pickled form say it too."""
    said = translate(text, "fr")
    assert translate(decode_text(encode_text(text)), "fr") == said
    assert translate(pickle.loads(pickle.dumps(text)), "fr") == said
    return said.replace("\u202f", " ").replace("\xa0", " ")


def refusal(act) -> str:
    with pytest.raises(ClientfileError) as error:
        act()
    return french(str(error.value))


def test_the_kind_of_a_visit_and_its_day_are_said():
    fields = {"date": "2026-11-28", "kind": "visit", "with": ["zoe"], "promises": ["Devis"]}
    change = add_interaction(
        "acme", record(), fields, command="add-meeting", make_id=iter("ab").__next__
    )
    assert french(change.subject) == "acme : visite le 28/11/2026 avec zoe"
    assert [french(each) for each in change.details] == ["notre promesse à zoe : Devis (sans date)"]


def test_new_contacts_agree_in_number():
    newcomers = {"Ann": {"last_name": "Ann"}, "Bob": {"last_name": "Bob"}}
    fields = {"date": "2026-11-28", "kind": "call", "with": list(newcomers)}
    ends = {1: "(ann est un nouvel interlocuteur)", 2: "(ann, bob sont de nouveaux interlocuteurs)"}
    for count, end in ends.items():
        some = dict(list(newcomers.items())[:count])
        change = add_interaction(
            "acme", record(), fields | {"with": list(some)},
            command="add-call", make_id=lambda: "x1", newcomers=some,
        )  # fmt: skip
        assert french(change.done).endswith(end)


def test_a_promise_is_kept_or_given_up():
    change = done("acme", record(), "p1", DAY)
    assert french(change.done) == "acme : promesse p1 tenue le 28/11/2026 (Devis)"
    change = cancel("acme", record(), "p1", DAY)
    assert french(change.done) == "acme : promesse p1 abandonnée le 28/11/2026 (Devis)"


def test_what_can_not_be_done_is_named_with_what_can():
    assert refusal(lambda: done("acme", record(), "zoe", DAY)) == (
        "« zoe » désigne un interlocuteur, ce qui ne peut pas être marqué comme fait : "
        "désignez une promesse ou une prochaine action ou un rappel par son identifiant"
    )


def test_the_payments_of_an_order_agree_in_number():
    change = cancel("acme", record(), "7", DAY)
    (said,) = change.details
    assert french(said) == "2 règlements de cette commande restent dans la fiche"


def pay_amount(amount, **more):
    request = PaymentRequest("7", Decimal(amount), DAY, **more)
    return pay("acme", record(), request, Settings(), lambda: "k7wq3fzt")


def test_amounts_have_the_marks_of_french():
    change = pay_amount("12.50")
    assert french(change.done) == "acme : règlement de 12,50 € le 28/11/2026 pour la commande 7"
    assert french(change.details[0]) == "il reste 62,50 € à payer"
    change = pay_amount("1250.50", keeps_rest=True)
    assert french(change.details[-1]) == "reste à imputer : 1 175,50 €"


def test_an_order_counts_its_lines():
    line = {"product": "Sucre", "quantity": 2, "unit_price": Decimal("3")}
    for lines, words in ((1, "1 ligne, 6,00 €"), (2, "2 lignes, 12,00 €")):
        request = OrderRequest({"ref": "8", "date": "2026-11-28"}, [line] * lines)
        change = add_order("acme", record(), request, EUR, lambda: "k3f9")
        assert french(change.subject) == f"acme : commande 8 du 28/11/2026, {words}"


def test_a_reason_stands_in_brackets_as_it_was_typed():
    change = lose("acme", record(), "too dear: {price}", DAY, dated=True)
    assert french(change.done) == "acme : client parti le 28/11/2026 (too dear: {price})"


def test_a_new_id_counts_the_records_that_named_the_old_one():
    other = {"identity": {"name": "B", "status": "client", "group": "acme"}}
    records = {"acme": record(), "b": other, "c": other}
    change = rename("acme", "acmé-sa", records, set(records))
    assert french(change.subject) == "acmé-sa : fiche renommée, auparavant acme"
    assert french(change.done).endswith("avec ce qu'en disent 2 autres fiches")
    change = rename("acme", "acme-sa", {"acme": record()}, {"acme"})
    assert french(change.done) == "acme : fiche renommée acme-sa"


def test_hand_edits_of_several_values_are_counted():
    after = record()
    after["identity"] |= {"notes": "x", "owner": "claire", "website": "y", "legal_form": "SA"}
    change = save_change({"acme": (record(), after)}, record_shape())
    assert french(change.subject).startswith("acme : fiche modifiée à la main : identity.")
    assert french(change.subject).endswith("et 1 autre")


def test_an_import_counts_in_the_feminine():
    results = [ApplyResult((line,), "acme", "created") for line in (2, 3)]
    results.append(ApplyResult((4,), None, "skipped", (), ((4, "x"),)))
    change = import_change("customers", "foire.csv", ImportPlan(tuple(results), {}, FORMAT))
    assert french(change.subject) == "import du fichier foire.csv (clients) : 2 créées, 1 ignorée"
    assert french(FORMAT.description) == "encodage utf-8, séparateur ';'"


FORMAT = FileFormat("utf-8", ";", "", "")
