def project = new io.github.djangodeb.it.ItProject(basedir)
[
    '4 faults in the configuration:',
    ' - <migratee> is no parameter of this plugin: write <migrate>, if that is meant.',
    ' - -Ddjango-deb.allowdirty is no parameter of this plugin: write -Ddjango-deb.allowDirty, if that is meant.',
    ' - <variant> "berlin", <serverName> is no parameter of this plugin: write <serverNames>, if that is meant.',
    ' - <variant> "berlin", <hstsSeconds>: "a year" is no number.',
].each { project.logContains(it) }
return true
