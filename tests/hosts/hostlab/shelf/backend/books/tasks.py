from celery import shared_task

from .models import Book


@shared_task
def count_words(pk):
    book = Book.objects.get(pk=pk)
    book.words = len(book.title.split())
    book.save()
