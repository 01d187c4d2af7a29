// « / » goes to the search box, when nobody is writing.
"use strict";

document.addEventListener("keydown", (event) => {
  const box = document.querySelector("[data-search]");
  const writing = event.target.closest("input, textarea, select, trix-editor, [contenteditable]");
  if (!box || writing || event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  box.focus();
  box.select();
});
