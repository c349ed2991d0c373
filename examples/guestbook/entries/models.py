from django.core.validators import FileExtensionValidator
from django.db import models
from django.urls import reverse

PICTURES = ['gif', 'jpeg', 'jpg', 'png', 'webp']


class Entry(models.Model):
    """What one visitor wrote."""

    name = models.CharField(max_length=80)
    message = models.TextField(max_length=2000)
    picture = models.FileField(
        upload_to='pictures/%Y/%m',
        blank=True,
        validators=[FileExtensionValidator(PICTURES)],
    )
    written = models.DateTimeField(auto_now_add=True)
    words = models.PositiveIntegerField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ['-written', '-pk']
        verbose_name_plural = 'entries'

    def __str__(self):
        return f'{self.name}, {self.written:%Y-%m-%d}'

    def get_absolute_url(self):
        return reverse('entry', args=[self.pk])
