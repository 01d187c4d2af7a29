from django import forms
from django.utils.translation import gettext_lazy as _

from tisserand.mail.written import dressing
from tisserand.mail.written.forms import FilesField, ReasonForm, WritingForm

from .models import Message


class MessageForm(WritingForm):
    files = FilesField(label=_("Join files"), required=False)

    def writing(self) -> dict:
        token = self.cleaned_data["form_token"] or None
        return super().writing() | {"files": self.cleaned_data["files"], "form_token": token}


class EditForm(WritingForm):
    def __init__(self, *args, message: Message, **kwargs):
        super().__init__(*args, initial={"text": message.text}, **kwargs)
        if not self.is_bound:
            self.fields["text"].widget.attrs["data-html"] = dressing.to_edit(message.html)


class ReportForm(ReasonForm):
    with_context = forms.BooleanField(
        label=_("Hand over the messages before it too, so that it can be understood"),
        required=False,
        initial=True,
    )
    # What was on the page: nothing else is handed over.
    shown = forms.CharField(widget=forms.HiddenInput, max_length=500, required=False)
    field_order = ["reason", "with_context"]
