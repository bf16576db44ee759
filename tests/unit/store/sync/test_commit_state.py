"""The files of a commit by their keys, worked out from a commit that differs little."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clientfile.store.folder import find_folder
from clientfile.store.git.commit_line import TreeFile
from clientfile.store.git.repository import require_repository
from clientfile.store.sync.commit_state import CommitState, read_states

NAMES = ["clientfile.toml", "records/acme.yaml", "records/a/acme.yaml", "records/b/acme.yaml",
         "records/globex.yaml", "records/notes.txt", "records/_old/acme.yaml",
         "a.yaml"]  # fmt: skip
FILES = st.dictionaries(
    st.sampled_from(NAMES),
    st.tuples(st.sampled_from(["100644", "120000"]), st.sampled_from("ab")),
).map(
    lambda files: {name: TreeFile(name, mode, blob) for name, (mode, blob) in sorted(files.items())}
)


@given(FILES, FILES, st.sampled_from(["", "records/"]))
def test_a_state_like_another_is_the_state(base, tip, prefix):
    begin, whole = CommitState(base, "records/"), CommitState(tip, prefix)
    shared = {name: base[name] if base.get(name) == file else file for name, file in tip.items()}
    like = CommitState(shared, prefix, begin)
    assert list(like.by_key.items()) == list(whole.by_key.items())
    keys = begin.by_key.keys() | whole.by_key.keys()
    unlike = {key for key in keys if begin.by_key.get(key) != whole.by_key.get(key)}
    assert begin.keys_unlike(like) == like.keys_unlike(begin) == unlike


def test_states_are_those_of_each_commit_alone(runner):
    base = runner.git("rev-parse", "HEAD").strip()
    runner.run("set", "acme", "identity.notes", "x")
    runner.run("new", "Zenith")
    ours = runner.git("rev-parse", "HEAD").strip()
    runner.git("mv", "records/acme.yaml", "records/above.yaml")
    (runner.root / "clientfile.toml").write_text('records = "records/deep"\n')
    runner.git("add", ".")
    runner.git("commit", "-qm", "moved")
    folder = find_folder(runner.root)
    repo, tip = require_repository(folder.root), runner.git("rev-parse", "HEAD").strip()
    states = read_states(folder, repo, base, [ours, tip])
    alone = [read_states(folder, repo, "", [each])[1] for each in (base, ours, tip)]
    assert [list(each.files.items()) for each in states] == [
        list(each.files.items()) for each in alone
    ]
    assert [each.prefix for each in states] == [each.prefix for each in alone]
    assert [each.by_key for each in states] == [each.by_key for each in alone]
