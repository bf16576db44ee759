"""Clients under another id and out of the folder: every record that names them follows, or not."""

from __future__ import annotations


def test_a_client_is_renamed_in_every_record_that_names_it(desk):
    desk.write("globex", "identity: {name: Globex, status: client, group: acme}\n# kept\n")
    desk.write("initech", "identity: {name: Initech, status: client}\n")
    desk.run("successor", "acme/dupont", "--to-client", "globex")
    text = desk.text("acme")
    said = desk.run("rename", "acme", "acme-sa")
    assert said.out.startswith("acme: renamed acme-sa, with what 1 other record says [")
    assert not desk.record("acme").exists()
    assert desk.text("acme-sa") == text
    assert "group: acme-sa" in desk.text("globex")
    assert "came_from: acme-sa/jean-dupont" in desk.text("globex")
    assert desk.git("status", "--porcelain") == ""
    trailers = desk.git("log", "-1", "--format=%(trailers:key=Clientfile-Client,valueonly)")
    assert trailers.split() == ["acme", "acme-sa", "globex"]
    desk.run("check")
    desk.run("undo")
    assert desk.text("acme") == text
    assert "group: acme\n" in desk.text("globex").replace("}", "\n")
    desk.run("undo")
    desk.run("rename", "acme-sa", "acme")
    assert desk.text("acme") == text


def test_an_id_that_is_none_or_taken_is_refused(desk):
    desk.run("new", "Globex")
    before = desk.state()
    desk.run("rename", "acme", "globex", code=4)
    desk.run("rename", "acme", "Acme SA", code=4)
    desk.run("rename", "acme", "con", code=4)
    desk.run("rename", "nobody", "somebody", code=3)
    assert desk.state() == before


def test_a_client_that_others_name_stays(desk):
    desk.write("globex", "identity: {name: Globex, status: client, group: acme}\n")
    before = desk.state()
    said = desk.run("remove-client", "acme", code=4)
    assert "records/globex.yaml:1:42: identity.group" in said.err
    assert "records refer to acme" in said.err
    assert desk.state() == before
    desk.run("unset", "globex", "group")
    said = desk.run("remove-client", "acme")
    assert "bring it back with: clientfile undo" in said.out
    assert not desk.record("acme").exists()
    desk.run("undo")
    assert desk.text("acme").startswith("# Acme: our oldest client")


def test_a_record_with_errors_that_may_name_it_holds_it_back(desk):
    desk.write("globex", "identity: {name: Globex, status: klient, group: acme}\n")
    desk.write("initech", "identity: {name: Initech, status: klient}\n# no macme, no acme-sa\n")
    before = desk.state()
    said = desk.run("remove-client", "acme", code=4)
    assert "records/globex.yaml" in said.err
    assert "initech" not in said.err
    desk.run("rename", "acme", "acme-two", code=4)
    assert desk.state() == before
