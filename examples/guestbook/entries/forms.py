from django import forms

from .models import Entry


class EntryForm(forms.ModelForm):
    class Meta:
        model = Entry
        fields = ['name', 'message', 'picture']
        widgets = {'message': forms.Textarea(attrs={'rows': 5})}
