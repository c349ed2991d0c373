def project = new io.github.djangodeb.it.ItProject(basedir)
def packages = project.packages()
assert packages.size() == 3
assert packages.contains('tiny-site-berlin_1.0_all.deb')
def repository = new File(localRepositoryPath, 'org/example/tiny/1.0')
['env', 'src', 'berlin'].each { assert new File(repository, "tiny-1.0-${it}.deb").isFile() }
return true
