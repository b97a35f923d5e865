// The inspection station: the field for the barcode reader keeps the focus, whatever was touched; a number and * set the quantity.

const field = () => document.querySelector("[data-code]");
const count = () => document.querySelector("[data-count]");

function focus() {
  const active = document.activeElement;
  const elsewhere = active && active.matches("input:not([data-code]), select, textarea, summary, dialog *");
  if (!elsewhere && field()) field().focus({ preventScroll: true });
}

// "3*" typed before a scan: three pieces of the next one.
document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-code]")) return;
  const many = event.target.value.match(/^\s*([0-9]{1,4})[*＊×]$/);
  if (many) {
    count().value = many[1];
    event.target.value = "";
  }
});

// A reader may type while a button has the focus: letters always go to the field.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.key.length !== 1) return;
  if (event.target.matches("input, select, textarea")) return;
  field()?.focus({ preventScroll: true });
});

// Enter in the quantity goes on to the code instead of sending.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("[data-count]") && !field().value) {
    event.preventDefault();
    field().focus();
  }
});

function flash() {
  const tone = document.querySelector("#station")?.dataset.tone;
  document.body.classList.remove("flash-good", "flash-bad", "flash-done");
  if (!tone) return;
  void document.body.offsetWidth; // start the animation again
  document.body.classList.add(`flash-${tone}`);
}

document.addEventListener("htmx:afterSettle", () => {
  flash();
  focus();
});
document.addEventListener("htmx:sendError", () => {
  document.dispatchEvent(new CustomEvent("akinai:sound", { detail: { name: "ng" } }));
});
document.addEventListener("click", () => setTimeout(focus, 0));
window.addEventListener("focus", focus);
flash();
focus();
