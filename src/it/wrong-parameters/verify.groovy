def project = new io.github.djangodeb.it.ItProject(basedir)
[
    '7 faults in the configuration:',
    ' - <name>: "Tiny_Shop" is no name: use lower case letters, digits and inner hyphens, beginning with a letter, such as "my-shop"',
    ' - <suite>: "buster" is no Debian release this plugin knows: use one of bookworm, trixie, forky',
    ' - <serverNames>: "_" is no server name: write a host name such as "www.example.org", or "*.example.org", without a scheme, a port or a path',
    ' - <migrate>: "yes" is no policy for migrations: use one of off, check, auto',
    ' - <compression>: "lz4" is no compression: use one of zstd, xz, gzip, none',
    '<name>: "a-name-that-is-much-too-long-for-a-user" is 39 characters long, and a Linux user\'s name has at most 31: shorten <name>',
    ' - <engine>: "docker" is no engine: use one of auto, unshare, schroot, host',
    ' - -Ddjango-deb.nam is no parameter of this plugin: write -Ddjango-deb.name, if that is meant.',
].each { project.logContains(it) }
assert !new File(basedir, 'target/django-deb/logs').exists()
return true
