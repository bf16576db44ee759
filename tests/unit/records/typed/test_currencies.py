import pytest

from clientfile.records.typed.currencies import CODES, minor_units

UNITS = {
    **dict.fromkeys(["EUR", "USD", "HUF", "MGA", "nothing"], 2),
    **dict.fromkeys(["JPY", "KRW", "XOF", "ISK"], 0),
    **dict.fromkeys(["KWD", "BHD", "TND"], 3),
    "CLF": 4,
}


@pytest.mark.parametrize(("code", "decimals"), UNITS.items())
def test_decimals_of_an_amount(code: str, decimals: int) -> None:
    assert minor_units(code) == decimals


def test_the_list_is_of_codes_that_are_in_use() -> None:
    assert len(CODES) == len(set(CODES))
    assert list(CODES) == sorted(CODES)
    assert all(len(code) == 3 and code.isupper() for code in CODES)
    assert {"EUR", "USD", "CHF", "GBP", "XAF", "ZWG", "XCG"} <= set(CODES)
    assert not {"FRF", "HRK", "XAU", "XXX", "XTS"} & set(CODES)
