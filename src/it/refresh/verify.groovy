def project = new io.github.djangodeb.it.ItProject(basedir)
def runs = project.log().split('Scanning for projects')[1..-1]
assert runs.size() == 5

def made = 'chroot of trixie: being made, some 50 MB are downloaded'
assert runs[0].contains(made)
assert !runs[1].contains(made)
assert runs[1] =~ /chroot of trixie: reused, made \d+ min ago/
[2, 3].each { assert runs[it].contains(made) && runs[it] =~ /chroot of trixie: made in \d/ }

// One of this machine's mirrors; the other mirror's never came to be.
def family = new File(basedir, 'cache/chroots').listFiles().findAll { new File(it, 'current').exists() }
assert family.size() == 1
// Those that were replaced are gone.
assert family[0].list().count { it ==~ /\d{8}T\d{6}Z-.*/ } == 1

assert runs[4].contains('the chroot of "trixie" cannot be made, because a mirror does not give what was asked for:')
assert runs[4].contains('http://127.0.0.1:9/debian')
assert runs[4].contains('Try again when it can be reached, or name another with <mirrors>')
project.deleteCache('cache')
return true
