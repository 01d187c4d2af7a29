import re

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import engines
from django.utils import translation


class Letter(forms.Form):
    title = forms.CharField(label="Titre", help_text="En une ligne.", max_length=5)
    note = forms.CharField(label="Note", required=False)
    how = forms.ChoiceField(
        label="Comment", choices=[("a", "Par courrier"), ("b", "Par téléphone")], widget=forms.RadioSelect
    )
    sure = forms.BooleanField(label="J’ai relu")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def render(form, source='{% include "ui/_form.html" %}', **context):
    with translation.override("fr"):
        return engines["pages"].from_string(source).render({"form": form, **context})


def test_label_hint_and_error_are_tied_to_the_field():
    html = render(Letter({"title": "beaucoup trop long"}))
    field = re.search(r'<input type="text" name="title"[^>]*>', html)[0]
    assert 'aria-describedby="id_title_helptext id_title_error"' in field
    assert 'aria-invalid="true"' in field
    for name in ("helptext", "error"):
        assert html.count(f'id="id_title_{name}"') == 1
    assert '<label for="id_title">Titre' in html


def test_choices_are_a_group_with_a_legend():
    html = render(Letter())
    assert re.search(r'<fieldset class="field"[^>]*>\s*<legend>Comment', html)
    assert '<label class="choice" for="id_how_0">' in html


def test_errors_are_summed_up_first_with_a_link_to_each_field():
    html = render(Letter({"title": ""}))
    assert html.index('role="alert"') < html.index("<label")
    assert "Il reste 3 choses à corriger" in html
    assert re.findall(r'<li><a href="#(\w+)">', html) == ["id_title", "id_how", "id_sure"]
    assert 'id="id_how"' in html
    one = render(Letter({"title": "court", "how": "a"}))
    assert "Il reste une chose à corriger" in one


def test_a_label_that_ends_a_sentence_takes_no_second_sign():
    class Asked(forms.Form):
        phone = forms.CharField(label="À quel numéro\u202f?")
        title = forms.CharField(label="Titre")

    summary = re.findall("<li>(.*?)</li>", render(Asked({})))
    said = [" ".join(re.sub("<[^>]*>", "", one).split()) for one in summary]
    assert said == ["À quel numéro ? Ce champ est obligatoire.", "Titre : Ce champ est obligatoire."]


def test_files_that_were_given_have_to_be_chosen_again_and_it_says_so():
    class Joined(forms.Form):
        title = forms.CharField(label="Titre")
        file = forms.FileField(label="Fichier", required=False)

    given = {"file": SimpleUploadedFile("a.txt", b"a")}
    said = "Choisissez de nouveau vos fichiers"
    assert said in render(Joined({}, given))
    assert said not in render(Joined({}))
    assert said not in render(Joined({"title": "Court"}, given))


def test_a_form_without_errors_has_no_summary():
    assert "role" not in render(Letter({"title": "court", "how": "a", "sure": "on"}))


def test_required_is_said_in_words_only_when_fields_differ():
    assert render(Letter()).count("(obligatoire)") == 3
    assert render(Letter(initial={"how": "a"})).count("(obligatoire)") == 2

    class Short(forms.Form):
        email = forms.EmailField(label="Adresse")

    assert "(obligatoire)" not in render(Short())


def test_hidden_fields_come_without_label():
    html = render(Letter())
    assert 'type="hidden" name="secret"' in html
    assert "secret</label>" not in html.lower()


def test_hostile_input_stays_text():
    html = render(Letter({"title": '"><script>'}))
    assert "<script>" not in html


def test_confirmation_is_a_form_with_a_way_back():
    html = render(
        None, '{% include "ui/_confirm.html" %}', title="Partir ?", label="Quitter", back="/c/", danger=True
    )
    assert re.search(r'<form[^>]*method="post"', html)
    assert 'class="button primary danger">Quitter' in html
    assert 'href="/c/">Annuler' in html
