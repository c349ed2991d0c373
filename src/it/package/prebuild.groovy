def project = new io.github.djangodeb.it.ItProject(basedir).withTinyDjangoProject().commit()
// What a run before has built is not there: the first builds, the second takes what it finds.
project.emptyCache('cache')
return true
