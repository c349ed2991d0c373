def project = new io.github.djangodeb.it.ItProject(basedir)
project.logContains('The sites of the packages tiny-site-berlin and tiny-berlin-site would both have the user, the database and the command "tiny-berlin" on their host: choose another <name> or <variant> for one of them.')
return true
