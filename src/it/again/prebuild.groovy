def project = new io.github.djangodeb.it.ItProject(basedir).withTinyDjangoProject()
def settings = new File(basedir, 'tiny/settings.py')
settings.text = settings.text.replace('staticfiles"', 'staticfiles", "tiny"')
def css = new File(basedir, 'tiny/static/tiny/site.css')
css.parentFile.mkdirs()
css.text = 'body {}\n'
project.commit()
project.git('tag', '--force', 'v1')
new File(basedir, 'tiny/urls.py') << '# changed\n'
project.commit()
project.git('tag', '--force', 'v2')
// Two caches that know of no package, over the chroots of all builds.
['cache-one', 'cache-other'].each { project.emptyCache(it) }
return true
