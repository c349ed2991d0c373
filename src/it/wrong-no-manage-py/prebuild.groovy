new io.github.djangodeb.it.ItProject(basedir).commit()
return true
