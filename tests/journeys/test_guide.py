"""The operator's guide agrees with the screens: every word it prints in bold stands on one."""

import re
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guide"
# Headings and explanations of the guide itself.
OWN = {"太字"}


def words_on_screens() -> set[str]:
    words = set()
    for file in ROOT.glob("akinai/*/locale/ja/LC_MESSAGES/django.po"):
        with file.open("rb") as text:
            for message in read_po(text):
                forms = message.string if isinstance(message.string, tuple | list) else [message.string]
                words |= {str(form).strip() for form in forms}
    return words


def test_every_bold_word_of_the_guide_stands_on_a_screen() -> None:
    known = words_on_screens() | OWN
    lines = [(page, line) for page in sorted(GUIDE.glob("*.md")) for line in page.read_text("utf-8").splitlines()]
    # A bold question that begins a list item ("- **紙が詰まった**: …") is the guide's, not a screen's.
    said = [
        (page.name, word.strip())
        for page, line in lines
        for word in re.findall(r"\*\*(.+?)\*\*", re.sub(r"^- \*\*[^*]+\*\*(?=[:と])", "", line))
    ]
    assert len(said) > 100
    unknown = [f"{page}: {word}" for page, word in said if word not in known]
    assert not unknown, "\n".join(unknown)


def test_every_page_of_the_guide_is_in_the_index_and_every_link_leads_somewhere() -> None:
    index = (GUIDE / "README.md").read_text("utf-8")
    pages = sorted(GUIDE.glob("*.md"))
    assert not [page.name for page in pages if page.name != "README.md" and f"({page.name})" not in index]
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8"))]
    assert not [f"{page.name}: {link}" for page, link in links if not (page.parent / link).exists()]
