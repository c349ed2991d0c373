def project = new io.github.djangodeb.it.ItProject(basedir)
[
    '2 faults in the configuration:',
    ' - <indexUrl>: the address holds a login: put that into settings.xml as a <server>, and name its id in <indexServerId>.',
    ' - <extraIndexUrls>: the address holds a login: put that into settings.xml as a <server>, and give it the address\'s host as its id.',
].each { project.logContains(it) }
assert !project.log().contains('chroot of')
return true
