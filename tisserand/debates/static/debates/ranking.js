// The answers of a poll are put in order by dragging them. The numbers beside them are what is sent, and do the
// same without dragging, by keyboard and without script.
"use strict";

(() => {
  const rowsOf = (list) => [...list.querySelectorAll(".rank")];
  const rankOf = (row) => Number(row.querySelector("select").value) || Infinity;
  const nameOf = (row) => row.querySelector("label").textContent.trim();

  // Those that have a place come first, in its order; the others stay as they were.
  function arrange(list) {
    const rows = rowsOf(list);
    rows.sort((a, b) => (rankOf(a) === rankOf(b) ? 0 : rankOf(a) < rankOf(b) ? -1 : 1));
    list.querySelector("[role=status]").before(...rows);
  }

  // Let go, it has a place among those that have one, and they are numbered anew.
  function place(list, row) {
    const placed = rowsOf(list).filter((one) => one === row || rankOf(one) < Infinity);
    placed.forEach((one, index) => { one.querySelector("select").value = String(index + 1); });
    arrange(list);
    const said = list.dataset.placed.replace("{name}", nameOf(row));
    list.querySelector("[role=status]").textContent = said.replace("{place}", placed.indexOf(row) + 1);
  }

  function drag(event) {
    const row = event.target.closest(".grip")?.closest(".rank");
    if (!row || event.button) return;
    event.preventDefault();
    const list = row.closest(".ranks");
    arrange(list);
    const before = rowsOf(list);
    let moved = false;
    const move = ({ clientY }) => {
      const others = rowsOf(list).filter((one) => one !== row);
      const middle = (one) => { const box = one.getBoundingClientRect(); return box.top + box.height / 2; };
      const next = others.find((one) => clientY < middle(one));
      (next ?? list.querySelector("[role=status]")).before(row);
      moved ||= rowsOf(list).some((one, index) => one !== before[index]);
      row.classList.add("dragged");
    };
    const end = (kept) => {
      stop.abort();
      row.classList.remove("dragged");
      if (kept && moved) place(list, row);
      else list.querySelector("[role=status]").before(...before);
    };
    const stop = new AbortController();
    const how = { signal: stop.signal };
    document.addEventListener("pointermove", move, how);
    document.addEventListener("pointerup", () => end(true), how);
    document.addEventListener("pointercancel", () => end(false), how);
    document.addEventListener("keydown", ({ key }) => { if (key === "Escape") end(false); }, how);
  }

  document.querySelectorAll(".ranks[data-placed]").forEach((list) => {
    rowsOf(list).forEach((row) => {
      const grip = document.createElement("span");
      grip.className = "grip";
      grip.setAttribute("aria-hidden", "true");
      grip.textContent = "⠿";
      row.prepend(grip);
    });
    list.querySelector("[data-drag]").hidden = false;
    arrange(list);
    list.addEventListener("pointerdown", drag);
  });
})();
