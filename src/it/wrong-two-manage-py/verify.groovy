def project = new io.github.djangodeb.it.ItProject(basedir)
project.logContains('There are 2 Django projects in the packaged source: a/manage.py, b/manage.py. Name the folder of the one to package in <projectDirectory>.')
return true
