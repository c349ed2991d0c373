def project = new io.github.djangodeb.it.ItProject(basedir)
def runs = project.log().split('Scanning for projects')[1..-1]
assert runs.size() == 4

// One source, one virtualenv, and the settings imported once for each module: not for each site.
assert runs[0].count('static files') == 2
['berlin', 'paris', 'rome'].each { assert runs[0].contains("site: built tiny-site-${it}_1.1_all.deb") }
assert runs[0].count('source: built') + runs[0].count('source: reused') == 1

// The first is the project's own artifact; the others have their names as classifiers.
def repository = new File(localRepositoryPath, 'org/example/tiny/1.1')
['', '-paris', '-rome', '-env', '-src'].each { assert new File(repository, "tiny-1.1${it}.deb").isFile() }
assert !new File(repository, 'tiny-1.1-berlin.deb').exists()
assert ['dpkg-deb', '-f', new File(repository, 'tiny-1.1.deb').path, 'Package'].execute().text.trim() == 'tiny-site-berlin'

['berlin', 'paris', 'rome'].each { assert runs[1].contains("site: reused tiny-site-${it}_1.1_all.deb") }
assert !runs[1].contains('built ')

assert runs[2].contains('site: built tiny-site-paris_1.1_all.deb')
['berlin', 'rome'].each { assert runs[2].contains("site: reused tiny-site-${it}_1.1_all.deb") }
assert runs[2].count('static files') == 1

def packages = project.packages()
assert packages.size() == 4
assert packages[0] ==~ /tiny-env-[0-9a-f]{12}_1\+deb13_.+\.deb/
assert packages[1..2] == ['tiny-site-berlin_1.1_all.deb', 'tiny-site-paris_1.1_all.deb']
assert packages[3] ==~ /tiny-src-[0-9a-f]{12}_.+\.deb/

// What was installed is what the whole pom said.
def installed = { name, path ->
    ['sh', '-c', 'dpkg-deb --fsys-tarfile "$1" | tar -xO "$2"', 'sh', new File(repository, name).path, path].execute().text
}
def json = new groovy.json.JsonSlurper()
def berlin = json.parseText(installed('tiny-1.1.deb', './usr/lib/tiny-site/berlin/site.json'))
def rome = json.parseText(installed('tiny-1.1-rome.deb', './usr/lib/tiny-site/rome/site.json'))
assert berlin.server_names == ['berlin.example.org', 'berlin.example.net']
assert [berlin.health_path, rome.health_path] == ['/admin/', '/']
assert [berlin.settings, rome.settings] == ['tiny.settings', 'tiny.rome']
assert [berlin.env, berlin.src] == [rome.env, rome.src]
assert installed('tiny-1.1.deb', './usr/lib/tiny-site/berlin/templates/welcome.html') == 'Welcome to Berlin\n'
assert installed('tiny-1.1.deb', './etc/tiny-site/berlin/nginx.conf').contains('return 301 /new/;')
assert installed('tiny-1.1.deb', './etc/nginx/sites-available/tiny-berlin').contains('include /var/lib/tiny-site/berlin/nginx/additions/*.conf;')
assert !installed('tiny-1.1-rome.deb', './etc/tiny-site/rome/nginx.conf')
return true
