from django.test import SimpleTestCase, override_settings
from django.urls import reverse


@override_settings(DEBUG=True)  # or the page asks for the manifest that collectstatic writes
class AboutTest(SimpleTestCase):
    def test_tells_what_the_site_is(self):
        self.assertContains(self.client.get(reverse('about')), 'visitors leave a few words')
