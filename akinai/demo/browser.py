"""A small browser without scripts: it keeps cookies, follows links, and fills in the forms it finds."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urljoin

from akinai.core import outside
from akinai.demo.doors import WentWrong

MOST_STEPS = 12  # pages one click may lead over


@dataclass
class Form:
    """A form with what stands in it before anybody writes."""

    action: str
    method: str
    charset: str = "utf-8"
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)  # what radio buttons and lists offer
    labels: dict[str, dict[str, str]] = field(default_factory=dict)  # of a list: words → value


class Page(HTMLParser):
    """A page as it came: its forms, its links, its words."""

    def __init__(self, address: str, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self._select = self._option = self._textarea = ""
        self._inside = False
        self.feed(html)

    @property
    def text(self) -> str:
        """All words of the page."""
        return " ".join(" ".join(self.words).split())

    def form(self, *names: str) -> Form:
        """The form that has these fields (or choices). Raises WentWrong."""
        for form in self.forms:
            if all(name in form.fields or name in form.choices for name in names):
                return form
        raise WentWrong(f"{self.address}: no form with {', '.join(names)}: {self.text[:400]}")

    def link(self, part: str) -> str:
        """The first link with these letters in its address. Raises WentWrong."""
        for link in self.links:
            if part in link:
                return urljoin(self.address, link)
        raise WentWrong(f"{self.address}: no link with {part}: {self.text[:400]}")

    # --- reading ---

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urljoin(self.address, told.get("action") or self.address)
            self.forms.append(Form(action, told.get("method", "get").lower(), told.get("accept-charset", "utf-8")))
            self._inside = True
        elif tag == "a" and told.get("href"):
            self.links.append(told["href"])
        elif self._inside:
            self._field(tag, told)

    def _field(self, tag: str, told: dict[str, str]) -> None:
        form, name = self.forms[-1], told.get("name", "")
        if tag == "input" and name:
            self._input(form, name, told)
        elif tag == "select":
            self._select = name
            form.choices.setdefault(name, [])
        elif tag == "option" and self._select:
            self._option = told.get("value", "")
            form.choices[self._select].append(self._option)
            if "selected" in told or self._select not in form.fields:
                form.fields[self._select] = self._option
        elif tag == "textarea" and name:
            self._textarea = name
            form.fields[name] = ""

    def _input(self, form: Form, name: str, told: dict[str, str]) -> None:
        kind, value = told.get("type", "text"), told.get("value", "")
        if kind in ("radio", "checkbox"):
            form.choices.setdefault(name, []).append(value)
            if "checked" in told:
                form.fields[name] = value or "on"
        elif kind not in ("submit", "button", "image"):
            form.fields[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = self._option = ""
        elif tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.forms[-1].fields[self._textarea] += data
        elif self._select and data.strip():
            self.forms[-1].labels.setdefault(self._select, {})[data.strip()] = self._option
        elif data.strip():
            self.words.append(data)


class Browser:
    """One person's browser."""

    def __init__(self, home: str) -> None:
        self.home = home
        self._client = outside.client(timeout=60, allow_private=True, headers={"Accept-Language": "ja"})
        self.page = Page(home, "")
        self._been: list[str] = []

    def go(self, address: str) -> Page:
        """Open an address of the shop, or a whole one. Raises WentWrong for anything but a page."""
        return self._show(self._client.get(urljoin(self.home, address)))

    def send(self, *names: str, **values: str) -> Page:
        """Fill in the form of the present page that has these fields (and those of `values`), and send it."""
        form = self.page.form(*names, *values)
        return self.post(form, {**form.fields, **values})

    def press(self, button: str, value: str, *names: str) -> Page:
        """Send the form that has these fields by one of its buttons."""
        form = self.page.form(*names)
        return self.post(form, {**form.fields, button: value})

    def post(self, form: Form, fields: dict[str, str]) -> Page:
        """Send a form with just these fields."""
        if form.method == "get":
            return self.go(f"{form.action}?{urlencode(fields)}")
        body = urlencode(fields, encoding=form.charset, errors="xmlcharrefreplace")
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": self.page.address}
        return self._show(self._client.post(form.action, content=body, headers=headers))

    def fetch(self, form: Form) -> bytes:
        """Send a form as it stands that gives a file; the present page stays. Raises WentWrong."""
        answer = self._client.post(form.action, data=form.fields, headers={"Referer": self.page.address})
        if answer.status_code != HTTPStatus.OK:
            raise WentWrong(f"{form.action}: {answer.status_code}")
        return answer.content

    def _show(self, answer: Any) -> Page:
        """Follow where the answer leads, by redirects and by pages that only lead on."""
        for _step in range(MOST_STEPS):
            if answer.is_redirect:
                answer = self._client.get(urljoin(str(answer.url), answer.headers["location"]))
                continue
            if answer.status_code >= HTTPStatus.BAD_REQUEST:
                raise WentWrong(f"{answer.request.method} {answer.url}: {answer.status_code} {answer.text[:600]}")
            self.page = Page(str(answer.url), answer.text)
            self._been.append(self.page.address)
            return self.page
        raise WentWrong(f"{answer.url}: leads on and on")

    def came_from(self, part: str) -> str:
        """The last page seen with these letters in its address. Raises StopIteration."""
        return next(address for address in reversed(self._been) if part in address)

    def close(self) -> None:
        """Shut it."""
        self._client.close()
