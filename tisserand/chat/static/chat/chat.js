// What is said comes by itself, and leaves without the page. Without this, the form posts and « Refresh » reads.
"use strict";

(() => {
  const $ = (id) => document.getElementById(id);
  const log = $("log");
  if (!log?.dataset.stream || !("EventSource" in window)) return;
  const HIDDEN_FOR = 60000; // a page that nobody looks at does not stay connected
  let last = Number(log.dataset.last);
  let source;
  let leaving;
  let again;
  let tries = 0;

  // How far the last line is below the box one writes in, which stays at the foot of the window, or below what
  // says why nobody writes now.
  const foot = $("say") ?? document.querySelector(".chat-closed");
  const below = () => $("last").getBoundingClientRect().bottom + (foot?.offsetHeight ?? 0) + 24 - window.innerHeight;
  const nearTheEnd = () => below() < 160;
  const toTheEnd = () => window.scrollBy(0, below());

  function away(yes) {
    $("away").hidden = !yes;
  }

  // A line goes to its place by its number, or takes the place of what it said before.
  function put(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    const line = template.content.firstElementChild;
    const before = $(line.id);
    if (before) return before.replaceWith(line);
    const number = Number(line.dataset.number);
    const lines = [...log.querySelectorAll(".chat-line")];
    if (lines.length && number < Number(lines[0].dataset.number)) return; // further up than what is shown
    const previous = lines.findLast?.((one) => Number(one.dataset.number) < number) ?? lines.at(-1);
    if (previous) previous.after(line);
    else [...log.querySelectorAll(".chat-lines")].at(-1).append(line);
    $("nothing")?.remove();
  }

  // A browser comes back by itself when the line is cut, but not when the site answered that it is away.
  function troubled() {
    away(source.readyState === EventSource.CLOSED);
    clearTimeout(again);
    if (source.readyState === EventSource.CLOSED && tries++ < 20) again = setTimeout(connect, 8000 + Math.random() * 22000);
  }
  function connect() {
    clearTimeout(again);
    source?.close();
    source = new EventSource(`${log.dataset.stream}?after=${last}`);
    source.addEventListener("open", () => {
      tries = 0;
      away(false);
    });
    source.addEventListener("message", ({ data, lastEventId }) => {
      const follow = nearTheEnd();
      put(data);
      last = Number(lastEventId);
      if (follow) toTheEnd();
      else $("more").hidden = false;
    });
    source.addEventListener("behind", () => away(true));
    source.addEventListener("error", troubled);
  }
  connect();

  document.addEventListener("visibilitychange", () => {
    clearTimeout(leaving);
    if (document.hidden) {
      leaving = setTimeout(() => {
        clearTimeout(again);
        source.close();
      }, HIDDEN_FOR);
    } else if (source.readyState === EventSource.CLOSED) connect();
  });
  document.addEventListener("scroll", () => {
    if (nearTheEnd()) $("more").hidden = true;
  }, { passive: true });
  $("more").addEventListener("click", (event) => {
    event.preventDefault();
    toTheEnd();
  });
  if (!location.hash) toTheEnd();

  // Whether a screen reader tells what is said: as it was chosen in this browser.
  const voice = $("voice").firstElementChild;
  function tell(yes) {
    log.setAttribute("aria-live", yes ? "polite" : "off");
    voice.setAttribute("aria-pressed", String(yes));
    try { localStorage.setItem("chat-voice", yes ? "on" : "off"); } catch { /* private windows keep nothing */ }
  }
  let chosen = "on";
  try { chosen = localStorage.getItem("chat-voice") ?? "on"; } catch { /* the same */ }
  tell(chosen === "on");
  $("voice").hidden = false;
  voice.addEventListener("click", () => tell(voice.getAttribute("aria-pressed") !== "true"));

  const form = $("say");
  if (!form) return;
  const text = form.elements.text;
  const wrong = form.querySelector(".field-error");
  const byKeys = matchMedia("(pointer: fine)").matches;
  $("keys").hidden = !byKeys;
  text.addEventListener("keydown", (event) => {
    if (!byKeys || event.key !== "Enter" || event.shiftKey || event.isComposing || event.defaultPrevented) return;
    event.preventDefault();
    if (text.value.trim()) form.requestSubmit();
  });
  form.addEventListener("submit", async (event) => {
    if (source.readyState !== EventSource.OPEN) return; // the page that comes back shows it
    event.preventDefault();
    const headers = { Accept: "application/json" };
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers }).catch(() => null);
    form.removeAttribute("aria-busy");
    if (!answer) return away(true); // the line is cut: what was typed stays in the box
    if (answer.status !== 422 && !answer.ok) return form.submit(); // the page tells what is wrong
    const { problems, form_token: token } = await answer.json();
    wrong.textContent = problems.join(" ");
    if (token) {
      form.elements.form_token.value = token;
      text.value = "";
      toTheEnd();
    }
    text.focus();
  });
})();
