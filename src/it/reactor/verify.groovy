def runs = new io.github.djangodeb.it.ItProject(basedir).log().split('Scanning for projects')[1..-1]
assert runs.size() == 2

// The Django projects lie below the reactor's own pom and the group's too.
def nothing = 'Nothing done: the sites of this pom are its modules.'
runs.each { assert it.count(nothing) == 2 }
assert runs[0].count('site: ') == 2
['sites', 'group'].each { assert !runs[0].contains("${it}-site") }
['target', 'group/target'].each { assert !new File(basedir, it).exists() }
[shop: 'shop', blog: 'group/blog'].each { name, folder ->
    assert new File(basedir, "${folder}/target/apt-repository/dists/trixie/Release").text.contains("Origin: ${name}\n")
    assert new File(basedir, "${folder}/target/${name}-site_1.0_all.deb").isFile()
}
return true
