def project = new io.github.djangodeb.it.ItProject(basedir)
[
    'uv.lock does not fit pyproject.toml: django is ">=5.2" in pyproject.toml, and ">=4.2" in the lock; requests is not in the lock. Run "uv lock", and commit uv.lock',
    'poetry.lock: does not fit the pyproject.toml beside it, which has changed since: it lacks requests. Run "poetry lock", and commit poetry.lock',
].each { project.logContains(it) }
// Refused before the first minute of work.
assert !project.log().contains('chroot of')
return true
