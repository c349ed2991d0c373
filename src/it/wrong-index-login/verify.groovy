def project = new io.github.djangodeb.it.ItProject(basedir)
[
    '3 faults in the configuration:',
    ' - <repository>: the address holds a login: put that into settings.xml as a <server>, and give it the address\'s host as its id.',
    ' - <indexUrl>: the address holds a login: put that into settings.xml as a <server>, and name its id in <indexServerId>.',
    ' - <extraIndexUrls>: the address holds a login: put that into settings.xml as a <server>, and give it the address\'s host as its id.',
].each { project.logContains(it) }
assert !project.log().contains('chroot of')
return true
