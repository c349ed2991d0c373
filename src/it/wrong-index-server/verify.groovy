def project = new io.github.djangodeb.it.ItProject(basedir)
project.logContains('The password of the <server> "damaged" in settings.xml cannot be decrypted (')
project.logContains("): encrypt it anew with this machine's settings-security.xml (mvn --encrypt-password).")
assert !project.log().contains('chroot of')
return true
