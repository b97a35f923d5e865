// A form of several rows: [data-rows="prefix"] holds [data-rows-body], a <template data-rows-blank> and [data-rows-add].
for (const box of document.querySelectorAll("[data-rows]")) {
  const total = box.querySelector(`[name="${box.dataset.rows}-TOTAL_FORMS"]`);
  const body = box.querySelector("[data-rows-body]");
  const blank = box.querySelector("[data-rows-blank]");
  box.querySelector("[data-rows-add]").addEventListener("click", () => {
    const made = document.createElement("tbody");
    made.innerHTML = blank.innerHTML.replaceAll("__prefix__", total.value);
    total.value = Number(total.value) + 1;
    const row = made.querySelector("tr");
    body.append(...made.children);
    row.querySelector("input:not([type=hidden])")?.focus();
  });
  // Enter in the last row makes the next one instead of sending the form.
  body.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input")) return;
    event.preventDefault();
    const inputs = [...body.querySelectorAll("input:not([type=hidden])")];
    const next = inputs[inputs.indexOf(event.target) + 1];
    if (next) next.focus();
    else box.querySelector("[data-rows-add]").click();
  });
}
