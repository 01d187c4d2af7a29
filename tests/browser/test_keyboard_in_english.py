"""What people do with each other, by keyboard alone and in English: the way is found, the focus seen at each
stop and lost at none."""

import os
import re
import subprocess
import sys

import pytest

from .keyboard import Keyboard
from .test_right_of_reply import link_of_the_mail

pytestmark = pytest.mark.browser
SPEAK = """
import sys, django
django.setup()
from tisserand.people.models import Person
Person.objects.filter(email__endswith=".example", given_name__in=["Claire", "Amina", "Bao"]).update(
    language=sys.argv[1]
)
"""
HERE = "/c/distance/"


@pytest.fixture(scope="module", autouse=True)
def in_english(site):
    env = os.environ | site.env | {"DJANGO_SETTINGS_MODULE": "tisserand.config.settings"}

    def speak(language):
        subprocess.run([sys.executable, "-c", SPEAK, language], env=env, check=True)

    speak("en")
    yield
    speak("fr")


@pytest.fixture
def at(enter):
    """`at("claire", "chat/")`: the keyboard of somebody who has just come to that page of the community."""

    def at(who, path):
        keys = Keyboard(enter(who, locale="en-GB"))
        keys.open(path if path.startswith(("/", "http")) else HERE + path)
        return keys

    return at


def focused(keys):
    """What has the focus is there and seen; what it is called."""
    here = keys.here()
    assert here, "the focus is lost"
    return here["name"]


def plain(url):
    return re.sub("[?#].*", "", url)


def ask(keys, title, text="I would like to know."):
    keys.follow("Ask or write")
    keys.choose("Ask a question")
    keys.write("In one line", title)
    keys.write("Your message", text)
    keys.follow("Send")
    return plain(keys.page.url)


def test_somebody_asks_reads_what_resembles_it_and_is_answered(at):
    asker = at("amina", "conversations/")
    asker.follow("Ask or write")
    asker.choose("Ask a question")
    asker.write("In one line", "Quelqu’un de mon équipe ne met jamais sa caméra")
    shown = asker.page.locator(".similar li").first
    shown.wait_for()
    assert "In one line" in focused(asker)  # the list has come, and taken the focus from nobody
    with asker.page.expect_response("**/similar/"):
        asker.write("Your message", "Que faire ?")
    asker.page.wait_for_timeout(200)
    asker.reach("Avant d’imposer")
    asker.press("Enter")
    asker.enter("This is what I was looking for")
    asker.page.get_by_text("This answered you").wait_for()
    assert focused(asker) == "Undo"
    asker.press("Enter")
    asker.page.get_by_text("This answered you").wait_for(state="detached")
    assert focused(asker) == "This is what I was looking for"
    asker.follow("Send", back=True)
    question = plain(asker.page.url)

    answerer = at("bao", question)
    answerer.enter("Quote")
    answerer.page.locator("#quoted blockquote").wait_for()
    focused(answerer)
    answerer.write("Your message", "Ask them why, by phone.")
    answerer.follow("Send")
    assert answerer.shows(".prose", "Ask them why, by phone.")

    asker.open(question)
    asker.follow("This answers my question")
    assert asker.shows("#accepted ~ article .prose", "Ask them why, by phone.")
    assert asker.shows(".section-title", "The answer that helped you")


def test_close_questions_come_by_themselves_and_take_the_focus_from_nobody(at):
    keys = at("amina", "search/?q=recadrer")
    keys.follow("Recadrer à distance sans blesser")
    keys.reach("Others have asked")
    keys.page.locator(".near-questions li").first.wait_for()
    assert focused(keys) == "Others have asked"
    keys.press("Enter")
    keys.page.wait_for_url("**/near/")
    assert keys.shows("h1", "Others have asked")


def test_thanks_and_usefulness_keep_the_focus(at):
    keys = at("amina", "search/?q=refuser un congé")
    keys.follow("refuser un congé")
    for word in ("Thanks", "Useful"):
        button = keys.reach(word)["name"]
        before = keys.page.evaluate("document.activeElement.getAttribute('aria-pressed')")
        other = {"true": "false", "false": "true"}
        for state in (other[before], before):
            keys.press("Enter")
            keys.page.locator(f':focus[aria-pressed="{state}"]').wait_for()
            assert focused(keys) == button


