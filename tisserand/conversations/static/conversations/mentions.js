// After an @, the members whose name begins so. Choosing one writes the name; typing it whole does the same.
"use strict";

(() => {
  const field = document.querySelector("textarea[data-mentions-url]");
  if (!field) return;
  const url = field.dataset.mentionsUrl;
  const CALL = /(?:^|[\s(«])@([\p{L}][\p{L}’'-]*(?: [\p{L}’'-]*)?)$/u;
  const list = Object.assign(document.createElement("div"), { className: "call-list", hidden: true, id: "call-list" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.mentionsLabel || "@");
  document.body.append(list);
  const said = Object.assign(document.createElement("div"), { className: "unseen" });
  said.setAttribute("role", "status");
  document.body.append(said);
  let target = field;
  let wanted = "";
  let asked;

  const plain = () => target.tagName === "TEXTAREA";
  const before = () => plain()
    ? target.value.slice(0, target.selectionStart)
    : target.editor.getDocument().toString().slice(0, target.editor.getPosition());

  function close() {
    list.hidden = true;
    list.replaceChildren();
    target.removeAttribute("aria-activedescendant");
  }

  function place() {
    const box = target.getBoundingClientRect();
    const selection = !plain() && window.getSelection();
    const caret = selection?.rangeCount && selection.getRangeAt(0).getBoundingClientRect();
    const at = caret?.height ? caret : { left: box.left, bottom: box.bottom };
    list.style.top = `${at.bottom + window.scrollY + 6}px`;
    list.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - 260)) + window.scrollX}px`;
  }

  function show(people) {
    list.replaceChildren(...people.map((name, index) => {
      const option = Object.assign(document.createElement("div"), { textContent: name, id: `call-${index}` });
      option.setAttribute("role", "option");
      option.addEventListener("mousedown", (event) => {
        event.preventDefault();
        write(name);
      });
      return option;
    }));
    list.hidden = !people.length;
    if (people.length) {
      place();
      select(0);
    }
  }

  function select(index) {
    const options = [...list.children];
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    target.setAttribute("aria-activedescendant", options[index].id);
    said.textContent = options[index].textContent;
  }

  function write(name) {
    const length = wanted.length;
    if (plain()) target.setRangeText(`${name} `, target.selectionStart - length, target.selectionStart, "end");
    else {
      const position = target.editor.getPosition();
      target.editor.setSelectedRange([position - length, position]);
      target.editor.insertString(`${name} `);
    }
    close();
  }

  function look() {
    const call = CALL.exec(before());
    clearTimeout(asked);
    if (!call) return close();
    wanted = call[1];
    asked = setTimeout(async () => {
      const answer = await fetch(`${url}?q=${encodeURIComponent(wanted)}`).catch(() => null);
      if (answer?.ok && call[1] === wanted) show((await answer.json()).people);
    }, 150);
  }

  function keys(event) {
    const options = [...list.children];
    if (list.hidden || !options.length) return;
    const here = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) select((here + step + options.length) % options.length);
    else if (event.key === "Enter" || event.key === "Tab") write(options[here].textContent);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  function listen(place, event) {
    target = place;
    place.addEventListener(event, look);
    place.addEventListener("keydown", keys, true);
    place.addEventListener("blur", close);
  }
  listen(field, "input");
  field.addEventListener("tisserand:dressed", ({ detail }) => listen(detail.editor, "trix-change"));
})();
