def project = new io.github.djangodeb.it.ItProject(basedir)
project.logContains('psycopg2 could not be built: add libpq-dev to venv-debian-requirements.txt')
return true
