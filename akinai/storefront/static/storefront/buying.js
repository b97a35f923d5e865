// Small comforts of cart and checkout; every page works without them.

// The address by the postal code, without loading the page anew.
for (const button of document.querySelectorAll("[data-lookup]")) {
  const field = (name) => document.getElementsByName(`${button.value}-${name}`)[0];
  const fill = async () => {
    const answer = await fetch(`${button.dataset.lookup}?postal=${encodeURIComponent(field("postal").value)}`);
    const place = answer.ok ? await answer.json() : {};
    if (!place.prefecture) return false;
    field("prefecture").value = place.prefecture;
    field("city").value = place.city;
    if (!field("line1").value.startsWith(place.line1)) field("line1").value = place.line1;
    field("line1").focus();
    return true;
  };
  button.addEventListener("click", (event) => {
    event.preventDefault();
    fill();
  });
}

// Pressed twice is once: the server knows it too.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    form.querySelector("button").setAttribute("aria-disabled", "true");
  });
  addEventListener("pageshow", () => delete form.dataset.sent);
}

// On to the payment page.
for (const form of document.querySelectorAll("form[data-send]")) form.submit();