def test_a_conversation_is_followed_and_left(at):
    keys = at("amina", "conversations/recent/")
    keys.follow("Une réunion par téléphone")
    words = ["Stop following", "Follow this conversation"]
    first = keys.page.locator("#follow button").inner_text()
    for word in sorted(words, key=lambda one: one != first):
        keys.enter(word)
        keys.page.get_by_role("button", name=next(one for one in words if one != word)).wait_for()
        focused(keys)


def test_a_position_is_taken_and_changed(at):
    keys = at("amina", "conversations/recent/?kind=debate")
    keys.follow("Deux jours fixes au bureau")
    keys.follow("This is where I stand")
    keys.page.locator("svg.moves").wait_for()
    keys.reach("This is where I stand now")
    with keys.page.expect_navigation():
        keys.press("Enter")
    keys.write("What changed your mind", "A night of sleep.")
    keys.follow("This is where I stand now", kind="submit")
    assert keys.shows("#debate", "your position")


def test_a_poll_is_answered_by_its_numbers(at):
    keys = at("claire", "conversations/recent/?kind=poll")
    keys.follow("Quel moment pour notre rendez-vous")
    keys.select("Jeudi à 13", "1")
    keys.select("Mardi à 9", "2")
    keys.select("Vendredi", "3")
    keys.follow("my answer", kind="submit")
    assert keys.shows(".notice", "Your answer is noted")
    assert keys.shows(".results", "Borda")


def test_something_is_said_in_the_room(at):
    keys = at("amina", "chat/")
    keys.reach("Your message")
    keys.page.keyboard.type("Good morning to all.")
    keys.press("Enter")
    keys.page.locator(".chat-text", has_text="Good morning to all.").wait_for()
    assert "Your message" in focused(keys)


def test_a_private_message_is_written(at):
    keys = at("amina", "messages/")
    keys.follow("Write to somebody")
    keys.write("A name", "claire")
    keys.reach("Search", kind="submit")
    with keys.page.expect_navigation():
        keys.press("Enter")
    keys.tick("Claire Vasseur")
    keys.follow("Write the message")
    keys.write("Your message", "A word between us.")
    keys.follow("Send")
    assert keys.shows("article", "A word between us.")


def test_a_message_is_reported_judged_and_its_author_answers(at, site):
    writer = at("bao", "conversations/recent/")
    writer.follow("Une réunion par téléphone")
    address = plain(writer.page.url)
    writer.write("Your message", "Not ours to do.")
    writer.follow("Send")
    number = writer.page.locator("article.post").last.get_attribute("id").removeprefix("post-")

    reader = at("amina", address)
    reader.enter(f"Acts on message {number}")
    reader.follow("Report")
    reader.write("Reason", "Curt, to say the least.")
    reader.follow("Report", kind="submit")

    manager = at("claire", "conversations/reports/")
    manager.reach("Une réunion par téléphone")
    while not manager.page.evaluate("document.activeElement.closest('li').innerText.includes('Curt')"):
        manager.reach("Une réunion par téléphone")
    manager.choose("Remove it")
    manager.write("Reason", "Say it more softly.")
    manager.follow("Settle")
    assert not manager.shows(".line", "Curt, to say the least.")

    author = at("bao", link_of_the_mail(site))
    author.write("What do you want to tell them", "It was a quotation.")
    author.follow("Send my answer")
    manager.open("/c/distance/conversations/reports/")
    manager.choose("Put the message back")
    manager.write("A word to the author", "You were right.")
    manager.follow("Answer the author")
    assert manager.shows(".notice", "The author will read your answer")


def test_a_search_is_narrowed(at):
    keys = at("amina", "search/")
    keys.write("What are you looking for", "réunion")
    keys.enter("Narrow the search")
    keys.select("What it is", "question")
    keys.select("Where it stands", "Solved")
    keys.select("Topic", "Réunions")
    keys.select("Skill", "Animer")
    keys.follow("Search", back=True)
    assert keys.page.locator(".results .line").count() > 0
    assert "Solved" in keys.page.locator("main").inner_text()


def test_the_day_of_who_runs_it_lists_and_topics(at):
    keys = at("claire", "conversations/topics/")
    keys.write("About the skill – Vie du groupe", "Se présenter")
    keys.press("Enter")
    keys.page.get_by_text("The topic is about it now").wait_for()
    keys.enter("Remove the skill “Se présenter”")
    keys.page.get_by_text("The topic is not about it any more").wait_for()
