"""The quick reader and the quick check are of one opinion with the whole ones, on every text."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile import checks
from clientfile.checks.fast import has_no_errors
from clientfile.records.settings import Settings
from clientfile.schema.duplicates import duplicate_findings
from clientfile.schema.shapes import record_shape
from clientfile.schema.validate import structure_findings
from clientfile.schema.walk import walk_places
from clientfile.yamltext.emitter import emit
from clientfile.yamltext.fast_reader import read_fast
from clientfile.yamltext.lazy_reader import read_lazily
from clientfile.yamltext.reader import read
from tests.support.groups import check_each
from tests.support.paths import DATA, EXAMPLES
from tests.unit.store.cache.test_cache_against_full_scan import records

TEXTS = sorted([*DATA.rglob("*.yaml"), *EXAMPLES.rglob("*.yaml")])


def whole_errors(data: object, settings: Settings) -> list:
    """What `error_findings` tells without looking quickly first."""
    from clientfile.checks.amounts import amount_findings
    from clientfile.checks.references import broken_reference_findings
    from clientfile.schema.fast import accepts

    places = walk_places(data)
    findings = duplicate_findings(data) if accepts(data) else structure_findings(data)
    findings = [*findings, *amount_findings(data, places, settings.currency)]
    findings += broken_reference_findings(data, places)
    return [finding for finding in findings if finding.severity == "error"]


def compare(source: bytes) -> None:
    whole = read(source, record_shape(), file="x")
    lazy = read_lazily(source, record_shape(), file="x")
    assert (lazy.problems, repr(lazy.data), lazy.bom) == (
        whole.problems,
        repr(whole.data),
        whole.bom,
    )
    assert lazy.text == whole.text
    assert lazy.nodes() == whole.root
    quick = read_fast(source, record_shape(), 4_000_000)
    if quick is not None:
        assert whole.problems == []
        assert repr(whole.data) == repr(quick)
    if whole.data is not None:
        for settings in (Settings(), Settings(currency="JPY")):
            errors = whole_errors(whole.data, settings)
            if has_no_errors(whole.data, settings.currency):
                assert errors == []
            explained = checks.error_findings(whole.data, settings)
            assert [str(each) for each in explained] == [str(each) for each in errors]


@pytest.mark.parametrize("parent", sorted({path.parent for path in TEXTS}), ids=lambda p: p.name)
def test_on_every_case(parent):
    paths = [path for path in TEXTS if path.parent == parent]
    check_each(paths, lambda path: path.name, lambda path: compare(path.read_bytes()))


def test_most_ordinary_records_are_read_quickly():
    examples = list((EXAMPLES / "records").rglob("*.yaml"))
    quick = [p for p in examples if read_fast(p.read_bytes(), record_shape(), 4_000_000)]
    assert len(quick) >= len(examples) - 1


@given(records())
def test_on_any_record(data):
    compare(emit(copy.deepcopy(data), record_shape()).encode())


@given(
    st.lists(
        st.sampled_from(
            ["identity:", "name: A", "status: client", "  ", "- ", "[", "]", "{", "}", ", ", ": ",
             "\n", "\n  ", "#x", " # c", "'", '"', "&a ", "*a", "!t ", "|", ">", "? ", "1,5", "~",
             "<<", "---", "\t", "contacts:", "people:", "id: a", "\u2028", "é", "\\", "\r\n"]
        ),
        max_size=25,
    )
)  # fmt: skip
def test_on_any_text(parts):
    compare("".join(parts).encode())
