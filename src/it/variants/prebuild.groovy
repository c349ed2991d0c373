def project = new io.github.djangodeb.it.ItProject(basedir).withTinyDjangoProject()
def settings = new File(basedir, 'tiny/settings.py')
new File(basedir, 'tiny/rome.py').text = settings.text + "STATIC_URL = '/files/'\n"
project.commit()
project.emptyCache('cache')
return true
