// Station sign-in: the keypad writes the PIN; printing on request. Nothing else on account pages needs a script.
const pin = document.querySelector("[data-pin]");
for (const button of document.querySelectorAll("[data-digit]")) {
  button.addEventListener("click", () => {
    if (button.dataset.digit === "back") pin.value = pin.value.slice(0, -1);
    else if (pin.value.length < 6) pin.value += button.dataset.digit;
  });
}
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
