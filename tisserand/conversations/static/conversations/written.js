// What a message gains when scripts run: its code is copied at a press, its videos are played where they stand,
// and a picture is put in the text while one writes. Without: one selects, follows a link, sends a form.
"use strict";

(() => {
  const make = (tag, attributes, text = "") => {
    const element = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    element.textContent = text;
    return element;
  };

  // Code: a button in the corner of each block.
  const words = document.querySelector("[data-copy]")?.dataset;
  function offerToCopy(block) {
    block.dataset.offered = "";
    const button = make("button", { type: "button", class: "button small copy" }, words.copy);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(block.textContent);
      button.textContent = words.copied;
      setTimeout(() => { button.textContent = words.copy; }, 2000);
    });
    const frame = make("div", { class: "code-frame" });
    block.replaceWith(frame);
    frame.append(block, button);
  }

  // Videos: the other site is asked for nothing before the press.
  document.addEventListener("click", (event) => {
    const still = event.target.closest("a.video[data-player]");
    if (!still || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const frame = make("iframe", {
      class: "player", src: still.dataset.player, allow: "autoplay; fullscreen",
      title: still.querySelector(".video-name").textContent,
    });
    still.replaceWith(frame);
    frame.focus();
  });

  function dress() {
    if (words && navigator.clipboard) {
      document.querySelectorAll(".prose pre.code:not([data-offered])").forEach(offerToCopy);
    }
    document.querySelectorAll("[data-players]").forEach((message) => {
      message.querySelectorAll("a.video").forEach((still, number) => {
        still.dataset.player = message.dataset.players.replace(/0\/$/, `${number}/`);
      });
      delete message.dataset.players;
    });
  }
  dress();
  document.addEventListener("htmx:after:settle", dress);

  // Pictures: kept by the site first, then put where one writes.
  document.addEventListener("tisserand:dressed", ({ target, detail: { editor } }) => {
    const url = target.dataset.picturesUrl;
    const field = target.form?.querySelector(".picture-field");
    if (!url || !field) return;
    const file = field.querySelector("[type=file]");
    const description = field.querySelector("textarea");
    const put = field.querySelector(".picture-put");
    const said = put.querySelector("[role=status]");
    put.hidden = false;
    put.querySelector("button").addEventListener("click", async () => {
      said.textContent = file.files.length ? said.dataset.wait : said.dataset.none;
      if (!file.files.length) return file.focus();
      const sent = new FormData();
      sent.append("picture", file.files[0]);
      sent.append("description", description.value);
      sent.append("csrfmiddlewaretoken", target.form.elements.csrfmiddlewaretoken.value);
      let answer, kept;
      try {
        answer = await fetch(url, { method: "POST", body: sent });
        kept = await answer.json();
      } catch {
        said.textContent = said.dataset.lost;
        return;
      }
      if (!answer.ok) {
        said.textContent = kept.picture || kept.description || said.dataset.lost;
        (kept.picture ? file : description).focus();
        return;
      }
      editor.editor.insertAttachment(new Trix.Attachment(kept));
      file.value = description.value = "";
      said.textContent = said.dataset.done;
      field.open = false;
      editor.focus();
    });
    // A picture that is pasted or dropped waits there for its description.
    editor.addEventListener("trix-file-accept", (event) => {
      if (!event.file?.type.startsWith("image/")) return;
      const one = new DataTransfer();
      one.items.add(event.file);
      file.files = one.files;
      field.open = true;
      description.focus();
    });
  });
})();
