new io.github.djangodeb.it.ItProject(basedir).withTinyDjangoProject().commit()
return true
