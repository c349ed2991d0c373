def project = new io.github.djangodeb.it.ItProject(basedir)
return true
