def project = new io.github.djangodeb.it.ItProject(basedir)
def packages = project.packages()
assert packages.size() == 3
assert packages[0] ==~ /tiny-env-[0-9a-f]{12}_1\+deb13_.+\.deb/
assert packages[1] ==~ /tiny-site_1\.0~20261123T101500_all\.deb/
assert packages[2] ==~ /tiny-src-[0-9a-f]{12}_20261123T101500_all\.deb/
// What the second run does comes after its own beginning.
def second = project.log().substring(project.log().lastIndexOf('Scanning for projects'))
['source: reused', 'virtualenv: reused', 'site: reused'].each { assert second.contains(it) }
assert !second.contains('built ')
return true
