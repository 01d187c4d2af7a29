// While a co-development is on: marks the stage under way and tells the minutes left. Without script, the page
// says until when each stage lasts.
"use strict";

(() => {
  const stages = [...document.querySelectorAll("[data-stages] > [data-ends]")];
  if (!stages.length) return;
  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const tick = () => {
    const now = Date.now();
    for (const stage of stages) {
      const left = Math.ceil((new Date(stage.dataset.ends) - now) / 1000);
      const on = left > 0 && new Date(stage.dataset.begins) <= now;
      stage.classList.toggle("on", on);
      stage.classList.toggle("done", left <= 0);
      on ? stage.setAttribute("aria-current", "step") : stage.removeAttribute("aria-current");
      const place = stage.querySelector("[data-left]");
      place.textContent = on ? place.dataset.words.replace("%(minutes)s", clock(left)) : "";
    }
  };
  tick();
  setInterval(tick, 1000);
})();
