def project = new io.github.djangodeb.it.ItProject(basedir)
[
    '3 faults in the configuration:',
    ' - <aptSuite>: "../x" is no name of a suite or a component: use letters, digits and . + _ -',
    ' - <publishKind> or -Ddjango-deb.publishKind is missing: say nexus, artifactory or command.',
    ' - <publishUrl>: the address holds a login: put that into settings.xml as a <server>, and name its id in <publishServerId>',
    '<publishUrl> or -Ddjango-deb.publishUrl is missing: name the repository\'s address.',
    '<publishKind> is command, but there are no <publishCommands>: add them.',
    '<publishServerId>: settings.xml has no <server> with the id "absent": add it, or name another.',
    ' - <keepVersions>: "-1" is no number: use 0 for all.',
    ' - <validDays>: "-1" is no number: use 0 for ever.',
    'gpg has no secret key "nobody@example.org" to sign the records of builds (.buildinfo) with: make or import one, name it with <keyname> (gpg.keyname), or leave that out, and they are not signed.',
].each { project.logContains(it) }
assert !project.log().contains('geheim')
assert !(new File(basedir, 'target').list() ?: []).any { it.endsWith('.deb') }
return true
