def project = new io.github.djangodeb.it.ItProject(basedir)
project.logContains('a tracked file has uncommitted changes:')
project.logContains(' - tiny/urls.py')
project.logContains('commit them, or set <allowDirty>true</allowDirty> (-Ddjango-deb.allowDirty) to package them as they are')
assert project.packages().size() == 1
return true
