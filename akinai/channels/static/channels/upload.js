// The import page: a file can be dropped, and the code is asked for only when the channel is new.
const form = document.querySelector("[data-upload]");
if (form) {
  const drop = form.querySelector(".drop");
  const file = drop.querySelector("input[type=file]");
  const channel = form.querySelector("select[name=channel]");
  const code = form.querySelector("[data-new-channel]");
  for (const name of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", name === "dragover");
      if (name === "drop" && event.dataTransfer.files.length) file.files = event.dataTransfer.files;
    });
  }
  const show = () => { code.hidden = channel.value !== "+"; };
  channel.addEventListener("change", show);
  show();
}
