import logging

from django.core.cache import cache
from django.http import HttpResponse

from .models import Book
from .tasks import count_words


def index(request):
    """A line for each book, with the number of words that a worker has counted."""
    lines = [f'{book.title}: {book.words}\n' for book in Book.objects.order_by('pk')]
    return HttpResponse(''.join(['The shelf\n', *lines]), content_type='text/plain')


def add(request):
    book = Book.objects.create(title=request.GET['title'])
    count_words.delay(book.pk)
    return HttpResponse('added')


def fail(request):
    logging.getLogger('books').info('asked for a failure')
    raise LookupError('no such shelf')


def remember(request):
    """Sets a value, or gives the one that another process has set."""
    if 'value' in request.GET:
        cache.set('remembered', request.GET['value'])
    return HttpResponse(cache.get('remembered', 'nothing'))
