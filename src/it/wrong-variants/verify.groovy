def project = new io.github.djangodeb.it.ItProject(basedir)
[
    '7 faults in the configuration:',
    ' - <variant> "london" and <variants> are both there: leave <variant> out, which is for a pom with one site.',
    ' - <variant> "Berlin", <name>: "Berlin" is no name: use lower case letters, digits and inner hyphens, beginning with a letter, such as "my-shop"',
    ' - <variant> "paris", <migrate>: "yes" is no policy for migrations: use one of off, check, auto',
    ' - <variant> "paris", <templates>: "' + new File(basedir, 'paris/templates') + '" is no folder: name one of templates, relative to the pom\'s',
    ' - <variant> "rome", <settings>: "tiny/settings.py" is no dotted module name: use one such as "shop.settings"',
    ' - <variants>: there are several of the name "rome": give each <variant> a <name> of its own.',
    ' - <variant> "rome", <serverNames>: "www.example.org" is a name of the variant "paris" too, and only one of them would have the visitors: give each its own.',
    '<variant> "paris": There is no settings module "tiny.absent" in the packaged source: there are ',
].each { project.logContains(it) }
// Neither run has left a package of a site.
assert project.packages().findAll { it.contains('-site') } == []
return true
