"""A folder, and a command line for each way of writing and for each command that writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.guarantees.stage import ACME, GLOBEX, Stage

WORDS = "PRECIOUS WORDS"
BY_HAND = "# typed by hand"
TEXTS = {
    "acme": ACME.replace(
        "  - {id: k3f9abcd, date: 2026-10-01, kind: visit, with: [jean-dupont]}\n",
        "  - id: k3f9abcd\n    date: 2026-10-01\n    kind: visit\n    with: [jean-dupont]\n"
        "    promises:\n    - {id: t4b8w2nq, what: Samples, whose: ours, due: 2026-12-01}\n"
        "    questions:\n    - {id: h5x7r3ca, what: 'On Saturdays?'}\n"
        "business:\n  orders:\n  - ref: CMD-1042\n    date: 2026-10-05\n    status: invoiced\n"
        "    lines:\n    - {product: Flour, quantity: 40, unit: bag, unit_price: 12.5}\n",
    ).replace("    status: client\n", "    status: client\n    website: acme.example\n"),
    "globex": GLOBEX,
    "initech": "identity:\n  name: Initech\n  status: prospect\n  notes: Leaves soon\n",
    "umbrella": "identity:\n  name: Umbrella\n  status: prospect\n",
    "hooli": "identity:\n  name: Hooli\n  status: prospect\ncontacts:\n  people:\n"
    "  - {id: jean, last_name: Dupont}\n",
}
UNSAVED = "umbrella.yaml"
"""A record that the user is editing by hand meanwhile."""
SETTINGS = "clientfile.toml"
ACTS = {
    "next command": [],
    "checkout of an older branch": ["git checkout -q older"],
    "commit by hand": ["git add -A", "git commit -qm 'by hand'"],
    "reset": ["git reset -q --hard HEAD~1"],
    "stash": ["git stash -q"],
    "rm of our lock": ["rm -f .git/index.lock"],
}
"""What the user does between a kill and the next command, as lines of a shell."""


@dataclass(frozen=True)
class Way:
    """A command line that writes: the records have `mark` once it has landed, or, where it
    `removes`, no longer; `by_hand` are texts added to records before, by name from there.
    """

    words: tuple[str, ...]
    mark: str = WORDS
    removes: bool = False
    by_hand: Mapping[str, str] = field(default_factory=dict)

    @property
    def verb(self) -> str:
        return self.words[0]

    def prepare(self, stage: Stage) -> None:
        """Edit records by hand, before the command."""
        for name, text in {UNSAVED: f"{BY_HAND}\n", **self.by_hand}.items():
            with (stage.root / "records" / name).open("a") as record:
                record.write(text)

    def landed(self, texts: Mapping[str, str]) -> bool:
        """Whether records, name → text, have what the command writes, or a part of it."""
        return any(self.mark in name or self.mark in text for name, text in texts.items()) != (
            self.removes
        )

    def precious(self) -> Iterable[str]:
        """Every text that must never be lost."""
        return [self.mark, *(text.strip() for text in self.by_hand.values())]


WAYS = {
    "one record": Way(("add-meeting", "acme", "--with", "dupont", "--summary", WORDS)),
    "a new record": Way(("new", WORDS)),
    "a removed record": Way(("remove-client", "initech"), "initech.yaml", removes=True),
    "several records": Way(
        ("successor", "acme/dupont", WORDS.title(), "--to-client", "globex"), "acme/jean-dupont"
    ),
    "a move": Way(("rename", "acme", "precious-words"), "precious-words"),
    "many records": Way(
        ("set", "--where", "name=Initech or name=Hooli", "identity.notes", WORDS, "--yes")
    ),
    "import": Way(("import", "customers", "fair.csv", "--map", "fair.toml")),
    "save": Way(
        ("save",),
        by_hand={
            "acme.yaml": f"# {WORDS}\n",
            "precious.yaml": "identity: {name: Precious, status: prospect}\n",
            f"../{SETTINGS}": "# the settings, by hand\n",
        },
    ),
    "undo": Way(("undo",), "0400000009", removes=True),
    "edit": Way(("edit", "acme")),
    "hand edits at once": Way(
        ("add-meeting", "acme", "--summary", WORDS, "--include-edits"),
        by_hand={"acme.yaml": "# acme, by hand\n"},
    ),
    "a visit at two clients": Way(
        ("add-meeting", "acme", "--with", "dupont", "--with", "hooli/jean", "--summary", WORDS)
    ),
}
"""The ways of landing."""
OTHERS = [
    Way(("add", "acme", "identity.tags", WORDS)),
    Way(("add-call", "acme/dupont", "--summary", WORDS)),
    Way(("add-email", "acme", "--file", "mail.eml")),
    Way(("add-order", "acme", "--line", "Flour ; 10 kg @ 12.50", "--notes", WORDS)),
    Way(("add-contact", "acme", "Precious Words"), "precious-words"),
    Way(("answer", "acme/h5x7r3ca", WORDS)),
    Way(("cancel", "acme/t4b8w2nq"), "cancelled:"),
    Way(("done", "acme/t4b8w2nq"), "done:"),
    Way(("link", "acme/dupont", "hooli/jean"), "hooli/jean"),
    Way(("merge", "initech", "hooli"), "former_ids"),
    Way(("lose", "globex", "--reason", WORDS)),
    Way(("not-duplicates", "acme", "hooli"), "distinct_from: [hooli]"),
    Way(("pay", "acme/CMD-1042", "7654321", "--credit"), "on_account:"),
    Way(("remind", "acme/dupont", WORDS, "--by", "2027-03-03", "--every", "1y")),
    Way(("remove", "acme", "business.orders.CMD-1042"), "CMD-1042", removes=True),
    Way(("set", "acme", "identity.notes", WORDS)),
    Way(("set-result", "acme", "2025", "--revenue", "7654321"), "7654321"),
    Way(("snooze", "acme", "--until", "2027-03-03"), "2027-03-03"),
    Way(("unset", "acme", "identity.website"), "acme.example", removes=True),
]
"""A command line of each other command that writes a record."""
_MAIL = f"From: jean@acme.example\nDate: Tue, 10 Nov 2026 09:00:00 +0100\nSubject: {WORDS}\n\n"
_MAP = """\
kind = "customers"
client = { column = "Name", slug = true }
[fields]
"identity.name" = "Name"
"identity.status" = { value = "prospect" }
"identity.notes" = "Notes"
"""


def build_office(root: Path) -> Stage:
    """The folder of the sweeps: a branch of old has another text of a record, the last commit is a
    `set` to undo, and a record is being edited by hand.
    """
    Stage.build(root, TEXTS)
    office = Stage(root, forks=True)
    (root / "fair.csv").write_text(f"Name,Notes\nAcme,{WORDS}\nPied Piper,{WORDS}\n")
    (root / "fair.toml").write_text(_MAP)
    (root / "mail.eml").write_text(_MAIL)
    office.git("add", "-A")
    office.git("commit", "-qm", "what the fair brought")
    globex = root / "records" / "globex.yaml"
    for branch, start, group in (
        ("older", "main", "  website: globex.example\n"),
        ("main", "older~1", "  group: acme\n"),
    ):
        office.git("checkout", "-q", "-B", branch, start)
        globex.write_text(globex.read_text() + group)
        office.git("commit", "-qam", f"globex of {branch}")
    assert office.do("set", "hooli", "identity.phone", "0400000009") == 0
    office.git("update-index", "-q", "--refresh")
    return office
