"""`manage.py messages`: collect the words of each step into its Japanese catalogue, and compile all catalogues.

Reads Python and templates with Babel, without the gettext programs. Translations are kept, lines are sorted and carry
no positions, so that merging two people's work is quiet. `--check` writes nothing and fails naming what is missing, and
what two steps translate differently.
"""

import io
import re
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.core.management.base import BaseCommand, CommandError
from django.template.base import Lexer, TokenType
from django.utils.translation import templatize

ROOT = Path(__file__).resolve().parents[3]
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop", "_", "_lazy")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
# A Japanese term may stand in brackets behind its English word.
IN_BRACKETS = re.compile(r"\([^)]*\)")
JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
# A word of two letters or more outside tags: shown to a person, so it belongs into a translate tag.
LITERAL = re.compile(r"[A-Za-z\u3040-\u30ff\u3400-\u9fff][A-Za-z\u3040-\u30ff\u3400-\u9fff]+")
# Scripts, comments, tags, entities; and keys and code, which are the same in both languages.
MARKUP = re.compile(r"<(script|style|kbd|code)\b.*?</\1>|<!--.*?-->|<[^>]*>|&\w+;", re.S)
SPOKEN_ATTRIBUTES = re.compile(r'\b(?:placeholder|title|aria-label|alt|data-confirm)="([^"{]*[^"{\s][^"{]*)"')
# Names that are the same in both languages.
SAME = {
    "PIN",
    "CSV",
    "PDF",
    "SKU",
    "JAN",
    "Message",
    "ID",
    "QR",
    "Akinai",
    "UTF",
    "CP",
    "JSON",
    "No",
    "Enter",
    "URL",
    "TSV",
    "EAN",
    "OK",
    "NG",
    "ms",
}
HEADER = r"""msgid ""
msgstr ""
"Language: ja\n"
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=1; plural=0;\n"

"""
Key = tuple[str | tuple[str, ...], str | None]


@dataclass
class Step:
    """One step's folder, its catalogue file, and what its source says."""

    name: str
    folder: Path
    found: dict[Key, None] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        return self.folder / "locale/ja/LC_MESSAGES/django.po"


class Command(BaseCommand):
    help = "Collect the words of each step into its Japanese catalogue and compile all catalogues."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--app", action="append", default=[], help="only this step (may be repeated)")
        parser.add_argument("--check", action="store_true", help="write nothing; fail naming what is missing")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = [s for s in steps() if not options["app"] or s.name in options["app"]]
        problems = []
        for step in chosen:
            collect(step)
            if options["check"]:
                problems += check(step)
            else:
                catalog = update(step)
                missing = sum(1 for m in catalog if m.id and not translated(m))
                self.stdout.write(f"{step.name}: {len(catalog)} ({missing} untranslated)")
        if options["check"]:
            problems += disagreements(chosen)
        if problems:
            raise CommandError("\n".join(problems))


def steps() -> list[Step]:
    """Every step that has Python code."""
    return [Step(one.parent.name, one.parent) for one in sorted(ROOT.glob("*/__init__.py"))]


def collect(step: Step) -> None:
    """Read the step's source into `step.found`."""
    for file in sorted(step.folder.rglob("*.py")):
        if not {"tests", "migrations", "locale"} & set(file.relative_to(step.folder).parts):
            _add(step, file.read_bytes())
    for file in templates(step):
        _add(step, templatize(file.read_text(), origin=str(file)).encode())
    if step.name == "core":
        from akinai.core.people.borrowed import WORDS

        for words in WORDS:
            step.found[(words, None)] = None


def templates(step: Step) -> list[Path]:
    found = (step.folder / "templates").rglob("*") if (step.folder / "templates").exists() else iter(())
    return sorted(f for f in found if f.suffix in (".html", ".txt"))


def _add(step: Step, source: bytes) -> None:
    for _line, words, _comments, context in extract(
        "python", io.BytesIO(source), KEYWORDS, options={"encoding": "utf-8"}
    ):
        if words and (words[0] if isinstance(words, tuple) else words):
            step.found[(words, context)] = None


def load(step: Step) -> Catalog:
    if not step.file.exists():
        return Catalog(locale="ja", charset="utf-8", fuzzy=False)
    with step.file.open("rb") as source:
        return read_po(source, locale="ja", charset="utf-8")


