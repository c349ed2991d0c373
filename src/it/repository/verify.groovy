context.get('server').stop(0)
def project = new io.github.djangodeb.it.ItProject(basedir)
def runs = project.log().split('Scanning for projects')[1..-1]
assert runs.size() == 5

def commit = { tag ->
    ['git', '-C', new File(basedir, 'upstream').path, 'rev-parse', tag].execute().text.substring(0, 12)
}
def path = new File(basedir, 'upstream').path
// Another address of the same folder is the same clone, which is fetched into.
assert runs[0].contains("cloning ${path}")
assert runs[0].contains("source: built tiny-src-${commit('v1')}_20261123T101500_all.deb")
assert runs[1].contains("source: built tiny-src-${commit('v2')}_20261123T101500_all.deb")
assert !runs[1].contains('cloning')

// What was packaged from one address is what another one has, too: nothing is compiled again.
assert runs[2].contains('cloning http://127.0.0.1:')
assert runs[2].contains("source: reused tiny-src-${commit('v1')}_20261123T101500_all.deb")
assert !runs[3].contains('cloning')
assert runs[3].contains("source: reused tiny-src-${commit('v2')}_20261123T101500_all.deb")

assert runs[4] =~ /<revision> "v3" is no branch, tag or commit of the repository http:\/\/127\.0\.0\.1:\d+\/shop\.git/
assert project.packages() == ["tiny-src-${commit('v2')}_20261123T101500_all.deb".toString()]
return true
