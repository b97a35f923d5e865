// Small comforts; every page works without them.
const find = document.querySelector("[data-suggest]");
if (find) {
  const list = document.getElementById("find-words");
  let waiting = 0;
  let last = "";
  find.addEventListener("input", () => {
    clearTimeout(waiting);
    const asked = find.value.trim();
    if (!asked || asked === last) return;
    waiting = setTimeout(async () => {
      last = asked;
      const answer = await fetch(`${find.dataset.suggest}?q=${encodeURIComponent(asked)}`);
      if (!answer.ok || find.value.trim() !== asked) return;
      const words = (await answer.json()).words;
      list.replaceChildren(...words.map((word) => Object.assign(document.createElement("option"), { value: word })));
    }, 180);
  });
}

// The phone's menu closes by Escape and by a tap beside it.
const menu = document.querySelector("[data-menu]");
if (menu) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
}

// A choice that sends its form at once (sorting).
for (const select of document.querySelectorAll("[data-autosubmit]")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}

// Steppers beside a number.
for (const box of document.querySelectorAll(".qty[data-steps]")) {
  const input = box.querySelector("input");
  const step = (sign, label, by) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: sign });
    button.setAttribute("aria-label", label);
    button.addEventListener("click", () => {
      const next = Number(input.value || 1) + by;
      input.value = Math.min(Math.max(next, Number(input.min || 1)), Number(input.max || 9999));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    return button;
  };
  box.prepend(step("−", box.dataset.less, -1));
  box.append(step("+", box.dataset.more, 1));
}
