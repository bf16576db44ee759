"""Clients under another id and out of the folder: every record that names them follows, or not."""

from __future__ import annotations


def test_a_client_is_renamed_in_every_record_that_names_it(runner):
    runner.write("globex", "identity: {name: Globex, status: client, group: acme}\n# kept\n")
    runner.write("initech", "identity: {name: Initech, status: client}\n")
    runner.run("successor", "acme/dupont", "--to-client", "globex")
    text = runner.text("acme")
    result = runner.run("rename", "acme", "acme-sa")
    assert result.out.startswith("acme: renamed acme-sa, with what 1 other record says [")
    assert not runner.record("acme").exists()
    assert runner.text("acme-sa") == text
    assert "group: acme-sa" in runner.text("globex")
    assert "came_from: acme-sa/jean-dupont" in runner.text("globex")
    assert runner.git("status", "--porcelain") == ""
    trailers = runner.git("log", "-1", "--format=%(trailers:key=Clientfile-Client,valueonly)")
    assert trailers.split() == ["acme", "acme-sa", "globex"]
    runner.run("check")
    runner.run("undo")
    assert runner.text("acme") == text
    assert "group: acme\n" in runner.text("globex").replace("}", "\n")
    runner.run("undo")
    runner.run("rename", "acme-sa", "acme")
    assert runner.text("acme") == text


def test_an_id_that_is_none_or_taken_is_refused(runner):
    runner.run("new", "Globex")
    before = runner.state()
    runner.run("rename", "acme", "globex", code=4)
    runner.run("rename", "acme", "Acme SA", code=4)
    runner.run("rename", "acme", "con", code=4)
    runner.run("rename", "nobody", "somebody", code=3)
    assert runner.state() == before


def test_a_client_that_others_name_stays(runner):
    runner.write("globex", "identity: {name: Globex, status: client, group: acme}\n")
    before = runner.state()
    result = runner.run("remove-client", "acme", code=4)
    assert "records/globex.yaml:1:42: identity.group" in result.err
    assert "records refer to acme" in result.err
    assert runner.state() == before
    runner.run("unset", "globex", "group")
    result = runner.run("remove-client", "acme")
    assert "bring it back with: clientfile undo" in result.out
    assert not runner.record("acme").exists()
    runner.run("undo")
    assert runner.text("acme").startswith("# Acme: our oldest client")


def test_a_record_with_errors_that_may_name_it_holds_it_back(runner):
    runner.write("globex", "identity: {name: Globex, status: klient, group: acme}\n")
    runner.write("initech", "identity: {name: Initech, status: klient}\n# no macme, no acme-sa\n")
    before = runner.state()
    result = runner.run("remove-client", "acme", code=4)
    assert "records/globex.yaml" in result.err
    assert "initech" not in result.err
    runner.run("rename", "acme", "acme-two", code=4)
    assert runner.state() == before
