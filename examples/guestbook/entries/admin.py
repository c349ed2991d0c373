from django.contrib import admin

from .models import Entry
from .tasks import count_words


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):
    list_display = ['name', 'written', 'words']
    list_filter = ['written']
    search_fields = ['name', 'message']
    actions = ['count_words']

    @admin.action(description='Count the words of the selected entries')
    def count_words(self, request, queryset):
        for entry in queryset:
            count_words.delay(entry.pk)
        self.message_user(request, 'The words are being counted.')
