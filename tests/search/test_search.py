"""One set of queries; the suite asks it of SQLite and of PostgreSQL."""

import pytest

from tisserand.search import indexing

RECAST = "Comment recadrer sans blesser ?"
GRADES = "L’évaluation des élèves"
RITUAL = "Nos rituels du lundi"
CAMERA = "Camera off in meetings"
SOUND = "Je n’entends rien"


@pytest.fixture
def library(write, cast, now):
    write(
        RECAST,
        "Un collègue arrive en retard à chaque réunion.",
        "Commencer par le fait, jamais par la personne.",
    )
    write(GRADES, "Comment évaluer les œuvres des élèves ?", "Nous évaluons à deux, avec une grille.")
    write(RITUAL, "Un tour de table chaque lundi matin.", kind="discussion", by=cast.bao)
    write(CAMERA, "Nobody turns the camera on; what have you written to your team?", by=cast.ada)
    write(SOUND, "Le son manque dans le module 2, formation à distance.", kind="help")


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("évaluation", GRADES),
        ("evaluation", GRADES),
        ("ÉVALUATIONS", GRADES),
        ("l'évaluation", GRADES),
        ("évaluera", GRADES),
        ("eleve", GRADES),
        ("oeuvre", GRADES),
        ("grilles", GRADES),
        ("évalutaion", GRADES),  # a slip
        ("elevves", GRADES),
        ("recadré", RECAST),
        ("recadrre", RECAST),
        ("collègues en retard", RECAST),
        ("comment puis-je recadrer quelqu’un de mon équipe", RECAST),
        ("recadrer le fait", RECAST),  # a word of the title, one of a reply
        ("rituel", RITUAL),
        ("tours de table", RITUAL),
        ("« tour de table »", RITUAL),
        ('"tour de table"', RITUAL),
        ("cameras", CAMERA),
        ("write to the team", CAMERA),
        ("meeting", CAMERA),
        ("son module 2", SOUND),
        ("n'entend", SOUND),
        ("entendre", SOUND),
        ("formations", SOUND),
        ("camer", CAMERA),  # the beginning of a word
    ],
)
def test_what_is_asked_is_found_first(library, search, words, first):
    assert search(words)[:1] == [first]


@pytest.mark.parametrize(
    "words",
    ["zygomatique", '"table de tour"', '"module retard"', "le la les", "?!…", '""', "qwrtpsdfg hjklm"],
)
def test_what_nobody_wrote_is_not_found(library, search, words):
    assert search(words) == []


@pytest.mark.parametrize(
    ("with_accents", "without"),
    [("Compétence", "competence"), ("Caméra", "camera"), ("Forêts", "forets"), ("Métier", "metier")],
)
def test_accents_left_out_by_one_or_the_other_change_nothing(
    write, search, as_person, cast, with_accents, without
):
    write(with_accents, "Un message.")
    write(without, "Un autre, sans ses accents.")
    assert sorted(search(with_accents)) == sorted(search(without)) == sorted([with_accents, without])
    page = as_person(cast.chloe).get("/c/distance/search/", {"q": without})
    assert page.context["results"].read_as == []


def test_a_phrase_is_these_very_words(write, search):
    write("Une table", "Le tour se fait autour de la table.")
    write("Le tour de table", "On parle chacun.")
    assert search("tour de table") == ["Le tour de table", "Une table"]
    assert search("« tour de table »") == ["Le tour de table"]


def test_all_the_words_come_before_some_and_the_title_before_the_text(write, search):
    write("Autre chose", "Un mot du recadrage.")
    write("Encore autre chose", "Le recadrage d’un collègue, sans blesser.")
    write("Recadrage d’un collègue", "Voilà.")
    assert search("recadrage collègue") == ["Recadrage d’un collègue", "Encore autre chose", "Autre chose"]


def test_a_thread_is_found_once_by_its_best_message(write, as_person, cast):
    thread = write("Délais", "Bonjour.", "Le planning est là.", "Le planning du planning : planning partagé.")
    page = as_person(cast.chloe).get("/c/distance/search/", {"q": "plannings partagés"})
    [found] = page.context["results"].page
    assert found.url == thread.url_of(3)
    assert (
        found.text
        == "Le <mark>planning</mark> du <mark>planning</mark> : <mark>planning</mark> <mark>partagé</mark>."
    )
    assert "Bao Tran" in page.text


