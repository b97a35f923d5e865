"""`manage.py messages`: words are found, translations kept, gaps named; core's own catalogue is complete."""

from pathlib import Path

from akinai.core.management.commands import messages
from akinai.core.management.commands.messages import Step


def write(folder: Path, python: str = "", template: str = "") -> Step:
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "__init__.py").write_text(python)
    (folder / "templates/page.html").write_text(template)
    step = Step("step", folder)
    messages.collect(step)
    return step


def test_words_of_python_and_templates_are_collected_and_translations_kept(tmp_path: Path):
    python = 'from x import gettext as _, ngettext\na = _("Order")\nb = ngettext("%(n)s row", "%(n)s rows", 2)\n'
    template = '{% load i18n %}{% translate "Stock" %}{% translate "From" context "mail" %}'
    step = write(tmp_path, python, template)
    messages.update(step)
    assert "step: not translated: 'Order'" in messages.check(step)
    text = step.file.read_text()
    assert 'msgctxt "mail"' in text
    step.file.write_text(text.replace('msgid "Order"\nmsgstr ""', 'msgid "Order"\nmsgstr "受注"'))
    messages.update(step)
    assert 'msgid "Order"\nmsgstr "受注"' in step.file.read_text()
    assert step.file.with_suffix(".mo").exists()
    before = step.file.read_text()
    messages.update(step)
    assert step.file.read_text() == before


def test_words_no_longer_used_are_named_by_check_and_dropped_by_update(tmp_path: Path):
    messages.update(write(tmp_path, '_("Old")'))
    step = write(tmp_path, '_("New")')
    assert "step: no longer used: 'Old'" in messages.check(step)
    messages.update(step)
    assert "Old" not in step.file.read_text()


def test_literal_words_in_templates_are_found():
    page = '<p class="lead">{% translate "x" %} Hello there</p><input placeholder="Name it"><b title="{{ x }}">1</b>'
    assert list(messages.literals(page)) == ["Hello there", "Name it"]
    assert list(messages.literals("<p>{% blocktranslate %}Hello{% endblocktranslate %} PDF {{ name }}</p>")) == []
    assert list(messages.literals("<p>受注一覧</p>")) == ["受注一覧"]
    assert list(messages.literals("<button>{{ name }} <kbd>Ctrl ↵</kbd></button>")) == []


def test_japanese_in_the_source_text_is_named(tmp_path: Path):
    step = write(tmp_path, '_("受注")')
    messages.update(step)
    assert any("Japanese in the source" in problem for problem in messages.check(step))


def test_the_catalogue_of_core_is_complete():
    step = next(one for one in messages.steps() if one.name == "core")
    messages.collect(step)
    assert len(step.found) > 400
    assert messages.check(step) == []


def test_words_that_two_steps_translate_differently_are_named(tmp_path: Path):
    told = []
    for name, words in (("first", "受注"), ("second", "注文"), ("third", "受注")):
        (tmp_path / name).mkdir()
        step = write(tmp_path / name, '_("Order")')
        step.name = name
        messages.update(step)
        step.file.write_text(step.file.read_text().replace('msgstr ""', f'msgstr "{words}"').replace(words, "", 1))
        told.append(step)
    problems = messages.disagreements(told, told)
    assert len(problems) == 1
    assert all(part in problems[0] for part in ("first", "second", "'Order'", "受注", "注文"))
    assert messages.disagreements(told[2:], told) == []


def test_no_two_steps_translate_the_same_words_differently():
    assert messages.disagreements(messages.steps()) == []
