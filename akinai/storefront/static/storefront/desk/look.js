// The look's form: every change is kept as the draft and shown beside it at once.
const form = document.querySelector("[data-look]");
const frame = document.querySelector("[data-frame] iframe");
const notes = document.querySelector("[data-notes]");
const layout = () => new URLSearchParams([...new FormData(form)].filter(([name]) => /^(header|logo|top|place-)/.test(name))).toString();
let drawn = layout();
let waiting = 0;

function tell(sentences, tone) {
  notes.replaceChildren(...sentences.map((sentence) => {
    const line = document.createElement("p");
    line.className = `notice ${tone}`;
    line.textContent = sentence;
    return line;
  }));
}

async function keep() {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
  const told = await answer.json();
  if (told.errors) {
    tell(Object.values(told.errors).flat(), "bad");
    return;
  }
  tell(told.warnings, "warn");
  for (const button of document.querySelectorAll("[data-needs-draft]")) button.disabled = false;
  const now = layout();
  const sheet = frame.contentDocument?.querySelector('link[href*="/theme.css"]');
  if (now !== drawn || !sheet) frame.contentWindow.location.reload();
  else sheet.href = told.css;
  drawn = now;
}

function later() {
  clearTimeout(waiting);
  waiting = setTimeout(keep, 300);
}

if (form.querySelector(".form-actions")) {
  form.addEventListener("input", later);
  form.addEventListener("change", later);
}

// The blocks of the top page: arrows in place of numbers.
const list = document.querySelector("[data-blocks]");
function number() {
  list.querySelectorAll(".place").forEach((input, n) => { input.value = n + 1; });
}
for (const row of list.children) {
  const name = row.textContent.trim();
  row.querySelector(".place").hidden = true;
  for (const [sign, step] of [["↑", -1], ["↓", 1]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn small icon-only";
    button.textContent = sign;
    button.setAttribute("aria-label", `${name} ${sign}`);
    button.addEventListener("click", () => {
      if (step < 0) row.previousElementSibling?.before(row);
      else row.nextElementSibling?.after(row);
      number();
      button.focus();
      later();
    });
    row.append(button);
  }
}

// As on a computer: drawn 1280 pixels wide and made smaller to fit.
const box = document.querySelector("[data-frame]");
const height = frame.clientHeight;
function fit() {
  const phone = box.classList.contains("phone");
  const scale = phone ? 1 : Math.min(1, box.clientWidth / 1280);
  box.classList.toggle("scaled", scale < 1);
  frame.style.transform = scale < 1 ? `scale(${scale})` : "";
  frame.style.height = scale < 1 ? `${height / scale}px` : "";
  box.style.height = scale < 1 ? `${height}px` : "";
}
fit();
addEventListener("resize", fit);

const widths = document.querySelector("[data-widths]");
widths.addEventListener("click", (event) => {
  const chosen = event.target.closest("button");
  if (!chosen) return;
  for (const one of widths.children) one.toggleAttribute("aria-pressed", one === chosen);
  chosen.setAttribute("aria-pressed", "true");
  box.classList.toggle("phone", chosen.value === "phone");
  fit();
});
