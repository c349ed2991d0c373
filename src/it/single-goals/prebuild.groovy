def project = new io.github.djangodeb.it.ItProject(basedir).withTinyDjangoProject().commit()
project.emptyCache('cache')
return true
