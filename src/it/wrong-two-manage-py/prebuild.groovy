def project = new io.github.djangodeb.it.ItProject(basedir).withTinyDjangoProject()
new File(basedir, 'a').mkdir()
new File(basedir, 'b').mkdir()
new File(basedir, 'b/manage.py').text = new File(basedir, 'manage.py').text
new File(basedir, 'manage.py').renameTo(new File(basedir, 'a/manage.py'))
project.commit()
return true
