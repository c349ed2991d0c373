def project = new io.github.djangodeb.it.ItProject(basedir).withTinyDjangoProject()
assert new File(basedir, 'pom.xml').delete()
project.commit()
return true
