def project = new io.github.djangodeb.it.ItProject(basedir)
def runs = project.log().split('Scanning for projects')[1..-1]
assert runs.size() == 4

def release = new File(basedir, 'target/apt-repository/dists/trixie/Release').text
assert release.contains('Origin: tiny\n')
assert release.contains('Suite: trixie\n')
assert !new File(basedir, 'target/apt-repository/dists/trixie/InRelease').exists()
assert runs[0].contains('The repository is not signed: <unsigned> (django-deb.unsigned) is true.')
assert runs[0].count('apt repository: added ') == 3
assert runs[1].count('apt repository: has ') == 3
assert !runs[1].contains('apt repository: added ')
assert runs[2].count('Nothing done: <skip> (django-deb.skip) is true.') == 3
assert runs[3].contains('virtualenv: not shared, as there is no <repository> in <distributionManagement>')
return true
