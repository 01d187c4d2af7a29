"""The visual editor comes over a plain field while somebody may be writing in it: nobody loses anything."""

import pytest

pytestmark = pytest.mark.browser

# A field of the reply form that is still plain, with “Oui” in it and the caret after the “u”.
PLAIN = """() => {
  window.field = Object.assign(document.createElement("textarea"), { name: "more", value: "Oui" });
  document.getElementById("reply").prepend(field);
  field.focus();
  field.setSelectionRange(2, 2);
}"""
# It is dressed, and `type("h")` types as a key does: what follows comes before the page is drawn again.
TYPED = """() => {
  Tisserand.dress(field);
  window.type = (data) => document.activeElement.dispatchEvent(
    new InputEvent("beforeinput", { inputType: "insertText", data, bubbles: true, cancelable: true })
  );
}"""
TWO_DRAWINGS = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture
def page(enter):
    """A conversation, once the editor is there."""
    page = enter("bao")
    page.goto("/c/distance/conversations/recent/")
    page.get_by_role("link", name="Une réunion par téléphone").first.click()
    page.locator("#reply").scroll_into_view_if_needed()
    page.locator("#reply trix-editor").wait_for()
    page.evaluate(PLAIN)
    return page


def test_the_caret_passes_to_the_editor_in_one_breath(page):
    assert page.evaluate("Tisserand.dress(field), document.activeElement.localName") == "trix-editor"
    page.keyboard.type("nsoupçonn")
    assert page.locator("trix-editor").first.inner_text() == "Ounsoupçonni"


def test_the_editor_takes_the_focus_back_from_nobody(page):
    page.evaluate("Tisserand.dress(field), document.querySelector('#reply .button.primary').focus()")
    page.evaluate(TWO_DRAWINGS)
    assert page.evaluate("document.activeElement.className") == "button primary"


def test_what_was_typed_last_is_sent_too(page):
    page.evaluate(TYPED)
    sent = """() => {
      let sent;
      field.form.addEventListener("submit", (event) => {
        event.preventDefault();
        sent = new FormData(field.form).get("more");
      }, { once: true });
      type("h");
      field.form.requestSubmit();
      return sent;
    }"""
    assert page.evaluate(sent) == "<div>Ouhi</div>"


def test_who_types_and_leaves_at_once_is_not_called_back(page):
    page.evaluate(TYPED)
    leave = """() => {
      type("h");
      document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Tab", bubbles: true }));
      document.querySelector("#reply .button.primary").focus();
    }"""
    page.evaluate(leave)
    page.evaluate(TWO_DRAWINGS)
    assert page.evaluate("document.activeElement.className") == "button primary"


def test_a_letter_that_is_being_composed_comes_to_its_end_first(page):
    compose = "(kind) => field.dispatchEvent(new CompositionEvent(`composition${kind}`, { bubbles: true }))"
    page.evaluate(compose, "start")
    assert page.evaluate("Tisserand.dress(field), document.activeElement.localName") == "textarea"
    page.evaluate(compose, "end")
    assert page.evaluate("document.activeElement.localName") == "trix-editor"
