// Products chosen by hand: found by htmx, kept as hidden fields in their order.
for (const box of document.querySelectorAll("[data-chooser]")) {
  const list = box.querySelector("[data-chosen]");
  const none = box.querySelector("[data-none]");
  const blank = box.querySelector("[data-template]").content.firstElementChild;
  box.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add]");
    const row = event.target.closest("[data-chosen] > li");
    if (add && !list.querySelector(`input[value="${add.dataset.add}"]`)) {
      const made = blank.cloneNode(true);
      made.querySelector("input").value = add.dataset.add;
      const [code, name] = made.querySelectorAll("span");
      code.textContent = add.dataset.code;
      name.textContent = add.dataset.name;
      list.append(made);
    } else if (row && event.target.closest("[data-out]")) row.remove();
    else if (row && event.target.closest("[data-up]")) row.previousElementSibling?.before(row);
    else if (row && event.target.closest("[data-down]")) row.nextElementSibling?.after(row);
    none.hidden = list.children.length > 0;
  });
  box.querySelector("[name=find]").addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}