def test_a_slip_in_a_plural_nobody_wrote_finds_the_singular(write, search):
    write("Un silence pendant l’entretien annuel", "Personne ne parle.")
    assert search("entretiens anuels") == ["Un silence pendant l’entretien annuel"]
    assert search("anuels") == ["Un silence pendant l’entretien annuel"]


def test_a_slip_is_said(library, as_person, cast):
    page = as_person(cast.chloe).get("/c/distance/search/", {"q": "évalutaion"})
    assert page.context["results"].read_as == [("évalutaion", "évaluation")]


def test_what_is_missing_is_said(library, as_person, cast):
    page = as_person(cast.chloe).get("/c/distance/search/", {"q": "recadrer zygomatique"})
    [found] = page.context["results"].page
    assert "zygomatique" in found.why


@pytest.mark.parametrize(
    ("narrowed", "titles"),
    [
        ({"kind": "help"}, [SOUND]),
        ({"kind": "discussion"}, [RITUAL]),
        ({"solved": "yes"}, [GRADES]),
        ({"author": "ada"}, [CAMERA]),
        ({"author": "Nobody"}, []),
        ({"after": "2026-11-25"}, []),
        ({"before": "2026-11-23"}, []),
        (
            {"kind": "question", "after": "2026-11-24", "before": "2026-11-24", "solved": "no"},
            [CAMERA, RECAST],
        ),
    ],
)
def test_filters_alone_and_with_words(library, search, community, cast, now, narrowed, titles):
    graded = community.threads.get(title=GRADES)
    graded.accept(graded.posts.get(number=2), by=cast.chloe, now=now)
    indexing.follow_some()
    assert sorted(set(search("", **narrowed))) == titles
    for title in (RECAST, GRADES, RITUAL, CAMERA, SOUND):
        assert search(title, **narrowed) == ([title] if title in titles else [])


def test_the_newest_first_when_only_a_filter_is_given(write, search, now):
    from datetime import timedelta

    for days in (3, 1, 2):
        write(f"Il y a {days}", "Texte.", at=now - timedelta(days=days))
    assert search("", kind="question") == ["Il y a 1", "Il y a 2", "Il y a 3"]


def test_without_words_nor_filter_nothing_is_looked_for(library, search):
    assert search("") == []


def test_nothing_found_offers_to_ask_with_the_words_in_place(library, as_person, cast):
    client = as_person(cast.chloe)
    page = client.get("/c/distance/search/", {"q": "zygomatique <b>"})
    assert page.context["ask_url"].endswith("kind=question&title=zygomatique+%3Cb%3E")
    asked = client.get(page.context["ask_url"])
    assert asked.context["form"]["title"].value() == "zygomatique <b>"


def test_an_english_community_reads_english_first(write, community, search):
    community.language = "en"
    community.save()
    write("The leaves", "He has chosen better leaves; children sing.")
    for words in ("leave", "choose", "child", "singing"):
        assert search(words) == ["The leaves"]


def test_the_results_go_on_on_other_pages(write, search):
    for number in range(12):
        write(f"Planning {number}", "Voilà.")
    first, second = search("planning"), search("planning", page="2")
    assert (len(first), len(second)) == (10, 2)
    assert len({*first, *second}) == 12
    assert search("planning", page="999") == second


def test_words_stand_in_the_community_where_they_were_said(write, community, search, cast, now):
    from tisserand.communities.models import Community

    other = Community.objects.create(
        organisation=community.organisation, name="Tissage", slug="tissage", language="fr"
    )
    other.admit(cast.ada, "lcm", by=None, now=now)
    write("Navette", "Ailleurs.", by=cast.ada, here=other)
    assert search("navette", who="ada") == []


def test_as_many_queries_for_three_results_as_for_one(write, as_person, cast, count_queries):
    client = as_person(cast.chloe)
    write("Planning 1", "Voilà.", "Réponse.", "Autre réponse.")
    url = "/c/distance/search/?q=planning"
    one = count_queries(client, url)
    write("Planning 2", "Voilà.", by=cast.ada)
    write("Planning 3", "Le planning.", "Le planning.")
    assert count_queries(client, url) == one <= 14


def test_the_box_is_on_each_page_of_the_community_once(library, as_person, cast):
    client = as_person(cast.chloe)
    for path in ("/c/distance/conversations/", "/c/distance/members/", "/c/distance/search/"):
        page = client.get(path)
        assert page.text.count('id="search"') == 1
    assert 'id="search"' not in client.get("/preferences/").text
