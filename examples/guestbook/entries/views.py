from django.contrib import messages
from django.db import transaction
from django.urls import reverse_lazy
from django.views.generic import CreateView, DetailView, ListView

from .forms import EntryForm
from .models import Entry
from .tasks import count_words


class EntryList(ListView):
    model = Entry
    paginate_by = 10


class EntryDetail(DetailView):
    model = Entry


class EntryCreate(CreateView):
    model = Entry
    form_class = EntryForm
    success_url = reverse_lazy('entries')

    def form_valid(self, form):
        response = super().form_valid(form)
        transaction.on_commit(lambda: count_words.delay(self.object.pk))
        messages.success(self.request, f'Thank you, {self.object.name}!')
        return response
