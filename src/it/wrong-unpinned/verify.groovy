def project = new io.github.djangodeb.it.ItProject(basedir)
project.logContains('requirements.txt has requirements without an exact version, and <unpinned> is fail: django, gunicorn. Let a tool such as pip-compile, uv or Poetry write exact ones.')
// Refused before the first minute of work.
assert !project.log().contains('chroot of')
return true
