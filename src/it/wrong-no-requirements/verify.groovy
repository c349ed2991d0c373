def project = new io.github.djangodeb.it.ItProject(basedir)
project.logContains('There is no requirements.txt in the packaged source, neither beside manage.py nor at the root. Commit it, or name another file in <requirements>.')
return true
