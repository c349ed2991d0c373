def project = new io.github.djangodeb.it.ItProject(basedir)
project.logContains("There is no manage.py of a Django project in the packaged source. If it was not committed, commit it; if it lies outside the pom's folder, set <sourceDirectory>; a project without one needs <settings>.")
assert !project.log().contains('chroot of trixie')
return true
