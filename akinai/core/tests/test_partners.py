"""What adapters declare: checked field by field, with the adapter's own names."""

import pytest

from akinai.core.partners import Field, defaults, lacking, open_keys, seal_keys

FIELDS = (
    Field("api", "Address", default="https://api.example.jp", required=True),
    Field("size", "Size", choices=(("small", "小"), ("large", "大"))),
    Field("wait", "Wait", default="30", number=True),
    Field("key", "Key", secret=True, required=True),
)


@pytest.mark.parametrize(
    ("typed", "keys", "at_fault"),
    [
        ({}, {"key": "k"}, []),
        ({"size": "large", "wait": "2.5"}, {"key": "k"}, []),
        ({"api": " ", "size": "huge"}, {}, ["api", "size", "key"]),
        ({"wait": "abc"}, {"key": "k"}, ["wait"]),
        ({"wait": "²"}, {"key": "k"}, ["wait"]),
        ({"wait": "-1"}, {"key": "k"}, ["wait"]),
        ({"wait": ""}, {"key": "k"}, []),
    ],
)
def test_what_is_wrong_is_named(typed: dict[str, str], keys: dict[str, str], at_fault: list[str]) -> None:
    assert [one.field for one in lacking(FIELDS, typed, keys, key=1)] == at_fault


def test_keys_sealed_with_another_secret_are_as_good_as_none(settings) -> None:
    sealed = seal_keys({"key": "k"})
    assert open_keys(sealed) == {"key": "k"}
    settings.SECRET_KEY = "another"
    assert open_keys(sealed) == {}
    assert (seal_keys({}), open_keys("")) == ("", {})
    assert "key" not in defaults(FIELDS)
