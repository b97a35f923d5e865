// The desk's behaviour: keyboard in lists, picking rows, dialogs, questions before danger, toasts, key hints, sounds.
// Every page works without it; this only makes it quicker.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
document.body.classList.add("js");

const typing = (element) => element?.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

// ---- lists: j k move, x picks, Enter opens, shift-click picks a range
const rows = () => $$("table[data-list] tbody tr").filter((row) => row.offsetParent);
let cursor = null;

function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(cursor);
  const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step))];
  cursor?.classList.remove("cursor");
  cursor = next;
  cursor.classList.add("cursor");
  cursor.scrollIntoView({ block: "nearest" });
}

function open(row) {
  if (row?.dataset.href) location.href = row.dataset.href;
  else $("a", row)?.click();
}

const boxes = () => $$('table[data-list] td.pick input[type="checkbox"]');
let lastBox = null;

function showPicked() {
  const all = boxes();
  const picked = all.filter((box) => box.checked);
  for (const box of all) box.closest("tr").classList.toggle("picked", box.checked);
  for (const bar of $$("[data-bulk]")) {
    bar.classList.toggle("shown", picked.length > 0);
    const count = $("[data-bulk-count]", bar);
    if (count) count.textContent = document.documentElement.lang === "ja" ? `${picked.length}件を選択中` : `${picked.length} picked`;
  }
  const head = $("[data-all]");
  if (head) {
    head.checked = picked.length > 0 && picked.length === all.length;
    head.indeterminate = picked.length > 0 && picked.length < all.length;
  }
}

document.addEventListener("click", (event) => {
  const box = event.target.closest('table[data-list] td.pick input[type="checkbox"]');
  if (box) {
    const all = boxes();
    if (event.shiftKey && lastBox) {
      const [from, to] = [all.indexOf(lastBox), all.indexOf(box)].sort((a, b) => a - b);
      for (const one of all.slice(from, to + 1)) one.checked = box.checked;
    }
    lastBox = box;
    showPicked();
    return;
  }
  if (event.target.matches("[data-all]")) {
    for (const one of boxes()) one.checked = event.target.checked;
    showPicked();
    return;
  }
  const row = event.target.closest("tr[data-href]");
  if (row && !event.target.closest("a, button, input, label, select, textarea, summary, .pick") && !String(getSelection())) {
    if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank");
    else open(row);
  }
});

// ---- dialogs, dismissals, menus
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = $(opener.dataset.opens);
    if (dialog) {
      if (dialog.id === "keys") listKeys();
      dialog.showModal();
    }
  }
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  if (event.target.matches?.("dialog[open]")) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) event.target.close();
  }
  if (event.target.closest("[data-dismiss]")) event.target.closest(".toast")?.remove();
  for (const menu of $$("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
});

// ---- a question before what is hard to take back: data-confirm on a submit button
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-confirm], input[data-confirm]");
  if (!button || button.dataset.sure) return;
  event.preventDefault();
  event.stopPropagation();
  const dialog = $("#confirm");
  const go = $("[data-confirm-go]", dialog);
  $("[data-confirm-text]", dialog).textContent = button.dataset.confirm;
  go.textContent = button.dataset.confirmYes || go.dataset.default;
  go.classList.toggle("danger", button.classList.contains("danger"));
  go.onclick = () => {
    dialog.close();
    button.dataset.sure = "1";
    button.click();
    delete button.dataset.sure;
  };
  dialog.showModal();
}, true);

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-autosubmit], [data-autosubmit] *")) event.target.form?.requestSubmit();
});

// A form sent twice by an impatient finger is sent once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.matches("[hx-post], [data-repeat]")) return;
  if (form.dataset.sent) event.preventDefault();
  else if (!event.defaultPrevented) {
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 4000);
  }
});
addEventListener("pageshow", () => $$("form[data-sent]").forEach((form) => delete form.dataset.sent));

// ---- navigation folding without a page load
document.addEventListener("click", (event) => {
  const fold = event.target.closest("[data-nav-fold]");
  if (!fold) return;
  event.preventDefault();
  const narrow = document.body.classList.toggle("nav-narrow");
  document.cookie = `akinai_nav=${narrow ? "narrow" : "wide"};path=/;max-age=31536000;samesite=lax`;
});

// ---- keys
let prefix = "";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && typing(event.target)) event.target.blur();
  if (typing(event.target) || $("dialog[open]")) return;
  const key = prefix ? `${prefix} ${event.key}` : event.key;
  prefix = "";
  const target = $$("[data-key]").find((one) => one.dataset.key === key && one.getClientRects().length);
  if (target) {
    event.preventDefault();
    if (typing(target)) target.focus();
    else target.click();
  } else if (key === "/") {
    const search = $("[data-search]");
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  } else if (key === "?") {
    listKeys();
    $("#keys")?.showModal();
  } else if (key === "g") prefix = "g";
  else if (key === "j") move(1);
  else if (key === "k") move(-1);
  else if (key === "x" && cursor) $("td.pick input", cursor)?.click();
  else if (key === "Enter" && cursor && !event.target.closest("a, button, summary")) open(cursor);
});

function listKeys() {
  const list = $("#keys [data-keys]");
  $$("[data-own]", list).forEach((one) => one.remove());
  for (const one of $$("[data-key]")) {
    if (!one.getClientRects().length) continue;
    const line = document.createElement("div");
    line.dataset.own = "1";
    const term = document.createElement("dt");
    for (const part of one.dataset.key.split(" ")) {
      const kbd = document.createElement("kbd");
      kbd.textContent = part;
      term.append(kbd, " ");
    }
    const words = document.createElement("dd");
    words.textContent = one.dataset.keyLabel || one.getAttribute("aria-label") || one.textContent.trim();
    line.append(term, words);
    list.append(line);
  }
}

// ---- toasts
function leave(toast) {
  if (!toast.matches(".error, .bad")) setTimeout(() => toast.remove(), 6000);
}
$$(".toast").forEach(leave);
document.addEventListener("akinai:toast", (event) => {
  const toast = document.createElement("div");
  toast.className = `toast ${event.detail.tone || ""}`;
  toast.textContent = event.detail.text;
  $("#toasts").append(toast);
  leave(toast);
});

// ---- sounds of the inspection: made here, nothing to load
let audio = null;
const TUNES = {
  ok: [[880, 0, 0.08, "sine"], [1320, 0.08, 0.12, "sine"]],
  ng: [[190, 0, 0.22, "square"], [150, 0.26, 0.34, "square"]],
  done: [[660, 0, 0.1, "sine"], [880, 0.1, 0.1, "sine"], [1320, 0.2, 0.22, "sine"]],
};
export function sound(name) {
  audio ??= new AudioContext();
  audio.resume();
  for (const [pitch, start, length, shape] of TUNES[name] || []) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const at = audio.currentTime + start;
    tone.type = shape;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.25, at + 0.01);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + length);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + length + 0.02);
  }
}
document.addEventListener("akinai:sound", (event) => sound(event.detail.name));

document.addEventListener("htmx:afterSwap", showPicked);
document.addEventListener("htmx:responseError", () => {
  const text = document.documentElement.lang === "ja" ? "サーバーが応答しませんでした。もう一度お試しください。" : "The server did not answer. Please try again.";
  document.dispatchEvent(new CustomEvent("akinai:toast", { detail: { text, tone: "bad" } }));
});
showPicked();
