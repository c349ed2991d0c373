def project = new io.github.djangodeb.it.ItProject(basedir)
[
    '2 faults in the configuration:',
    ' - <suite>: "buster" is no Debian release this plugin knows',
    ' - <migrate>: "yes" is no policy for migrations: use one of off, check, auto',
    '<revision> "no-such-tag" is no branch, tag or commit of the git repository',
    'There is no settings module "tiny.produktion" in the packaged source: there are ',
].each { project.logContains(it) }
assert !project.log().contains('would be')
return true
