def project = new io.github.djangodeb.it.ItProject(basedir)
assert project.log().count('Nothing done: <skip> (django-deb.skip) is true.') == 4
assert !new File(basedir, 'target').exists()
return true
