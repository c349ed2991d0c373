def project = new io.github.djangodeb.it.ItProject(basedir)
project.logContains('no index that pip asked has "no-such-distribution-anywhere": correct it in the requirements, or name the index that has it with <indexUrl>, <extraIndexUrls> or <findLinks>')
assert project.packages().every { !it.contains('-env-') }
return true
