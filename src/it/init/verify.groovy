def project = new io.github.djangodeb.it.ItProject(basedir)
def pom = new File(basedir, 'pom.xml')
[
    'Nothing done: <skip> (django-deb.skip) is true.',
    'found: manage.py',
    'found: settings tiny.settings',
    'found: requirements in requirements.txt',
    'wrote ' + pom + ', for a site called bazaar',
    ' - mvn django-deb:plan tells what a build would do, mvn package builds',
    pom.toString() + ' is there already, and left as it is; next: mvn package',
    'site: bazaar-site_1.0~',
].each { project.logContains(it) }
assert project.log().count('wrote ') == 1
return true
