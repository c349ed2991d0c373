import tempfile
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings
from django.urls import reverse

from .models import Entry
from .tasks import count_all_words, count_words


@override_settings(DEBUG=True)  # or pages ask for the manifest that collectstatic writes
class EntryListTest(TestCase):
    def test_invites_when_empty(self):
        self.assertContains(self.client.get(reverse('entries')), 'Be the first')

    def test_shows_ten_entries_newest_first(self):
        for number in range(12):
            Entry.objects.create(name=f'Visitor {number}', message='Hello')
        page = self.client.get(reverse('entries')).context['page_obj']
        self.assertEqual(
            [entry.name for entry in page], [f'Visitor {number}' for number in range(11, 1, -1)]
        )
        self.assertContains(self.client.get(reverse('entries'), {'page': 2}), 'Page 2 of 2')


@override_settings(DEBUG=True)  # or pages ask for the manifest that collectstatic writes
class EntryCreateTest(TestCase):
    def test_saves_and_thanks(self):
        response = self.client.post(
            reverse('write'), {'name': 'Ada', 'message': 'A <b>fine</b> book'}, follow=True
        )
        self.assertContains(response, 'Thank you, Ada!')
        self.assertContains(response, 'A &lt;b&gt;fine&lt;/b&gt; book')

    def test_has_the_words_counted(self):
        with mock.patch.object(count_words, 'delay') as delay, \
                self.captureOnCommitCallbacks(execute=True):
            self.client.post(reverse('write'), {'name': 'Ada', 'message': 'Look'})
        delay.assert_called_once_with(Entry.objects.get().pk)

    def test_keeps_a_picture(self):
        picture = SimpleUploadedFile('dot.gif', b'GIF89a')
        with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
            self.client.post(
                reverse('write'), {'name': 'Ada', 'message': 'Look', 'picture': picture}
            )
            entry = Entry.objects.get()
            with entry.picture.open() as stored:
                self.assertEqual(stored.read(), b'GIF89a')
        self.assertContains(self.client.get(entry.get_absolute_url()), entry.picture.url)

    def test_refuses_what_is_no_picture(self):
        script = SimpleUploadedFile('page.html', b'<script>')
        response = self.client.post(
            reverse('write'), {'name': 'Eve', 'message': 'Look', 'picture': script}
        )
        self.assertContains(response, 'is not allowed')
        self.assertFalse(Entry.objects.exists())


class TasksTest(TestCase):
    def test_counts_words_of_one(self):
        entry = Entry.objects.create(name='Ada', message='three little words')
        self.assertEqual(count_words(entry.pk), 3)
        entry.refresh_from_db()
        self.assertEqual(entry.words, 3)

    def test_counts_only_what_nobody_counted(self):
        Entry.objects.create(name='Ada', message='one', words=1)
        Entry.objects.create(name='Bob', message='one two')
        self.assertEqual(count_all_words(), 1)
