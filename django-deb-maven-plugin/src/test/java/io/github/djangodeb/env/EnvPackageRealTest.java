package io.github.djangodeb.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.cache.CacheEvents;
import io.github.djangodeb.chroot.ChrootEvents;
import io.github.djangodeb.chroot.ChrootSpec;
import io.github.djangodeb.chroot.NetworkAccess;
import io.github.djangodeb.chroot.UnshareEngine;
import io.github.djangodeb.deb.Compression;
import io.github.djangodeb.deb.JdebWriter;
import io.github.djangodeb.deb.Relations;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.file.FileDigest;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.ContentHash;
import io.github.djangodeb.name.Name;
import io.github.djangodeb.name.ProjectNames;
import io.github.djangodeb.name.Suite;
import io.github.djangodeb.process.LocalProcessLauncher;
import io.github.djangodeb.requirements.RequirementsChoice;
import io.github.djangodeb.requirements.RequirementsFinder;
import io.github.djangodeb.requirements.UnpinnedPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Virtualenvs built in real chroots, with the package index that pip's own environment variables
 * name; {@code ./test chroot} makes one.
 */
@Tag("chroot")
class EnvPackageRealTest {
  private static final String CACHE = "django-deb.cacheDirectory";

  @TempDir Path folder;
  private CacheDirectory own;
  private UnshareEngine engine;
  private Suite suite = Suite.TRIXIE;

