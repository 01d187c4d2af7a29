// What pages gain when scripts run. Everything works without: forms post, links lead, details open.
"use strict";

(() => {
  const $ = (id) => document.getElementById(id);
  const meta = (name) => document.querySelector(`meta[name="${name}"]`);

  // Notices that come from here: the network failed, or the server refused a fragment.
  function notify(template) {
    const place = $("notices");
    if (!place || !$(template)) return;
    place.querySelector("[data-fault]")?.remove();
    const notice = $(template).content.firstElementChild.cloneNode(true);
    notice.dataset.fault = "";
    place.append(notice);
    float(place);
  }
  let landing;
  function float(place) {
    if (place.getBoundingClientRect().bottom > 0) return;
    clearTimeout(landing);
    lift(place, true);
    landing = setTimeout(() => lift(place, false), 15000);
  }
  // What one reads stays where it is.
  function lift(place, floating) {
    const top = $("main").getBoundingClientRect().top;
    place.classList.toggle("floating", floating);
    window.scrollBy({ top: $("main").getBoundingClientRect().top - top, behavior: "instant" });
  }
  // The address led further down, past what the page has to say.
  window.addEventListener("load", () => requestAnimationFrame(() => {
    if ($("notices")?.firstElementChild) float($("notices"));
  }));

  // `data-confirm` on a form or a submit button: ask before sending, in the page's own dialog.
  document.addEventListener("submit", (event) => {
    const asking = event.submitter?.dataset.confirm ? event.submitter : event.target;
    const dialog = $("confirm");
    if (!asking.dataset?.confirm || !dialog?.showModal || asking.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    $("confirm-text").textContent = asking.dataset.confirm;
    const yes = $("confirm-yes");
    yes.dataset.usual ??= yes.textContent;
    yes.textContent = asking.dataset.confirmLabel || yes.dataset.usual;
    yes.classList.toggle("danger", Boolean(asking.closest(".danger") || asking.querySelector?.(".danger")));
    dialog.returnValue = "";
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "yes") return;
      asking.dataset.confirmed = "yes";
      event.target.requestSubmit(event.submitter);
      delete asking.dataset.confirmed;
    }, { once: true });
    dialog.showModal();
  }, true);

  // A form is sent once: until the answer comes, or the page is shown again from the browser's memory.
  // Heard on the way down, after the confirmation, so that htmx does not send what is refused here.
  const busy = (form, yes) => {
    yes ? form.setAttribute("aria-busy", "true") : form.removeAttribute("aria-busy");
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.getAttribute("aria-busy")) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else {
      busy(form, true);
      setTimeout(() => busy(form, false), 15000);
    }
  }, true);
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[aria-busy]").forEach((form) => busy(form, false));
  });

  // One menu at a time; Escape closes it and gives the focus back.
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // `data-fold="id"`: what was opened in that place is closed, and the focus goes back to what opened it.
  document.addEventListener("click", (event) => {
    const place = $(event.target.closest?.("[data-fold]")?.dataset.fold);
    if (!place) return;
    event.preventDefault();
    place.replaceChildren();
    document.querySelector(`[hx-target="#${place.id}"]`)?.focus();
  });

  // htmx: the token goes with each request, faults are said, and the focus is never lost.
  document.addEventListener("htmx:config:request", ({ detail }) => {
    if (!/GET|HEAD/.test(detail.ctx.request.method)) {
      detail.ctx.request.headers["X-CSRFToken"] = meta("csrf-token")?.content;
    }
  });
  document.addEventListener("htmx:error", ({ detail }) => {
    if (detail.ctx && !detail.ctx.response) notify("offline");
  });
  document.addEventListener("htmx:response:error", ({ detail }) => {
    if (detail.ctx.response.status !== 422) notify("refused");
  });
  document.addEventListener("htmx:after:request", ({ detail }) => {
    if (detail.ctx.response.status < 400) $("notices")?.querySelector("[data-fault]")?.remove();
  });
  document.addEventListener("htmx:finally:request", ({ detail }) => {
    const form = detail.ctx.sourceElement.closest("form");
    if (form) busy(form, false);
  });
  document.addEventListener("htmx:after:settle", ({ target, detail }) => {
    upgrade(target);
    if (target.id === "notices" && target.firstElementChild) float(target);
    const lost = !document.activeElement || document.activeElement === document.body;
    const fresh = (detail.newContent ?? []).filter((node) => node.nodeType === 1 && node.isConnected);
    const asked = fresh.map((node) => node.closest("[data-focus]") ?? node.querySelector("[data-focus]")).find(Boolean);
    const byItself = fresh.some((node) => node.matches("[data-quiet]")); // a progress that refreshes: nobody acted
    const place = asked ?? (lost && !byItself ? fresh[0] ?? target : null);
    if (!place?.focus) return;
    if (!place.matches("a[href], button, input, select, textarea, summary, [tabindex]")) place.tabIndex = -1;
    place.focus({ preventScroll: Boolean(!asked) });
  });

  // The visual editor comes when a field that wants it is near; until then it is a plain field. What the
  // editor wrote before is never shown as it is kept.
  let editor;
  const near = "IntersectionObserver" in window && new IntersectionObserver((entries) => {
    entries.filter((entry) => entry.isIntersecting).forEach(({ target }) => {
      near.unobserve(target);
      target.addEventListener("focus", () => dress(target), { once: true });
      if ("requestIdleCallback" in window) requestIdleCallback(() => dress(target));
      else setTimeout(() => dress(target), 200);
    });
  });
  function dress(textarea) {
    editor ??= load($("app").dataset.trix).then(() => load($("app").dataset.editor));
    editor.then(() => window.Tisserand.dress(textarea)).catch(() => { editor = undefined; });
  }
  document.addEventListener("compositionstart", ({ target }) => { target.dataset.composing = "yes"; }, true);
  document.addEventListener("compositionend", ({ target }) => { delete target.dataset.composing; }, true);
  function load(src) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.addEventListener("load", resolve);
      script.addEventListener("error", reject);
      script.src = src;
      document.head.append(script);
    });
  }
  function upgrade(root) {
    if (!near || !$("editor-tools") || !root.querySelectorAll) return;
    root.querySelectorAll("textarea[data-editor]").forEach((textarea) => {
      textarea.dataset.format === "html" ? dress(textarea) : near.observe(textarea);
    });
  }
  upgrade(document);
})();
