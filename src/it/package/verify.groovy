def project = new io.github.djangodeb.it.ItProject(basedir)
def packages = project.packages()
assert packages.size() == 3
assert packages[0] ==~ /tiny-env-[0-9a-f]{12}_1\+deb13_.+\.deb/
assert packages[1] ==~ /tiny-site_1\.0~20261123T101500_all\.deb/
assert packages[2] ==~ /tiny-src-[0-9a-f]{12}_20261123T101500_all\.deb/
// Each package has a record of how it was built, and the virtualenv a list of its parts.
packages.each {
  def record = new File(basedir, 'target/' + it.replace('.deb', '.buildinfo')).text
  assert record.contains(it)
  assert record =~ /\n python3\.13 \(= 3\.13[^)]*\)/
}
def bom = new File(basedir, 'target/' + packages[0].replaceFirst('_.*', '') + '.cdx.json')
assert new groovy.json.JsonSlurper().parse(bom).components*.name.contains('Django')
project.logContains('site: server gunicorn (WSGI), as the settings have no ASGI_APPLICATION')
// What the second run does comes after its own beginning.
def second = project.log().substring(project.log().lastIndexOf('Scanning for projects'))
['source: reused', 'virtualenv: reused', 'site: reused'].each { assert second.contains(it) }
assert !second.contains('built ')
return true
