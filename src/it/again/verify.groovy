import java.nio.file.Files

def project = new io.github.djangodeb.it.ItProject(basedir)
def runs = project.log().split('Scanning for projects')[1..-1]
assert runs.size() == 5

def cached = { cache, kind ->
    def found = []
    new File(basedir, "${cache}/packages").eachFileRecurse { if (it.name ==~ "tiny-${kind}.*\\.deb") found << it }
    found
}

// Built twice, on the same commit: one package is like the other, static files and all.
[0, 1].each { run ->
    ['virtualenv: built', 'source: built', 'site: built'].each { assert runs[run].contains(it) }
    assert runs[run].contains('static files collected')
}
['env-[^/]*', 'src-[^/]*', 'site_[^/]*'].each { kind ->
    def one = cached('cache-one', kind)
    assert one.size() == 1
    def other = cached('cache-other', kind).find { it.name == one[0].name && it.parentFile.name == one[0].parentFile.name }
    assert Files.mismatch(one[0].toPath(), other.toPath()) == -1
}
def listed = ['dpkg-deb', '-c', cached('cache-one', 'site_[^/]*')[0].path].execute().text
assert listed.contains('/static/tiny/site.css')

// A changed line is another source and another site, over the same virtualenv.
assert runs[2].contains('virtualenv: reused tiny-env-')
['source: built tiny-src-', 'site: built tiny-site_'].each { assert runs[2].contains(it) }

// Nothing has changed: what a session in a chroot would leave below target/, or say, is not there.
['source: reused', 'virtualenv: reused', 'site: reused'].each { assert runs[3].contains(it) }
['built ', 'chroot: installing', 'site: Django', 'virtualenv: pip'].each { assert !runs[3].contains(it) }
assert runs[2].contains('site: Django')

// Another time for all files, and the same version: that orders by the commit.
['virtualenv: reused', 'source: built', 'site: built'].each { assert runs[4].contains(it) }
def target = new File(basedir, 'target')
project.packages().findAll { !it.contains('-env-') }.each { name ->
    assert name.contains('20261123T101500')
    def times = ['env', 'TZ=UTC', 'dpkg-deb', '-c', new File(target, name).path].execute().text.readLines()
        .collect { (it =~ /\d{4}-\d\d-\d\d \d\d:\d\d/)[0] }.unique()
    assert times == ['2020-02-02 02:02']
}
return true
