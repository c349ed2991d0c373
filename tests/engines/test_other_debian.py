"""The Debian that builds is another than the one that is built for."""


def test_packages_when_built_on_debian_12_and_on_13_are_the_same(make_build_host):
    """Which are also another Java, Maven, git and mmdebstrap."""
    made = []
    for suite in ('bookworm', 'trixie'):
        host = make_build_host(suite=suite)
        folder = host.guestbook('root')
        host.maven('root', folder, 'package', '-Ddjango-deb.engine=unshare',
                   '-Ddjango-deb.suite=trixie', '-Ddjango-deb.cacheDirectory=/cache')
        made.append((host.run('java', '-version').text, host.debs(folder)))
        host.power_off()
    (java_of_12, on_12), (java_of_13, on_13) = made
    assert java_of_12 != java_of_13
    assert len(on_12) == 3
    assert on_12 == on_13
