// The form of an order, by keyboard alone: look-ups while typing, postal code → address, lines that grow, live sums.
const form = document.querySelector("[data-entry]");
const body = form.querySelector("[data-lines]");
const addressesUrl = document.querySelector("script[data-addresses]").dataset.addresses;
const by = (name) => form.elements[name];

let weighTimer = 0;
function weigh() {
  clearTimeout(weighTimer);
  weighTimer = setTimeout(() => form.dispatchEvent(new CustomEvent("akinai:weigh")), 250);
}

async function ask(url, name, value) {
  const answer = await fetch(`${url}?${new URLSearchParams({ [name]: value })}`, { headers: { Accept: "application/json" } });
  return answer.ok ? answer.json() : { found: [] };
}

function fill(fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = by(name);
    if (field && "value" in field && value) field.value = value;
  }
}

// ---- a list of answers under a field
let open = null;
function shut() {
  open?.list.remove();
  open = null;
}

function show(holder, input, rows, pick) {
  shut();
  if (!rows.length) return;
  const list = document.createElement("ul");
  list.className = "answers";
  list.setAttribute("role", "listbox");
  rows.forEach((row, at) => {
    const item = document.createElement("li");
    item.setAttribute("role", "option");
    const title = document.createElement("b");
    title.textContent = row.title;
    const text = document.createElement("span");
    text.textContent = row.text || "";
    item.append(title, text);
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      pick(rows[at]);
      shut();
    });
    list.append(item);
  });
  holder.append(list);
  open = { list, rows, pick, at: 0 };
  mark(0);
}

function mark(at) {
  const items = [...open.list.children];
  open.at = (at + items.length) % items.length;
  items.forEach((item, each) => item.setAttribute("aria-selected", each === open.at));
  items[open.at].scrollIntoView({ block: "nearest" });
}

function pickMarked() {
  const chosen = open.rows[open.at];
  const pick = open.pick;
  shut();
  pick(chosen);
}

// ---- buyers and products
function picker(holder) {
  const row = holder.closest("tr");
  if (!row) {
    return (buyer) => {
      fill(buyer.fields);
      holder.querySelector("input").value = "";
      weigh();
      body.querySelector("tr:last-child [name=line_code]").focus();
    };
  }
  return (product) => {
    row.querySelector("[name=line_code]").value = product.code;
    row.querySelector("[name=line_name]").value = product.name;
    row.querySelector("[name=line_price]").value = product.price ?? "";
    const quantity = row.querySelector("[name=line_quantity]");
    quantity.value ||= 1;
    row.querySelector("[data-free]").textContent = product.text.split("　").pop();
    row.classList.remove("has-error");
    row.querySelector(".error")?.remove();
    grow();
    weigh();
    quantity.focus();
    quantity.select();
  };
}

let typed = 0;
form.addEventListener("input", async (event) => {
  const holder = event.target.closest("[data-suggest]");
  if (!holder) {
    weigh();
    return;
  }
  const mine = ++typed;
  const value = event.target.value.trim();
  if (value.length < 2) {
    shut();
    return;
  }
  await new Promise((go) => setTimeout(go, 160));
  if (mine !== typed || event.target.value.trim() !== value) return;
  const { found } = await ask(holder.dataset.suggest, "q", value);
  if (mine === typed && document.activeElement === event.target) show(holder, event.target, found, picker(holder));
});

form.addEventListener("keydown", async (event) => {
  if (event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[name=save]"));
    return;
  }
  if (open) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(open.at + (event.key === "ArrowDown" ? 1 : -1));
      return;
    }
    if (event.key === "Escape") {
      event.stopPropagation();
      shut();
      return;
    }
    if (event.key === "Enter") {
      event.preventDefault();
      pickMarked();
      return;
    }
  }
  if (event.key !== "Enter" || event.target.matches("textarea, button, [type=checkbox]")) return;
  event.preventDefault(); // Enter goes on to the next field; only Ctrl+Enter and the button save
  const holder = event.target.closest("tr [data-suggest]");
  if (holder && event.target.value.trim()) {
    const { found } = await ask(holder.dataset.suggest, "q", event.target.value.trim());
    if (found.length) picker(holder)(found[0]);
    return;
  }
  const line = event.target.closest("tr");
  if (line && event.target.name === "line_quantity") {
    grow();
    body.querySelector("tr:last-child [name=line_code]").focus();
    return;
  }
  const fields = [...form.querySelectorAll("input:not([type=hidden]), select, textarea, button[name=save]")].filter((one) => one.getClientRects().length && !one.disabled);
  fields[fields.indexOf(event.target) + 1]?.focus();
});
document.addEventListener("click", (event) => {
  if (!event.target.closest(".answers")) shut();
});
form.addEventListener("focusout", (event) => {
  if (event.target.closest("[data-suggest]")) setTimeout(() => document.activeElement.closest(".answers, [data-suggest]") || shut(), 120);
});

// ---- lines: there is always an empty one
function grow() {
  const last = body.querySelector("tr:last-child");
  if (!last || last.querySelector("[name=line_code]").value) body.append(document.querySelector("#line-row").content.cloneNode(true));
}
form.addEventListener("click", (event) => {
  if (!event.target.closest("[data-drop]")) return;
  event.target.closest("tr").remove();
  grow();
  weigh();
});

// ---- postal code → address
form.addEventListener("change", async (event) => {
  weigh();
  const prefix = event.target.dataset.postal;
  if (!prefix) return;
  const { found, postal } = await ask(addressesUrl, "postal", event.target.value);
  if (!found.length) return;
  event.target.value = postal;
  const take = (place) => {
    const line1 = by(`${prefix}_line1`);
    by(`${prefix}_prefecture`).value = place.prefecture;
    by(`${prefix}_city`).value = place.city;
    if (!line1.value.startsWith(place.line1)) line1.value = place.line1;
    line1.focus();
    line1.setSelectionRange(line1.value.length, line1.value.length);
    weigh();
  };
  if (found.length === 1) take(found[0]);
  else show(event.target.closest(".field"), event.target, found, take);
});
