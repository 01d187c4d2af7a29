import secrets

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from . import attachments, rendering
from .models import Post, Report, Thread


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True

    def value_omitted_from_data(self, data, files, name):
        return False


class FilesField(forms.FileField):
    """Several files, each looked at; `cleaned_data` holds `attachments.Checked`."""

    def __init__(self, **kwargs):
        accepted = ",".join(f".{extension}" for extension in attachments.EXTENSIONS)
        super().__init__(widget=FilesInput(attrs={"multiple": True, "accept": accepted}), **kwargs)

    def clean(self, data, initial=None):
        files = [file for file in data or [] if file]
        if len(files) > attachments.COUNT_LIMIT:
            raise ValidationError(_t("At most five files at a time."))
        checked, problems = [], []
        for file in files:
            try:
                checked.append(attachments.check(file.name, file, file.size))
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
        self.fields["form_token"].initial = secrets.token_urlsafe(18)
        if self.format == Post.Format.HTML:
            self.fields["text"].widget.attrs["data-format"] = "html"

    @property
    def format(self) -> str:
        return Post.Format.HTML if self.data.get("format") == "html" else Post.Format.TEXT

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        rendering.render(text, self.format)
        return text

    def writing(self) -> dict:
        """What the acts of `writing` take from a form."""
        return {"source": self.cleaned_data["text"], "format": self.format}

    def refuse(self, error: ValidationError) -> None:
        """Show why the act refused, at its field when it names one of ours."""
        known = hasattr(error, "error_dict") and set(error.error_dict) <= set(self.fields)
        self.add_error(None, error if known or not hasattr(error, "error_dict") else error.messages)


class ReplyForm(WritingForm):
    files = FilesField(label=_("Join files"), required=False)
    quotes = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def writing(self) -> dict:
        token = self.cleaned_data["form_token"] or None
        return super().writing() | {"files": self.cleaned_data["files"], "form_token": token}


class NewThreadForm(WritingForm):
    kind = forms.ChoiceField(
        label=_("What would you like to do?"),
        choices=Thread.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you would like to do.")},
    )
    title = forms.CharField(
        label=_("In one line"),
        max_length=200,
        error_messages={"required": _("Give it a title, even a short one.")},
    )
    files = FilesField(label=_("Join files"), required=False)
    page = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ["kind", "title", "text", "files"]

    def clean_page(self) -> str:
        return here_or_nothing(self.cleaned_data["page"])

    def writing(self) -> dict:
        return super().writing() | {
            "kind": self.cleaned_data["kind"],
            "title": self.cleaned_data["title"],
            "files": self.cleaned_data["files"],
            "form_token": self.cleaned_data["form_token"] or None,
        }


class EditForm(WritingForm):
    title = forms.CharField(
        label=_("In one line"),
        max_length=200,
        error_messages={"required": _("Give it a title, even a short one.")},
    )
    field_order = ["title", "text"]

    def __init__(self, *args, post: Post, **kwargs):
        kwargs.setdefault("initial", {"title": post.thread.title, "text": post.text})
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.fields["text"].widget.attrs["data-html"] = post.html
        if post.number != 1:
            del self.fields["title"]

    def writing(self) -> dict:
        return super().writing() | {"title": self.cleaned_data.get("title")}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500})
    )

    def __init__(self, *args, help_text: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = help_text


class SettlementForm(ReasonForm):
    decision = forms.ChoiceField(
        label=_("What becomes of this message?"),
        choices=[(Report.Decision.KEPT, _("Keep it")), (Report.Decision.REMOVED, _("Remove it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of this message.")},
    )
    field_order = ["decision", "reason"]


def here_or_nothing(path: str) -> str:
    """A path of this site, short; anything else is dropped."""
    return path[:200] if path.startswith("/") and not path.startswith("//") else ""
