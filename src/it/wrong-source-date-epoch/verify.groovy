def project = new io.github.djangodeb.it.ItProject(basedir)
project.logContains('SOURCE_DATE_EPOCH: "-5" is no number of seconds since 1970: set it to one, as "git log -1 --format=%ct" prints it, or unset it.')
return true
