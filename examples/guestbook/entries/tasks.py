from celery import shared_task

from .models import Entry


@shared_task
def count_words(pk):
    """Count the words of one entry and remember how many they are."""
    entry = Entry.objects.get(pk=pk)
    entry.words = len(entry.message.split())
    entry.save(update_fields=['words'])
    return entry.words


@shared_task
def count_all_words():
    """Count those that nobody counted yet; returns how many entries that were."""
    uncounted = Entry.objects.filter(words=None).values_list('pk', flat=True)
    for pk in (pks := list(uncounted)):
        count_words(pk)
    return len(pks)
