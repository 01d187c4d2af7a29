// The visual editor over a plain field: `textarea[data-editor]` stays in the form and receives the HTML.
// A hidden `format=html` is posted only when the field was dressed. `data-format="html"` on the textarea
// says that what it already holds is HTML; `data-html` carries HTML to begin from, beside a plain text that
// serves without script. Of files, only pictures already kept by the site (`data-pictures-url`) are taken.
"use strict";

window.Tisserand = (() => {
  let number = 0;

  const make = (tag, attributes = {}) => {
    const element = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => value != null && element.setAttribute(name, value));
    return element;
  };

  function asHtml(text) {
    const line = document.createElement("div");
    return text && text.split("\n").map((part) => {
      line.textContent = part;
      return line.innerHTML;
    }).join("<br>");
  }

  function tools(id, editorId) {
    const bar = make("trix-toolbar", { id });
    bar.append(document.getElementById("editor-tools").content.cloneNode(true));
    const buttons = [...bar.querySelectorAll('[role="toolbar"] button')];
    buttons.forEach((button, index) => { button.tabIndex = index ? -1 : 0; });
    bar.querySelector('[role="toolbar"]').setAttribute("aria-controls", editorId);
    // Trix listens to the mouse only: a press of Enter or Space, or of a screen reader, becomes one.
    bar.addEventListener("click", (event) => {
      const button = event.target.closest("[data-trix-attribute], [data-trix-action], [data-trix-method]");
      if (!button || event.detail !== 0) return;
      const type = button.dataset.trixMethod ? "click" : "mousedown";
      if (type === "mousedown") button.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true }));
    });
    bar.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const here = buttons.indexOf(document.activeElement);
      if (!step || here < 0) return;
      event.preventDefault();
      buttons[here].tabIndex = -1;
      const next = buttons[(here + step + buttons.length) % buttons.length];
      next.tabIndex = 0;
      next.focus();
    });
    return bar;
  }

  // In one breath: no key pressed meanwhile is lost, and the focus stays with whoever is writing. What is
  // being composed (a dead key, a word of a phone's keyboard) is first brought to its end.
  function dress(textarea) {
    if (textarea.dataset.dressed || !textarea.isConnected) return;
    if (textarea.dataset.composing) {
      textarea.addEventListener("compositionend", () => dress(textarea), { once: true });
      return;
    }
    textarea.dataset.dressed = "yes";
    const focused = document.activeElement === textarea;
    const selected = [textarea.selectionStart, textarea.selectionEnd];
    const id = textarea.id || `editor-${++number}`;
    const frame = make("div", { class: "editor" });
    const editor = make("trix-editor", {
      id,
      input: `${id}-source`,
      toolbar: `${id}-tools`,
      placeholder: textarea.getAttribute("placeholder"),
      "aria-describedby": textarea.getAttribute("aria-describedby"),
      "aria-invalid": textarea.getAttribute("aria-invalid"),
      "aria-label": textarea.getAttribute("aria-label") ?? textarea.labels?.[0]?.textContent.trim(),
      "aria-multiline": "true",
      class: "prose",
    });
    if (textarea.dataset.mentionsUrl) editor.dataset.mentionsUrl = textarea.dataset.mentionsUrl;
    if (textarea.dataset.html != null) textarea.value = textarea.dataset.html;
    else if (textarea.dataset.format !== "html") textarea.value = asHtml(textarea.value);
    editor.toggleAttribute("required", textarea.required);
    textarea.required = false;
    textarea.id = `${id}-source`;
    editor.addEventListener("trix-attributes-change", ({ attributes }) => {
      frame.querySelectorAll("[data-trix-attribute]").forEach((button) => {
        button.setAttribute("aria-pressed", String(Boolean(attributes[button.dataset.trixAttribute])));
      });
    });
    editor.addEventListener("trix-file-accept", (event) => event.preventDefault());
    // Of what it may hold besides words, only pictures that the site keeps.
    editor.addEventListener("trix-attachment-add", ({ attachment }) => {
      const url = attachment.getAttribute("url") ?? "";
      if (!textarea.dataset.picturesUrl || !/^\/[^\/].*\/files\/[0-9a-f]{32}\/$/.test(url)) attachment.remove();
    });
    // Trix draws a picture anew once it has come: what it shows is said again then.
    const describe = () => editor.querySelectorAll("figure img").forEach((image) => {
      image.alt = JSON.parse(image.closest("figure").dataset.trixAttachment ?? "{}").filename ?? "";
    });
    editor.addEventListener("trix-render", describe);
    editor.addEventListener("load", describe, true);
    frame.append(tools(`${id}-tools`, id), editor);
    textarea.after(frame, make("input", { type: "hidden", name: "format", value: "html" }));
    if (focused) {
      editor.focus();
      editor.editor.setSelectedRange(selected);
    }
    textarea.hidden = true;
    document.querySelectorAll(`label[for="${id}"]`).forEach((label) => {
      label.addEventListener("click", () => editor.focus());
    });
    // Trix draws and hands over what was typed with the next frame of the page, and takes the caret then: too
    // late for who sends the form, or leaves the field, before that.
    const settle = () => editor.editorController.render();
    textarea.form?.addEventListener("submit", settle, true);
    editor.addEventListener("keydown", ({ key, isComposing }) => key === "Tab" && !isComposing && settle());
    textarea.dispatchEvent(new CustomEvent("tisserand:dressed", { bubbles: true, detail: { editor } }));
  }

  return { dress };
})();
