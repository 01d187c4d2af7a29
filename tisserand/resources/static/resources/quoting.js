// « Quote » writes the words of a message where the caret stands, or at the end when it stands in a quotation
// already: the visual editor would make one of both. Without script the server shows the form again.
"use strict";

(() => {
  const form = document.getElementById("writing");
  if (!form) return;
  const said = Object.assign(document.createElement("div"), { className: "unseen" });
  said.setAttribute("role", "status");
  document.body.append(said);
  const APART = "<div><br></div>";
  let caret = false;
  form.addEventListener("focusin", (event) => { caret ||= event.target.tagName === "TRIX-EDITOR"; });

  const asHtml = (words, number) => {
    const line = document.createElement("div");
    const lines = words.split("\n").map((part) => { line.textContent = part; return line.innerHTML; });
    return `<blockquote>${lines.join("<br>")}<br>[#${number}]</blockquote>`;
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-quote]");
    const field = form.querySelector("trix-editor");
    if (!button || !field?.editor) return;
    event.preventDefault();
    const quotation = asHtml(button.dataset.quote, button.value);
    if (caret && !field.editor.attributeIsActive("quote")) {
      field.editor.insertHTML(APART + quotation + APART);
    } else {
      field.editor.loadHTML(field.value + APART + quotation + APART);
      field.editor.setSelectedRange(field.editor.getDocument().getLength() - 1);
    }
    said.textContent = button.textContent.trim();
    field.focus();
  });
})();
