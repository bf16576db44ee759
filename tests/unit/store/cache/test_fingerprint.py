"""The fingerprint changes with all that facts depend on beside a record's bytes."""

import subprocess
import sys
from dataclasses import replace

import pytest

from clientfile.records.settings import Settings
from clientfile.store.cache import codec


@pytest.fixture(autouse=True)
def fresh():
    codec._program.cache_clear()
    yield
    codec._program.cache_clear()


def test_settings_that_decide_what_is_wrong_are_in_it():
    plain = Settings()
    others = [replace(plain, currency="USD"), replace(plain, max_bytes=1000)]
    assert len({codec.fingerprint(settings) for settings in [plain, *others]}) == 3


def test_a_source_in_a_sub_folder_is_in_it(tmp_path, monkeypatch):
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    monkeypatch.setattr(codec, "_PACKAGE", tmp_path)
    monkeypatch.setattr(codec, "_SOURCES", ("a",))
    before = codec.fingerprint(Settings())
    (deep / "new.py").write_text("")
    codec._program.cache_clear()
    assert codec.fingerprint(Settings()) != before


@pytest.mark.parametrize("changed", codec._LIBRARIES)
def test_every_library_that_parses_or_checks_is_in_it(changed, monkeypatch):
    before = codec.fingerprint(Settings())
    real = codec._library_stamp
    assert real(changed)
    monkeypatch.setattr(
        codec, "_library_stamp", lambda name: real(name) + ("newer" if name == changed else "")
    )
    codec._program.cache_clear()
    assert codec.fingerprint(Settings()) != before


def test_what_computes_facts_loads_nothing_beside_the_sources():
    """In a process of its own, the modules that compute facts are imported with all they import."""
    modules = ("facts", "cached_extracts", "check_record", "version_facts", "fulltext")
    engine = ("results", "activity", "allocate", "baskets", "profile", "sales", "sellers")
    lines = [f"import clientfile.store.cache.{name}" for name in modules]
    lines += [f"import clientfile.figures.{name}" for name in engine]
    lines += [
        "import sys",
        "print(*{m.split('.')[1] for m in sys.modules if m[:11] == 'clientfile.'})",
    ]
    run = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=True
    )
    assert set(run.stdout.split()) == set(codec._SOURCES)
