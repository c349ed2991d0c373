"""The guest book as a person sees it. Screenshots are in tests/output: look at them."""
import struct
import zlib

import pytest

from hostlab import installed
from hostlab.builds import OUTPUT

pytestmark = pytest.mark.browser

ADDRESS = 'http://localhost'
PAPER = ('rgb(251, 247, 238)', 'rgba(251, 247, 238, 1)')  # as the driver's version writes it


def _png(width, height, colour):
    """A picture of one colour."""
    def chunk(kind, data):
        checked = kind + data
        return struct.pack('>I', len(data)) + checked + struct.pack('>I', zlib.crc32(checked))

    row = b'\0' + bytes(colour) * width
    return (b'\x89PNG\r\n\x1a\n'
            + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0))
            + chunk(b'IDAT', zlib.compress(row * height)) + chunk(b'IEND', b''))


@pytest.fixture
def browser(site):
    browser = pytest.importorskip('hostlab.browser', reason='python3-selenium is not installed')
    with browser.on(site.host) as driver:
        yield driver


@pytest.fixture
def shoot(browser, suite):
    def shoot(name):
        OUTPUT.mkdir(parents=True, exist_ok=True)
        browser.save_screenshot(str(OUTPUT / f'browser-{suite}-{name}.png'))
    return shoot


def _css(browser, selector, name):
    return browser.find_element('css selector', selector).value_of_css_property(name)


def test_visitor_reads_and_signs_the_guest_book(browser, shoot, tmp_path):
    picture = tmp_path / 'red.png'
    picture.write_bytes(_png(240, 120, (138, 51, 36)))
    browser.get(ADDRESS)
    assert browser.title == 'Guest book'
    assert _css(browser, 'body', 'background-color') in PAPER
    assert 'paper.' in _css(browser, 'body', 'background-image')
    quill = browser.find_element('css selector', 'header img')
    assert quill.get_property('naturalWidth') > 0
    shoot('empty')

    browser.find_element('link text', 'Write an entry').click()
    browser.find_element('name', 'name').send_keys('Ada')
    browser.find_element('name', 'message').send_keys('What a pleasant book!')
    browser.find_element('name', 'picture').send_keys(str(picture))
    counter = browser.find_element('css selector', '[data-counts]')
    assert counter.text == '1979 characters left'
    shoot('form')
    browser.find_element('css selector', 'form button').click()

    assert browser.find_element('css selector', '.message').text == 'Thank you, Ada!'
    assert 'What a pleasant book!' in browser.find_element('css selector', '.entry').text
    assert browser.find_element('css selector', '.picture').get_property('naturalWidth') == 240
    shoot('signed')
    assert _complaints(browser) == []


def test_administrator_logs_in_and_sees_the_entries(site, browser, shoot):
    site.command('manage', 'shell', '-c',
                 'from django.contrib.auth.models import User;'
                 "User.objects.create_superuser('root', 'root@example.org', 'a long password')")
    site.sign('Ada', 'for the administrator')
    browser.get(f'{ADDRESS}/admin/')
    shoot('login')
    browser.find_element('name', 'username').send_keys('root')
    browser.find_element('name', 'password').send_keys('a long password')
    browser.find_element('css selector', 'input[type=submit]').click()
    shoot('logged-in')
    browser.find_element('link text', 'Entries').click()
    shoot('list')
    assert 'Ada' in browser.find_element('id', 'result_list').text
    header = _css(browser, '#header', 'background-color')
    assert header == 'rgba(65, 118, 144, 1)', 'the colour of the admin, so its styles are there'
    shoot('admin')
    assert _complaints(browser) == []


def test_page_with_a_websocket_finds_back_to_it_after_an_upgrade(make_host, packages, suite):
    browser = pytest.importorskip('hostlab.browser', reason='python3-selenium is not installed')
    host = make_host(installed.site_layers(suite, 'asgi-v1')).boot()
    with browser.on(host) as driver:
        driver.get(f'{ADDRESS}/probe/echo/')
        _wait_for_text(driver, 'asgi-v1 heard: opened 1')
        host.install(packages('asgi-v2').files)
        _wait_for_text(driver, 'asgi-v2 heard: opened 2')
        OUTPUT.mkdir(parents=True, exist_ok=True)
        driver.save_screenshot(str(OUTPUT / f'browser-{suite}-websocket.png'))


def test_visitor_of_a_site_that_is_offline_reads_why_and_comes_back(site, browser, shoot):
    browser.get(ADDRESS)
    assert browser.title == 'Guest book'
    site.command('offline', '--message', 'Back at noon, with <new> shelves & "more" room.')
    browser.get(f'{ADDRESS}/write/')
    assert browser.title == 'Back soon'
    assert browser.find_element('css selector', 'h1').text == 'Back soon'
    words = browser.find_element('css selector', 'p')
    assert words.text == 'Back at noon, with <new> shelves & "more" room.'
    # it stands in the middle, and is styled without any file of the site
    page = browser.find_element('tag name', 'html').rect
    middle = words.rect['x'] + words.rect['width'] / 2
    assert abs(middle - page['width'] / 2) < 100 and _css(browser, 'main', 'padding-left') == '32px'
    shoot('offline')
    refused = [entry for entry in _complaints(browser) if f'{ADDRESS}/write/' not in entry]
    assert refused == [], 'the browser tells of the 503 of the page, and of nothing else'

    site.command('online')
    browser.refresh()
    assert browser.find_element('name', 'message').is_displayed()
    shoot('online')
    assert _complaints(browser) == []


def _wait_for_text(driver, text):
    """Until the page has heard that through its WebSocket."""
    expected = f'//p[@id="heard" and text()="{text}"]'
    assert driver.find_element('xpath', expected).text == text


def _complaints(browser):
    """What the browser's console says about pages that lack something.

    Not the icon that a browser asks for by itself where no page names one, as Django's admin.
    """
    return [entry['message'] for entry in browser.get_log('browser')
            if entry['level'] == 'SEVERE' and not entry['message'].startswith(
                f'{ADDRESS}/favicon.ico ')]
