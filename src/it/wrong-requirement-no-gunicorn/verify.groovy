def project = new io.github.djangodeb.it.ItProject(basedir)
project.logContains('The site is served by gunicorn, which the requirements do not name. Add a line "gunicorn" to requirements.txt.')
return true