def update(step: Step) -> Catalog:
    """Write the catalogue anew, keeping translations of what the source still says; compile it."""
    old, new = load(step), Catalog(locale="ja", charset="utf-8", fuzzy=False, project="akinai", version="")
    for words, context in step.found:
        known = old.get(words if isinstance(words, str) else words[0], context)
        kept = _fitting(known.string if known else None, words)
        new.add(words, kept, context=context, flags=_flags(known))
    step.file.parent.mkdir(parents=True, exist_ok=True)
    body = io.BytesIO()
    write_po(body, new, width=0, no_location=True, sort_output=True, omit_header=True)
    text = HEADER + body.getvalue().decode().strip() + "\n"
    if not step.file.exists() or step.file.read_text() != text:
        step.file.write_text(text)
    with step.file.with_suffix(".mo").open("wb") as out:
        write_mo(out, new)
    return new


def _fitting(known: Any, words: str | tuple[str, ...]) -> Any:
    """The translation in the shape the message has now: one text, or one plural form."""
    text = known[0] if isinstance(known, (tuple, list)) and known else known
    if isinstance(words, tuple):
        return (text or "",)
    return text or ""


def _flags(known: Message | None) -> set[str]:
    return {f for f in known.flags if f != "fuzzy"} if known else set()


def translated(message: Message) -> bool:
    texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return bool(texts) and all(texts)


def check(step: Step) -> list[str]:
    """Sentences: what is untranslated, fuzzy, no longer used, Japanese in the source, or outside a translate tag."""
    catalog = load(step)
    known: dict[Key, Message] = {(_first(m.id), m.context): m for m in catalog if m.id}
    wanted = {(_first(words), context) for words, context in step.found}
    problems = [f"{step.name}: not translated: {key[0]!r}" for key in sorted(wanted, key=str)
                if key not in known or not translated(known[key])]  # fmt: skip
    problems += [f"{step.name}: fuzzy: {_first(m.id)!r}" for m in catalog if m.id and m.fuzzy]
    problems += [f"{step.name}: no longer used: {key[0]!r}" for key in sorted(known, key=str) if key not in wanted]
    problems += [
        f"{step.name}: Japanese in the source text: {words!r}"
        for words, _c in wanted
        if JAPANESE.search(IN_BRACKETS.sub("", str(words)))
    ]
    for file in templates(step):
        problems += [
            f"{file.relative_to(ROOT)}: outside a translate tag: {text!r}" for text in literals(file.read_text())
        ]
    return problems


def disagreements(chosen: list[Step], among: list[Step] | None = None) -> list[str]:
    """Sentences: words that two steps translate differently. At run time the first step's would be shown in both."""
    said: dict[Key, tuple[str, str]] = {}
    problems = []
    for step in among or steps():
        for message in load(step):
            if not message.id or not translated(message):
                continue
            key, text = (_first(message.id), message.context), _first(message.string)
            name, other = said.setdefault(key, (step.name, text))
            if other != text and {step.name, name} & {one.name for one in chosen}:
                problems.append(
                    f"{name} and {step.name} translate {key[0]!r} differently: “{other}” and “{text}”. "
                    f"Agree on one, or let the English differ where the meanings do."
                )
    return problems


def _first(words: Any) -> str:
    return str(words[0] if isinstance(words, (tuple, list)) else words)


def literals(source: str) -> Iterator[str]:
    """Words a person would read that stand in a template outside translate tags."""
    text = _without_tags(source)
    spoken = SPOKEN_ATTRIBUTES.findall(text)
    for part in [*MARKUP.sub("\n", text).replace("{", " ").splitlines(), *spoken]:
        strange = [word for word in LITERAL.findall(part) if word not in SAME]
        if strange:
            yield part.strip()


def _without_tags(source: str) -> str:
    """The template's own text; tags and what stands inside translate tags become a brace."""
    kept, closing = [], ""
    for token in Lexer(source).tokenize():
        word = token.contents.split(" ")[0] if token.token_type == TokenType.BLOCK else ""
        if closing:
            closing = "" if word.startswith(closing) else closing
        elif word in ("blocktranslate", "blocktrans", "comment", "filter"):
            closing = f"end{word}"
        elif word == "block" and token.contents.endswith("_class"):
            closing = "endblock"
        kept.append(token.contents if token.token_type == TokenType.TEXT and not closing else "{")
    return "".join(kept)
