def project = new io.github.djangodeb.it.ItProject(basedir)
def runs = project.log().split('Scanning for projects')[1..-1]
assert runs.size() == 5

def made = 'chroot of trixie: being made, some 50 MB are downloaded'
assert runs[0].contains(made)
assert !runs[1].contains(made)
assert runs[1].contains('chroot of trixie: reused, made 0 min ago')
[2, 3].each { assert runs[it].contains(made) && runs[it] =~ /chroot of trixie: made in \d/ }

def family = new File(basedir, 'cache/chroots').listFiles().findAll { new File(it, 'current').exists() }
assert family.size() == 1
// Those that were replaced are gone.
assert family[0].list().count { it ==~ /\d{8}T\d{6}Z-.*/ } == 1

def failed = ~/(?s)the chroot of "trixie" cannot be made, because a mirror does not give what was asked for:
.*http:\/\/127\.0\.0\.1:9\/debian.*
Try again when it can be reached, or name another with <mirrors>
\(the whole log: .*\)/
assert runs[4] =~ failed
project.deleteCache('cache')
return true
