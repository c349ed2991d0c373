def project = new io.github.djangodeb.it.ItProject(basedir)
project.logContains('There is no requirements.txt in the packaged source, neither beside manage.py nor at the root, and no pylock.toml, uv.lock, poetry.lock or [project] in a pyproject.toml. Commit one, or name another file in <requirements>.')
return true
