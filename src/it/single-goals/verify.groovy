def project = new io.github.djangodeb.it.ItProject(basedir)
assert project.packages().size() == 3
assert project.log().count('virtualenv: built ') <= 1
project.logContains('site: reused tiny-site_1.0~20261123T101500_all.deb')
return true
