"""Somebody who works a page with the keyboard alone: Tab, Shift+Tab, Enter, Space, arrows, typing.

    keys = Keyboard(page)
    keys.open("/c/distance/members/")
    keys.follow("Inviter")                 # Tab until the focus is on it, Enter, the next page is there
    keys.write("Adresses", "lou@example.org")
    keys.choose("Expert")                       # a radio button: Tab to its group, then the arrows

A control is looked for by what a screen reader calls it. Each stop on the way must show where the focus
is; a search that comes round without finding fails. Nothing here clicks, fills or focuses from outside.
"""

# What has the focus: its name, what kind it is, its number on this page, whether one sees that it has it.
FOCUSED = """() => {
  const here = document.activeElement;
  if (!here || here === document.body || here === document.documentElement) return null;
  const numbers = (window.focusNumbers ??= new Map());
  if (!numbers.has(here)) numbers.set(here, numbers.size + 1);
  const words = (text) => (text ?? "").replace(/\\s+/g, " ").trim();
  const read = (part) => {
    const copy = part.cloneNode(true);
    copy.querySelectorAll("[aria-hidden=true]").forEach((hidden) => hidden.remove());
    return words(copy.textContent);
  };
  const labels = (field) => words([...(field.labels ?? [])].map(read).join(" "));
  const name = (field) => words(field.getAttribute("aria-label")) || labels(field) || read(field);
  const style = getComputedStyle(here);
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
  const box = here.getBoundingClientRect();
  const others = here.type === "radio" ? [...here.form.elements].filter((one) => one.name === here.name) : [];
  return {
    name: name(here),
    kind: here.type ?? here.localName,
    number: numbers.get(here),
    seen: here.localName === "iframe" || (outlined && box.width > 1 && box.height > 1),
    choices: others.map(name),
    value: here.localName === "select" ? words(here.selectedOptions[0]?.textContent) : here.value,
  };
}"""
AS_FAR_AS = 400

# Everything on the page that one can act on, as it is drawn now.
CONTROLS = """() => {
  const sort = "a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]";
  const shown = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length;
  const inTurn = (one) => one.tabIndex >= 0 && !one.disabled;
  // One of a group of radio buttons is enough: the arrows lead to the others.
  const chosen = (one) => one.type !== "radio" || one.checked
    || ![...document.getElementsByName(one.name)].some((other) => other.checked && other.form === one.form);
  const all = [...document.querySelectorAll(sort)].filter((one) => shown(one) && inTurn(one) && chosen(one));
  const said = (one) => one.getAttribute("aria-label") || one.textContent.trim() || one.name;
  const called = (one) => `${one.localName} ${said(one)}`;
  window.stops = new Map(all.map((one) => [one, called(one).replace(/\\s+/g, " ").slice(0, 60)]));
  window.unseen = [];
  document.addEventListener("focusin", ({ target }) => {
    const style = getComputedStyle(target);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    if (!outlined && window.stops.has(target)) window.unseen.push(window.stops.get(target));
    window.stops.delete(target);
    const group = target.type === "radio" ? document.getElementsByName(target.name) : [];
    group.forEach((other) => window.stops.delete(other));
  });
  return all.length;
}"""
LEFT = "() => [...window.stops.values(), ...window.unseen.map((name) => `not shown: ${name}`)]"


class Keyboard:
    def __init__(self, page):
        self.page = page
        # The browser is told once, well before, that the windows where one chooses a file are for the test.
        page.on("filechooser", lambda chooser: None)

    def open(self, path):
        """Write an address, as in the address bar."""
        self.page.goto(path)

    def shows(self, selector, text):
        """Whether one sees this text in such a place of the page's content."""
        found = self.page.locator(selector, has_text=text)
        return any(one.is_visible() for one in found.all())

    def here(self):
        return self.page.evaluate(FOCUSED)

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def reach(self, name, *, kind=None, back=False):
        """Tab (backwards with `back`) until the focus is on what is called so; what was found."""

        def is_it(focused):
            called = name in focused["name"] or any(name in choice for choice in focused["choices"])
            return called and kind in (None, focused["kind"])

        return self._tab_until(is_it, f"{kind or ''} “{name}”", "Shift+Tab" if back else "Tab")

    def _tab_until(self, is_it, what, key):
        passed, last = [], None
        for _ in range(AS_FAR_AS):
            self.press(key)
            focused = self.here()
            if focused is None:  # past the last one, before the first
                last = None
                continue
            assert focused["seen"], f"the focus does not show on {focused['kind']} “{focused['name']}”"
            if is_it(focused):
                return focused
            # A date has several stops in one field; elsewhere, to come by again is to have gone round.
            came_round = focused["number"] != last and focused["number"] in [one["number"] for one in passed]
            assert not came_round, f"no {what} among {[one['name'][:40] for one in passed]}"
            passed.append(focused)
            last = focused["number"]
        raise AssertionError(f"no {what} within {AS_FAR_AS} stops")

    def follow(self, name, *, kind=None, back=False, with_key="Enter"):
        """Reach a link or a button and press it; the page it leads to is there."""
        self.reach(name, kind=kind, back=back)
        with self.page.expect_navigation():
            self.press(with_key)

    def enter(self, name, **how):
        """Reach a link or a button and press it; the page stays."""
        self.reach(name, **how)
        self.press("Enter")

    def write(self, name, text):
        """Reach a field and write in the place of what it holds."""
        self.reach(name)
        self.press("Control+a", "Delete")
        self.page.keyboard.type(text)

    def tick(self, name):
        self.reach(name, kind="checkbox")
        self.press("Space")

    def choose(self, name):
        """Reach a group of radio buttons, then this one by the arrows."""
        group = self.reach(name, kind="radio")["choices"]
        for _ in group:
            if name in self.here()["name"]:
                break
            self.press("ArrowDown")
        else:
            raise AssertionError(f"the arrows do not lead to “{name}” among {group}")
        self.press("Space")

    def select(self, name, option):
        """Reach a list and go down it to an option."""
        self.reach(name)
        self.press("Home")
        known = []
        while option not in (value := self.here()["value"]):
            assert value not in known, f"no “{option}” among {known}"
            known.append(value)
            self.press("ArrowDown")

    def choose_file(self, name, path):
        """Reach a file field; the window that then opens is the browser's own."""
        self.reach(name, kind="file")
        with self.page.expect_file_chooser() as chooser:
            self.press("Enter")
        chooser.value.set_files(path)

    def faults(self):
        """What Tab does not reach on this page, and where it does not show that it is there."""
        self.page.evaluate(
            "document.querySelectorAll('textarea[data-editor]').forEach((x) => x.scrollIntoView())"
        )
        if self.page.locator("textarea[data-editor]").count():
            self.page.locator("trix-editor").last.wait_for()
        stops = self.page.evaluate(CONTROLS)
        for _ in range(stops + 12):  # a date or a frame has several stops
            self.press("Tab")
        return self.page.evaluate(LEFT)
