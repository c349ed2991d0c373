def project = new io.github.djangodeb.it.ItProject(basedir)
[
    '<suite>: "buster" is no Debian release this plugin knows',
    '<revision> "no-such-tag" is no branch, tag or commit of the git repository',
    '"deploy/requirements.txt" is no file of the packaged source.',
    'There is no settings module "no.such.settings" in the packaged source. Correct <settings>, or',
    '<envRevision>: "0" is no revision: use 1 or more.',
].each { project.logContains(it) }
return true
