def project = new io.github.djangodeb.it.ItProject(basedir)
def runs = project.log().split('Scanning for projects')[1..-1]
assert runs.size() == 8

assert runs[1] =~ /chroot of trixie: reused, made \d+ (min|h|d) ago/
assert !runs[1].contains('being made')

assert runs[2].contains('source: built tiny-src-')
assert runs[3].contains('source: reused tiny-src-')
assert runs[4].contains('virtualenv: built tiny-env-')
assert runs[5].contains('virtualenv: reused tiny-env-')
assert runs[6].contains('site: built tiny-site_1.0~20261123T101500_all.deb')
assert runs[7].contains('site: reused tiny-site_1.0~20261123T101500_all.deb')
// Whoever finds a package enters no chroot; the last goal finds what the others built.
[3, 5, 7].each { assert !runs[it].contains('built ') && !runs[it].contains('chroot') }
['source: reused', 'virtualenv: reused'].each { assert runs[6].contains(it) }
assert !runs[7].contains('site: Django')
assert project.packages().size() == 3
return true
