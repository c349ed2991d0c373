def project = new io.github.djangodeb.it.ItProject(basedir)
[
    new File(basedir, 'pom.xml').toString() + ' is there already, without this plugin, and is not overwritten: add <packaging>django-deb</packaging> and the plugin with <extensions>true</extensions> to it, or run this goal in another folder.',
    '3 faults in the configuration:',
    ' - -Ddjango-deb.groupid is no parameter of this plugin: write -Ddjango-deb.groupId, if that is meant.',
    ' - <name>: "Shop" is no name',
    ' - <suite>: "buster" is no Debian release this plugin knows',
].each { project.logContains(it) }
assert new File(basedir, 'pom.xml').text.contains('<packaging>pom</packaging>')
return true
