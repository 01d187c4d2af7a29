// In the month, an item is dragged to another day. Without script, its own page has a form for that.
"use strict";

(() => {
  const table = document.querySelector("table[data-move-to]");
  if (!table) return;
  let dragged;
  table.querySelectorAll("a.entry:not([data-fixed])").forEach((entry) => {
    entry.draggable = !entry.matches(".done, .off");
    entry.addEventListener("dragstart", ({ dataTransfer }) => {
      dragged = entry;
      dataTransfer.effectAllowed = "move";
      dataTransfer.setData("text/plain", entry.href);
    });
    entry.addEventListener("dragend", () => { dragged = undefined; });
  });
  const cell = (event) => dragged && event.target.closest("td[data-day]");
  table.addEventListener("dragover", (event) => {
    const over = cell(event);
    table.querySelectorAll(".drop").forEach((one) => one !== over && one.classList.remove("drop"));
    if (!over) return;
    event.preventDefault();
    over.classList.add("drop");
  });
  table.addEventListener("drop", (event) => {
    const over = cell(event);
    if (!over || over.contains(dragged)) return;
    event.preventDefault();
    const form = document.createElement("form");
    form.method = "post";
    form.action = new URL("move/", dragged.href).pathname;
    const say = (name, value) => {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name, value });
      form.append(input);
    };
    say("csrfmiddlewaretoken", document.querySelector('meta[name="csrf-token"]').content);
    say("to", over.dataset.day);
    say("back", location.pathname + location.search);
    document.body.append(form);
    form.submit();
  });
})();
