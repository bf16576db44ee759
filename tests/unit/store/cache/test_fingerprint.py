"""The fingerprint changes with all that facts depend on beside a record's bytes."""

import os
import shutil
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from clientfile.records.settings import Settings
from clientfile.store.cache import codec
from tests.support.paths import ROOT


@pytest.fixture(autouse=True)
def fresh():
    codec._program.cache_clear()
    yield
    codec._program.cache_clear()


def test_settings_that_decide_what_is_wrong_are_in_it():
    plain = Settings()
    others = [replace(plain, currency="USD"), replace(plain, max_bytes=1000)]
    assert len({codec.fingerprint(settings) for settings in [plain, *others]}) == 3


def test_every_file_of_the_package_is_in_it(tmp_path, monkeypatch):
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (deep / "old.py").write_text("x")
    monkeypatch.setattr(codec, "_PACKAGE", tmp_path)
    seen = [fresh_fingerprint()]
    (deep / "new.py").write_text("")
    seen.append(fresh_fingerprint())
    (deep / "new.schema.json").write_text("")
    seen.append(fresh_fingerprint())
    changed = (deep / "old.py").stat()
    (deep / "old.py").write_text("longer")
    os.utime(deep / "old.py", ns=(changed.st_atime_ns, changed.st_mtime_ns))
    seen.append(fresh_fingerprint())
    (deep / "__pycache__").mkdir()
    assert len(set(seen)) == 4
    assert fresh_fingerprint() == seen[-1]


def fresh_fingerprint() -> str:
    codec._program.cache_clear()
    return codec.fingerprint(Settings())


def install_stdnum(site: Path, version: str, old: str, new: str) -> None:
    """Install a python-stdnum of another version, every file of it of the same day."""
    source = Path(find_spec("stdnum").origin).parent
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(source, site / "stdnum", ignore=shutil.ignore_patterns("__pycache__"))
    (site / f"python_stdnum-{version}.dist-info").mkdir()
    siren = site / "stdnum" / "fr" / "siren.py"
    assert old in siren.read_text()
    siren.write_text(siren.read_text().replace(old, new))
    for path in site.rglob("*"):
        os.utime(path, (1, 1))


def test_another_version_of_a_library_finds_other_things(runner, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'site'}:{ROOT}")
    text = runner.text("acme").replace(
        "    status:", "    registration: {siren: 123456789}\n    status:", 1
    )
    runner.write("acme", text)
    install_stdnum(tmp_path / "site", "1", "raise InvalidLength()", "raise InvalidLength()")
    assert "siren" in runner.run_process("check").out
    install_stdnum(tmp_path / "site", "2", "luhn.validate(number)", "pass")
    assert "siren" not in runner.run_process("check").out
