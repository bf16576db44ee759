"""A person whom another record names is not removed while it does, in whatever way."""

from __future__ import annotations

import pytest

GLOBEX = """\
identity: {name: Globex, status: prospect}
contacts:
  people:
  - {id: marie, last_name: Curie, came_from: acme/jean-dupont}
  - {id: luc, last_name: Petit, same_as: [acme/lea-blanc]}
"""
INITECH = """\
identity: {name: Initech, status: prospect}
contacts:
  people:
  - {id: max, last_name: Rot, left: {date: 2026-11-01, to_client: globex}}
"""
MAX = "  - {id: max-rot, last_name: Rot, came_from: initech/max}\n"


@pytest.fixture
def named(runner):
    """acme/jean-dupont, acme/lea-blanc and globex/max-rot are named elsewhere."""
    text = runner.text("acme").replace("last_name: Blanc\n",
                                       "last_name: Blanc\n    same_as: [globex/luc]\n")  # fmt: skip
    runner.write("acme", text.replace("    with: [jean-dupont]\n", "").replace(
        ", to: jean-dupont", ""))  # fmt: skip
    runner.write("globex", GLOBEX + MAX)
    runner.write("initech", INITECH)
    runner.run("save")
    return runner


@pytest.mark.parametrize(
    ("person", "place"),
    [
        ("acme/jean-dupont", "globex.yaml:4:35: contacts.people.marie.came_from"),
        ("acme/lea-blanc", "contacts.people.luc.same_as.#1"),
        ("globex/luc", "contacts.people.lea-blanc.same_as.#1"),
        ("globex/max-rot", "contacts.people.max.left.to_client"),
    ],
)
def test_by_remove_by_hand_and_with_everybody_else(named, person, place):
    before = named.state()
    told = named.run("remove", person, code=4).err
    assert place in told
    assert f"records refer to {person}, who would be gone; nothing was changed" in told
    assert named.state() == before


def test_by_saving_an_edit_by_hand_and_by_an_editor(named):
    text = named.text("globex")
    named.record("globex").write_text(text.replace(MAX, ""))
    assert "globex/max-rot, who would be gone" in named.run("save", code=4).err
    # Both at once say nothing that is not so.
    named.record("initech").write_text(INITECH.replace(", to_client: globex", ""))
    named.run("save")
    with_another_id = {"EDITOR": "sed -i 's/id: luc,/id: luke,/'"}
    told = named.run("edit", "globex", code=4, **with_another_id).err
    assert "globex/luc, who would be gone" in told


def test_by_undo_of_what_added_the_person(runner):
    runner.run("add-contact", "acme", "Max Rot")
    globex = "identity: {name: Globex, status: prospect}\ncontacts:\n  people:\n  - {id: max, "
    runner.write("globex", globex + "last_name: Rot, came_from: acme/max-rot}\n")
    told = runner.run("undo", code=4).err
    assert "globex.yaml:4:31: contacts.people.max.came_from" in told
    runner.write("globex", globex + "last_name: Rot}\n")
    runner.run("undo")
    assert "max-rot" not in runner.text("acme")


def test_a_successor_to_another_client_is_taken_back_whole(named):
    named.run("successor", "acme/jean-dupont", "--to-client", "initech")
    named.run("undo")
    assert "jean" not in named.text("initech")


def test_a_new_id_of_a_client_goes_with_what_names_its_people(named):
    named.run("rename", "acme", "acme-lyon")
    assert "same_as: [acme-lyon/lea-blanc]" in named.text("globex")
    assert "came_from: acme-lyon/jean-dupont" in named.text("globex")
    assert "does not say so too" not in named.run("check").err


def test_a_link_that_one_record_alone_has_is_warned_of(named):
    lines = named.text("acme").splitlines(keepends=True)
    named.write("acme", "".join(line for line in lines if "same_as" not in line))
    told = named.run("check")
    assert "acme/lea-blanc does not say so too: clientfile link globex/luc acme/lea-blanc" in (
        told.out + told.err
    )
    named.run("set", "globex/luc", "same_as", "acme/nobody", code=4)