  @BeforeEach
  void open() {
    String configured = System.getProperty(CACHE, "");
    CacheDirectory chroots =
        configured.isEmpty()
            ? CacheDirectory.ofUser(System.getenv(), Path.of(System.getProperty("user.home")))
            : new CacheDirectory(Path.of(configured));
    own = new CacheDirectory(folder.resolve("cache"));
    engine =
        new UnshareEngine(
            chroots,
            NetworkAccess.ofEnvironment(),
            new LocalProcessLauncher(),
            folder.resolve("logs"),
            ChrootEvents.none(),
            CacheEvents.none(),
            Instant.now());
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private EnvBuilt build(CacheDirectory cache, String requirements, String... relations)
      throws IOException, BuildFailure {
    Path tree = Files.createDirectories(folder.resolve("tree"));
    Files.writeString(tree.resolve("requirements.txt"), requirements);
    return build(cache, PipSettings.ofEnvironment(System.getenv()), relations);
  }

  /** With the requirements that are in the tree, whatever their format. */
  private EnvBuilt build(CacheDirectory cache, PipSettings pip, String... relations)
      throws BuildFailure {
    Path tree = folder.resolve("tree");
    EnvRequest request =
        new EnvRequest(
            new ProjectNames(new Name("shop")),
            new ChrootSpec(
                suite,
                Architecture.ofThisMachine(),
                List.of(),
                new TreeSet<>(),
                Duration.ofDays(7),
                false),
            RequirementsFinder.find(tree, tree, RequirementsChoice.DEFAULT),
            UnpinnedPolicy.WARN,
            Relations.ofLines("venv-debian-requirements.txt", List.of(relations)),
            pip,
            Map.of(),
            tree,
            folder,
            1,
            "Test <test@localhost>",
            Compression.ZSTD,
            folder.resolve("logs"));
    return new EnvPackage(
            () -> engine,
            cache,
            CacheEvents.none(),
            SharedEnvs.none(),
            new JdebWriter(),
            EnvEvents.none())
        .build(request);
  }

  private List<String> run(String... command) throws BuildFailure {
    return new LocalProcessLauncher()
        .run(
            io.github.djangodeb.process.Command.of(List.of(command)),
            folder.resolve("run.log"),
            line -> {})
        .lastLines();
  }

  @ParameterizedTest
  @CsvSource({"BOOKWORM, 11", "TRIXIE, 13"})
  void buildWhenSomethingIsCompiledGivesTheSameBytesAgain(Suite release, int python)
      throws Exception {
    suite = release;
    String requirements = "django\ngunicorn\npsycopg2\n";
    EnvBuilt one = build(own, requirements, "libpq-dev", "libcairo2");
    EnvBuilt two =
        build(new CacheDirectory(folder.resolve("other")), requirements, "libpq-dev", "libcairo2");
    assertThat(one.deb()).isNotEqualTo(two.deb());
    assertThat(Files.mismatch(one.deb(), two.deb())).isEqualTo(-1);
    assertThat(one.buildInfo())
        .hasSameBinaryContentAs(two.buildInfo())
        .content()
        .containsPattern("\n libpq-dev \\(= [0-9.]+")
        .contains(" " + FileDigest.sha256(one.deb()) + " ");
    assertThat(one.bom())
        .hasSameBinaryContentAs(two.bom())
        .content()
        .contains("\"pkg:pypi/psycopg2@" + one.facts().version("psycopg2").orElseThrow() + "\"");
    assertThat(one.facts().depends())
        .contains(
            "python3 (>= 3." + python + "~)",
            "python3 (<< 3." + (python + 1) + ")",
            "python3." + python,
            "libcairo2")
        .anyMatch(relation -> relation.startsWith("libpq5 "))
        .noneMatch(relation -> relation.contains("libpq-dev"));
    assertThat(one.facts().has("gunicorn")).isTrue();
    assertHasNoPip(one, python);
    assertThat(pathsIn(one)).contains("./usr/share/shop-env/" + one.hash() + "/requirements.lock");

    assertThat(pipsLog()).contains("Building wheel for psycopg2");
    EnvBuilt another = build(own, requirements + "packaging\n", "libpq-dev", "libcairo2");
    assertThat(another.hash()).isNotEqualTo(one.hash());
    assertThat(pipsLog())
        .contains("Using cached psycopg2-", "Successfully installed")
        .doesNotContain("Building wheel for psycopg2");
  }

  /** Neither pip nor its command: asked of the files, as facts would not name it anyway. */
  private void assertHasNoPip(EnvBuilt built, int python) throws BuildFailure, IOException {
    String site =
        "./usr/lib/shop-env/" + built.hash() + "/lib/python3." + python + "/site-packages/";
    assertThat(pathsIn(built))
        .contains(site + "django/__init__.py", site + "gunicorn/__init__.py")
        .noneMatch(path -> path.matches(".*/(?:pip|pip-[0-9].*|pip[0-9.]*|ensurepip)/?"));
  }

  private List<String> pathsIn(EnvBuilt built) throws BuildFailure, IOException {
    run("dpkg-deb", "-c", built.deb().toString());
    try (Stream<String> lines = Files.lines(folder.resolve("run.log"))) {
      return lines.map(line -> line.replaceFirst(".*? (\\./\\S*).*", "$1")).toList();
    }
  }

  private String pipsLog() throws IOException {
    return Files.readString(folder.resolve("logs/env.log"));
  }

  @Test
  void buildWhenPartOfTheTreeIsRequiredInstallsIt() throws Exception {
    Path project = Files.createDirectories(folder.resolve("tree/vendor/inner"));
    Files.writeString(
        project.resolve("setup.py"),
        "from setuptools import setup\nsetup(name='inner', version='1.5', py_modules=['inner'])\n");
    Files.writeString(project.resolve("inner.py"), "VALUE = 1\n");
    EnvBuilt built = build(own, "./vendor/inner\n");
    assertThat(built.facts().lock()).containsExactly("inner==1.5");
  }

  /** As in a wheel for any Linux: a library of its own beside it, and one that it trusts in. */
  @Test
  void buildWhenLibrariesAreBundledAsksDebianForTheOthersOnly() throws Exception {
    Path project = Files.createDirectories(folder.resolve("tree/bundled"));
    Files.writeString(project.resolve("inner.c"), "int inner(void) { return 7; }\n");
    Files.writeString(
        project.resolve("outer.c"),
        """
        #include <Python.h>
        #include <zlib.h>
        int inner(void);
        int absent(void);
        static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "%s", 0, -1, 0};
        PyMODINIT_FUNC PyInit_%s(void) {
        #ifdef ABSENT
          absent();
        #endif
          zlibVersion();
          inner();
          return PyModule_Create(&module);
        }
        """
            .replace("PyInit_%s", "INIT")
            .replace("\"%s\"", "NAME"));
    Files.writeString(
        project.resolve("setup.py"),
        """
        import os, subprocess
        from setuptools import Extension, setup
        from setuptools.command.build_ext import build_ext

        def library(folder, name):
            subprocess.check_call(['gcc', '-shared', '-fPIC', '-Dinner=' + name,
                '-Wl,-soname,lib%s.so.7' % name, '-o', '%s/lib%s.so.7' % (folder, name), 'inner.c'])

        class Build(build_ext):
            def run(self):
                libs = os.path.join(self.build_lib, 'bundled.libs')
                os.makedirs(libs)
                os.makedirs('elsewhere')
                library(libs, 'inner')
                library('elsewhere', 'absent')
                for extension in self.extensions:
                    extension.extra_link_args += ['-L' + libs]
                super().run()

        def extension(name, *more):
            return Extension(name, ['outer.c'], libraries=['z'],
                define_macros=[('NAME', '"%s"' % name), ('INIT', 'PyInit_' + name),
                               *[('ABSENT', 1) for _ in more]],
                extra_link_args=['-l:libinner.so.7', '-Wl,-rpath,$ORIGIN/bundled.libs', *more])

        setup(name='bundled', version='1', cmdclass={'build_ext': Build}, ext_modules=[
            extension('good'), extension('bad', '-Lelsewhere', '-l:libabsent.so.7')])
        """);
    EnvBuilt built = build(own, "./bundled\n", "zlib1g-dev");
    assertThat(built.facts().depends()).anyMatch(relation -> relation.startsWith("zlib1g "));
    assertThat(built.facts().missing()).containsOnlyKeys("libabsent.so.7");
    assertThat(built.facts().libraries()).isEqualTo(3);
  }

  @Test
  void buildWhenRequirementDoesNotExistNamesIt() {
    assertThatThrownBy(() -> build(own, "no-such-thing-at-all\n"))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("no index that pip asked has \"no-such-thing-at-all\"");
  }

  @Test
  void buildWhenDebianPackageIsMissingNamesIt() {
    assertThatThrownBy(() -> build(own, "psycopg2\n"))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining(
            "psycopg2 could not be built: add libpq-dev to venv-debian-requirements.txt");
  }

  /** An archive of the index that the tests are given, as the name and version it has. */
  private record Archive(Path file, String name, String version) {
    static Archive of(String name) throws IOException {
      try (Stream<Path> files = Files.list(Path.of(System.getenv("PIP_FIND_LINKS")))) {
        Path file =
            files
                .filter(one -> one.getFileName().toString().matches(name + "-[0-9].*\\.whl"))
                .findFirst()
                .orElseThrow();
        return new Archive(file, name, file.getFileName().toString().split("-")[1]);
      }
    }

    String hash() throws IOException {
      return "sha256:" + ContentHash.sha256(Files.readAllBytes(file));
    }

    /** How a lock of {@link Lock} lists it. */
    String locked(String form) throws IOException {
      return form.replace("NAME", name).replace("VERSION", version).replace("HASH", hash());
    }
  }

  /** How three tools lock gunicorn, a folder of the tree, and packaging, for another system. */
  private enum Lock {
    UV(
        "uv.lock",
        """
        version = 1
        [[package]]
        name = "shop"
        version = "0"
        source = { virtual = "." }
        dependencies = [
            { name = "gunicorn" }, { name = "inner" },
            { name = "packaging", marker = "sys_platform == 'win32'" },
        ]
        [[package]]
        name = "inner"
        source = { editable = "packages/inner" }
        """,
        """
        [[package]]
        name = "NAME"
        version = "VERSION"
        source = { registry = "https://index.example.org/simple" }
        wheels = [{ url = "https://index.example.org/x.whl", hash = "HASH" }]
        """,
        ""),
    POETRY(
        "poetry.lock",
        """
        [[package]]
        name = "inner"
        version = "1.5"
        description = ""
        optional = false
        python-versions = "*"
        groups = ["main"]
        files = []
        develop = true
        [package.source]
        type = "directory"
        url = "packages/inner"
        [metadata]
        lock-version = "2.1"
        python-versions = ">=3.11"
        content-hash = "0123456789abcdef"
        """,
        """
        [[package]]
        name = "NAME"
        version = "VERSION"
        description = ""
        optional = false
        python-versions = ">=3.7"
        groups = ["main"]
        files = [{file = "NAME-VERSION-py3-none-any.whl", hash = "HASH"}]
        """,
        "markers = \"sys_platform == 'win32'\"\n"),
    PYLOCK(
        "pylock.toml",
        """
        lock-version = "1.0"
        created-by = "uv"
        [[packages]]
        name = "inner"
        directory = { path = "packages/inner", editable = true }
        """,
        """
        [[packages]]
        name = "NAME"
        version = "VERSION"
        index = "https://index.example.org/simple"
        wheels = [{ url = "https://index.example.org/x.whl", hashes = { sha256 = "HASH" } }]
        """,
        "marker = \"sys_platform == 'win32'\"\n");

    private final String file;
    private final String before;
    private final String needed;
    private final String unneeded;

    Lock(String file, String before, String needed, String more) {
      this.file = file;
      this.before = before;
      this.needed = needed;
      this.unneeded = needed + more;
    }

    String of(Archive gunicorn, Archive packaging) throws IOException {
      String text = before + gunicorn.locked(needed) + packaging.locked(unneeded);
      return text.replace("sha256 = \"sha256:", "sha256 = \"");
    }
  }

  private void inner(Path project) throws IOException {
    Files.createDirectories(project);
    Files.writeString(
        project.resolve("setup.py"),
        "from setuptools import setup\n"
            + "setup(name='inner', version='1.5', py_modules=['inner'],"
            + " install_requires=['nowhere'])\n");
    Files.writeString(project.resolve("inner.py"), "VALUE = 1\n");
  }

  @ParameterizedTest
  @EnumSource
  void buildWhenThereIsALockInstallsJustThatAndChecksItsHashes(Lock lock) throws Exception {
    Path tree = Files.createDirectories(folder.resolve("tree"));
    inner(tree.resolve("packages/inner"));
    Archive gunicorn = Archive.of("gunicorn");
    Archive packaging = Archive.of("packaging");
    String text = lock.of(gunicorn, packaging);
    Files.writeString(tree.resolve(lock.file), text);
    EnvBuilt built = build(own, PipSettings.ofEnvironment(System.getenv()));
    assertThat(built.facts().lock())
        .containsExactly(
            "gunicorn==" + gunicorn.version() + " --hash=" + gunicorn.hash(), "inner==1.5");

    String wrong = text.replace(digest(gunicorn), digest(packaging));
    assertThat(wrong).isNotEqualTo(text);
    Files.writeString(tree.resolve(lock.file), wrong);
    assertThatThrownBy(() -> build(own, PipSettings.ofEnvironment(System.getenv())))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining(" has another hash than " + lock.file + " says: ");
  }

  private static String digest(Archive archive) throws IOException {
    return archive.hash().replaceFirst("^sha256:", "");
  }

  @Test
  void buildWhenThereIsAWheelhouseTakesEverythingFromIt() throws Exception {
    Path wheels = Files.createDirectory(folder.resolve("wheels"));
    Archive gunicorn = Archive.of("gunicorn");
    for (Archive archive : List.of(gunicorn, Archive.of("packaging"))) {
      Files.copy(archive.file(), wheels.resolve(archive.file().getFileName()));
    }
    Path tree = Files.createDirectories(folder.resolve("tree"));
    Files.writeString(
        tree.resolve("requirements.txt"), "--index-url https://index.invalid/simple\ngunicorn\n");
    PipSettings pip =
        PipSettings.ofEnvironment(Map.of("PIP_INDEX_URL", "https://index.invalid/simple"))
            .withWheelhouse(wheels);
    EnvBuilt built = build(own, pip);
    assertThat(built.facts().version("gunicorn")).contains(gunicorn.version());
    assertThat(built.facts().has("packaging")).isTrue();
    Files.writeString(tree.resolve("requirements.txt"), "django\n");
    assertThatThrownBy(() -> build(own, pip))
        .hasMessageContaining("no archive in <wheelhouse> \"" + wheels + "\" has \"django\"");
  }

  /** What a build of a requirement may do, it does in a room that is thrown away. */
  @Test
  void buildWhenARequirementWritesEverywhereNothingOfItIsLeft() throws Exception {
    Path outside = folder.resolve("victim");
    Path project = Files.createDirectories(folder.resolve("tree/evil"));
    Files.writeString(
        project.resolve("setup.py"),
        """
        import os
        from setuptools import setup

        for path in ('%s', '/etc/evil', '/usr/lib/evil', '/build/input/evil', '/build/tree/evil'):
            try:
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, 'w') as file:
                    file.write('evil')
            except OSError:
                pass
        setup(name='evil', version='1', py_modules=['evil'])
        """
            .formatted(outside));
    Files.writeString(project.resolve("evil.py"), "");
    EnvBuilt built = build(own, "./evil\n");
    assertThat(built.facts().lock()).containsExactly("evil==1");
    assertThat(outside).doesNotExist();
    assertThat(Path.of("/etc/evil")).doesNotExist();
    assertThat(project.resolveSibling("evil/evil")).doesNotExist();
    assertThat(run("dpkg-deb", "-c", built.deb().toString()))
        .isNotEmpty()
        .noneMatch(line -> line.matches(".*\\./(?:etc|build|usr/lib/evil).*"));
  }

  /** Writes archives that lead out of where they are unpacked; python3 makes them. */
  private void writeHostileArchives(Path tree) throws Exception {
    Path script = Files.writeString(folder.resolve("archives.py"), HOSTILE_ARCHIVES);
    run("/usr/bin/python3", script.toString(), tree.toString());
  }

  private static final String HOSTILE_ARCHIVES =
      """
      import io, sys, tarfile, zipfile

      tree = sys.argv[1]
      setup = b"from setuptools import setup\\nsetup(name='NAME', version='1')\\n"

      def wheel(name, member):
          with zipfile.ZipFile(f'{tree}/{name}-1-py3-none-any.whl', 'w') as out:
              out.writestr(member, 'evil')
              info = f'{name}-1.dist-info'
              out.writestr(f'{info}/METADATA', f'Metadata-Version: 2.1\\nName: {name}\\nVersion: 1\\n')
              out.writestr(f'{info}/WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\n'
                                            'Tag: py3-none-any\\n')
              out.writestr(f'{info}/RECORD', f'{member},,\\n{info}/METADATA,,\\n{info}/WHEEL,,\\n'
                                             f'{info}/RECORD,,\\n')

      def archive(name, *members):
          with tarfile.open(f'{tree}/{name}-1.tar.gz', 'w:gz') as out:
              for member in [*members, (f'{name}-1/setup.py', tarfile.REGTYPE, '')]:
                  info = tarfile.TarInfo(member[0])
                  info.type, info.linkname = member[1:]
                  text = setup.replace(b'NAME', name.encode()) if info.isreg() else b''
                  info.size = len(text)
                  out.addfile(info, io.BytesIO(text))

      wheel('dots', '../../../../../../../etc/evil')
      wheel('absolute', '/etc/evil')
      archive('tardots', ('tardots-1/../../../../../etc/evil', tarfile.REGTYPE, ''))
      archive('tarabsolute', ('/etc/evil', tarfile.REGTYPE, ''))
      archive('hardlink', ('hardlink-1/x', tarfile.LNKTYPE, '../../../../../etc/passwd'))
      archive('sly', ('sly-1/x', tarfile.SYMTYPE, '/etc'), ('sly-1/x/evil', tarfile.REGTYPE, ''))
      archive('device', ('device-1/x', tarfile.CHRTYPE, ''))
      """;

  /** The lines of a package's contents that match an expression. */
  private List<String> contents(EnvBuilt built, String expression) throws Exception {
    String script = "dpkg-deb -c \"$1\" > \"$2\" && { grep -E -- \"$3\" \"$2\" || test $? = 1; }";
    String list = folder.resolve("contents").toString();
    return run("sh", "-c", script, "sh", built.deb().toString(), list, expression);
  }

  /** pip refuses, or unpacks what leads nowhere else; nothing of it is packaged or left here. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "dots-1-py3-none-any.whl",
        "absolute-1-py3-none-any.whl",
        "tardots-1.tar.gz",
        "tarabsolute-1.tar.gz",
        "hardlink-1.tar.gz",
        "sly-1.tar.gz",
        "device-1.tar.gz"
      })
  void buildWhenAnArchiveLeadsOutNothingIsWrittenThere(String archive) throws Exception {
    writeHostileArchives(Files.createDirectories(folder.resolve("tree")));
    List<String> odd = List.of();
    try {
      odd = contents(build(own, "./" + archive + "\n"), "^[^dl-]|[.]/etc|/evil|root:");
    } catch (BuildFailure refused) {
      assertThat(refused).hasMessageContaining(archive.substring(0, archive.indexOf('-')));
    }
    assertThat(Path.of("/etc/evil")).doesNotExist();
    assertThat(odd).isEmpty();
  }

  @Test
  void buildWhenARequirementLeavesAPipeRefusesAndSetuidIsDropped() throws Exception {
    Path project = Files.createDirectories(folder.resolve("tree/evil"));
    Files.writeString(project.resolve("evil.py"), "");
    Files.writeString(
        project.resolve("setup.py"),
        """
        import glob, os
        from setuptools import setup

        for bin in glob.glob('/usr/lib/shop-env/*/bin'):
            with open(bin + '/powerful', 'w') as file:
                file.write('#!/bin/sh')
            os.chmod(bin + '/powerful', 0o6755)
            if os.path.exists('pipe') and not os.path.exists(bin + '/pipe'):
                os.mkfifo(bin + '/pipe')
        setup(name='evil', version='1', py_modules=['evil'])
        """);
    EnvBuilt built = build(own, "./evil\n");
    assertThat(contents(built, "/bin/powerful$"))
        .singleElement()
        .asString()
        .startsWith("-rwxr-xr-x root/root ");
    Files.writeString(project.resolve("pipe"), "");
    assertThatThrownBy(() -> build(own, "./evil\n"))
        .hasMessageContaining("/bin/pipe\": it is a device, a socket or a named pipe");
  }
}
