// The rich text editor: Trix over the form's own textarea, which stays what is sent. Pictures go to the library at once.
const { Trix } = window;
const attributes = Trix.config.blockAttributes;
attributes.default = { tagName: "p", parse: false, breakOnReturn: true };
attributes.heading1.tagName = "h2";
attributes.heading2 = { ...attributes.heading1, tagName: "h3" };
Trix.config.attachments.preview.caption = { name: false, size: false };

// Enter begins a new paragraph (Trix itself only breaks the line where a block has no attribute); Shift+Enter breaks it.
Trix.models.Block.prototype.breaksOnReturn = function breaksOnReturn() {
  return Boolean(attributes[this.getLastAttribute() || "default"]?.breakOnReturn);
};
Trix.models.LineBreakInsertion.prototype.shouldInsertBlockBreak = function shouldInsertBlockBreak() {
  if (this.block.hasAttributes() && this.block.isListItem() && !this.block.isEmpty()) return this.startLocation.offset > 0;
  return !this.shouldBreakFormattedBlock() && this.breaksOnReturn;
};

const field = (form, name) => form.querySelector(`[name=${name}]`);

// Stored figures as Trix wants them: attachments that can be moved and captioned.
function prepared(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const image of page.querySelectorAll("img")) {
    const figure = image.closest("figure") || image;
    const caption = figure.querySelector?.("figcaption")?.textContent.trim() || "";
    const [width, height] = [Number(image.getAttribute("width")), Number(image.getAttribute("height"))];
    const made = page.createElement("figure");
    made.dataset.trixAttachment = JSON.stringify({ contentType: "image/webp", url: image.getAttribute("src"), width, height });
    made.dataset.trixContentType = "image/webp";
    made.dataset.trixAttributes = JSON.stringify({ presentation: "gallery", ...(caption && { caption }) });
    figure.replaceWith(made);
  }
  return page.body.innerHTML;
}

async function send(box, form, file, attachment) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", field(form, "csrfmiddlewaretoken").value);
  body.append("image", file);
  let told = null;
  try {
    const answer = await fetch(box.dataset.upload, { method: "POST", body, headers: { Accept: "application/json" } });
    told = await answer.json();
  } catch {
    told = { error: box.dataset.broken };
  }
  if (told.url) {
    attachment.setAttributes({ url: told.url, width: told.width, height: told.height, contentType: "image/webp" });
    return;
  }
  attachment.remove();
  document.dispatchEvent(new CustomEvent("akinai:toast", { detail: { text: told.error || box.dataset.broken, tone: "bad" } }));
}

for (const box of document.querySelectorAll("[data-editor]")) {
  const area = document.getElementById(box.dataset.editor);
  const form = area.form;
  const toolbar = box.querySelector("trix-toolbar");
  const chooser = box.querySelector("[data-picture-file]");
  const editor = document.createElement("trix-editor");
  Trix.config.lang.captionPlaceholder = box.dataset.caption;
  Trix.config.lang.remove = box.dataset.remove;
  area.value = prepared(area.value);
  editor.setAttribute("input", area.id);
  editor.setAttribute("toolbar", toolbar.id);
  editor.setAttribute("aria-label", form.querySelector(`label[for="${area.id}"]`)?.textContent.trim() || "");
  editor.lang = "ja"; // the shop's pages are read in Japan, whatever the language of the desk
  editor.className = "prose";
  editor.addEventListener("trix-file-accept", (event) => {
    if (!event.file.type.startsWith("image/")) event.preventDefault();
  });
  editor.addEventListener("trix-attachment-add", ({ attachment }) => {
    if (attachment.file) send(box, form, attachment.file, attachment);
  });
  box.querySelector("[data-picture]").addEventListener("click", () => chooser.click());
  chooser.addEventListener("change", () => {
    for (const file of chooser.files) editor.editor.insertFile(file);
    chooser.value = "";
  });
  toolbar.hidden = false;
  area.hidden = true;
  area.after(editor);
}
