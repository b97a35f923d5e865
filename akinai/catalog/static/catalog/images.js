// Pictures are put in order by dragging, and added by dropping files. Without this the buttons under each picture do it.
let dragged = null;
const grid = (target) => target.closest?.("[data-images]");

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".image[draggable]");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  dragged.classList.add("dragged");
});
document.addEventListener("dragover", (event) => {
  const over = event.target.closest?.(".image[draggable]");
  const drop = event.target.closest?.(".drop");
  if ((dragged && over) || (drop && event.dataTransfer.types.includes("Files"))) event.preventDefault();
  for (const one of document.querySelectorAll(".over")) one.classList.remove("over");
  (dragged ? over : drop)?.classList.add("over");
});
document.addEventListener("drop", (event) => {
  const box = grid(event.target);
  const over = event.target.closest?.(".image[draggable]");
  const drop = event.target.closest?.(".drop");
  if (dragged && over && over !== dragged && box) {
    event.preventDefault();
    const all = [...box.querySelectorAll(".image")];
    if (all.indexOf(dragged) < all.indexOf(over)) over.after(dragged);
    else over.before(dragged);
    const order = [...box.querySelectorAll(".image")].map((one) => one.dataset.id).join(",");
    htmx.ajax("POST", box.dataset.url, { source: box, target: "#images", swap: "outerHTML", values: { order } });
  } else if (!dragged && drop && event.dataTransfer.files.length) {
    event.preventDefault();
    const input = drop.querySelector("input[type=file]");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
document.addEventListener("dragend", () => {
  dragged?.classList.remove("dragged");
  for (const one of document.querySelectorAll(".over")) one.classList.remove("over");
  dragged = null;
});
