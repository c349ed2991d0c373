def project = new io.github.djangodeb.it.ItProject(basedir)
def log = project.log()
assert log.count('Nothing done: <skip> (django-deb.skip) is true.') == 1
// Of a cache that is not there, twice: planning has made nothing of it.
assert log.count('chroot of trixie: would be made, as there is none yet') == 2
assert log.count('would be built, as the cache has none that is made of the same') == 6
assert !new File(basedir, 'unused/packages').exists()
assert new File(basedir, 'unused/chroots').listFiles().every { it.name.startsWith('probe-') }
[
    'engine: unshare, the first that works here (<engine> is auto)',
    '  database sqlite, as <database> says',
    '  server wsgi, as requirements.txt has neither uvicorn nor daphne',
    'mvn deploy: the packages go to file://',
    'mvn deploy: the virtualenv goes to file://',
    'mvn deploy: the goal apt-repository runs (<execution> "our-apt")',
    'source: tiny-src-',
    'site: tiny-site_1.0~20261123T101500_all.deb would be reused, from the cache, and lies in target/',
    'nothing is to be built, so no chroot is needed',
].each { project.logContains(it) }
assert log.count(' would be reused, from the cache, and lies in target/') == 3
// What the plan calls the packages is what the build made.
project.packages().each { assert log.count(it + ' would be') == 3 }
return true
