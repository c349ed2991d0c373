def project = new io.github.djangodeb.it.ItProject(basedir)
project.logContains('The <server> "damaged" of settings.xml cannot be decrypted: ')
project.logContains('. See that settings-security.xml has the master password.')
assert !project.log().contains('chroot of')
return true
