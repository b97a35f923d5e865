"""Files for the malls' own upload: CP932 and CRLF; what was written is read back the same."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from akinai.channels.listing.forms import FilePage, Row, form, read, write

WRITTEN = st.text(st.sampled_from("白いタオル今治AZ09,\"'<br> \n。"), min_size=1, max_size=30)
PLAIN = st.text(st.sampled_from("abcXYZ019-"), min_size=1, max_size=8)


@st.composite
def pages(draw: st.DrawFn) -> list[FilePage]:
    made = []
    for code in draw(st.lists(PLAIN, unique=True, max_size=4)):
        fields = draw(st.dictionaries(st.sampled_from(["title", "catch", "description"]), WRITTEN))
        variants = draw(st.lists(PLAIN, unique=True, min_size=1, max_size=3))
        rows = [
            Row(one, f"S-{one}", draw(st.integers(0, 10**6)), "4901234567894", {"色": draw(PLAIN)}) for one in variants
        ]
        made.append(FilePage(code, fields, rows))
    return made


@given(pages())
def test_what_is_written_for_rakuten_is_read_back(given_pages: list[FilePage]) -> None:
    plain = form("rakuten")
    assert plain
    assert read(write(given_pages, plain), plain) == given_pages


def test_the_files_are_cp932_with_crlf_and_lack_no_row() -> None:
    page = FilePage(
        "towel", {"title": "髙級タオル😀"}, [Row("m", "T-M", 1200, "", {"色": "白"}), Row("l", "T-L", 1500)]
    )
    for kind, rows in (("rakuten", 3), ("yahoo", 1)):
        plain = form(kind)
        assert plain
        data = write([page], plain)
        assert data.count(b"\r\n") == rows + 1
        told = list(csv.DictReader(io.StringIO(data.decode("cp932"))))
        assert told[0][plain["columns"]["title"]] == "髙級タオル〓"
    assert told[0]["price"] == "1500"
