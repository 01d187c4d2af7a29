"""What the forms where one writes have in common."""

import secrets

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from . import files, rendering


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True

    def value_omitted_from_data(self, data, files, name):
        return False


class FilesField(forms.FileField):
    """Several files, each looked at; `cleaned_data` holds `files.Checked`."""

    def __init__(self, **kwargs):
        accepted = ",".join(f".{extension}" for extension in files.EXTENSIONS)
        super().__init__(widget=FilesInput(attrs={"multiple": True, "accept": accepted}), **kwargs)

    def clean(self, data, initial=None):
        given = [file for file in data or [] if file]
        if len(given) > files.COUNT_LIMIT:
            raise ValidationError(_t("At most five files at a time."))
        checked, problems = [], []
        for file in given:
            try:
                checked.append(files.check(file.name, file, file.size))
            except ValidationError as error:
                problems.append(error)
        if problems:
            raise ValidationError(problems)
        return checked


class WritingForm(forms.Form):
    """A text, written in the visual editor or in a plain field: the editor adds `format=html`."""

    text = forms.CharField(
        label=_("Your message"),
        widget=forms.Textarea(attrs={"data-editor": True, "rows": 7}),
        strip=False,
        error_messages={"required": _("Write a few words first.")},
    )
    form_token = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)

    def __init__(self, *args, names_url: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        if names_url:
            self.fields["text"].widget.attrs |= {
                "data-mentions-url": names_url,
                "data-mentions-label": _t("People to name"),
            }
        self.initial.setdefault("form_token", secrets.token_urlsafe(18))
        if self.format == rendering.HTML:
            self.fields["text"].widget.attrs["data-format"] = "html"

    @property
    def format(self) -> str:
        said = self.data if self.is_bound else self.initial
        return rendering.HTML if said.get("format") == "html" else rendering.TEXT

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        rendering.render(text, self.format)
        return text

    def writing(self) -> dict:
        """What the acts take from a form."""
        return {"source": self.cleaned_data["text"], "format": self.format}

    def refuse(self, error: ValidationError) -> None:
        """Show why the act refused, at its field when it names one of ours."""
        known = hasattr(error, "error_dict") and set(error.error_dict) <= set(self.fields)
        self.add_error(None, error if known or not hasattr(error, "error_dict") else error.messages)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500}),
        error_messages={"required": _("Say why, in a few words.")},
    )

    def __init__(self, *args, help_text: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = help_text
