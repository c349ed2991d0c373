def project = new io.github.djangodeb.it.ItProject(basedir)
project.logContains('requirements.txt:3: "-e ." is an editable install, a link to a folder of the machine that builds: write "." without -e, or delete the line if the project only needs to be importable: its source is on PYTHONPATH')
return true
