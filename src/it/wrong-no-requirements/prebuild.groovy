def project = new io.github.djangodeb.it.ItProject(basedir).withTinyDjangoProject()
new File(basedir, 'requirements.txt').delete()
project.commit()
return true
