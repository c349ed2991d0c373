def project = new io.github.djangodeb.it.ItProject(basedir)
project.logContains('<revision> "no-such-branch" is no branch, tag or commit of the git repository')
return true
