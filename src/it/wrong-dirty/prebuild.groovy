new io.github.djangodeb.it.ItProject(basedir).withTinyDjangoProject().commit()
new File(basedir, 'tiny/urls.py') << '# not committed\n'
return true
