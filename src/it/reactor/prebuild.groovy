['shop', 'group/blog'].each { new io.github.djangodeb.it.ItProject(new File(basedir, it)).withTinyDjangoProject() }
new io.github.djangodeb.it.ItProject(basedir).commit()
return true
