package io.github.djangodeb.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.cache.CacheEvents;
import io.github.djangodeb.chroot.ChrootEvents;
import io.github.djangodeb.chroot.ChrootSpec;
import io.github.djangodeb.chroot.UnshareEngine;
import io.github.djangodeb.deb.Compression;
import io.github.djangodeb.deb.JdebWriter;
import io.github.djangodeb.deb.Relations;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.Name;
import io.github.djangodeb.name.ProjectNames;
import io.github.djangodeb.name.Suite;
import io.github.djangodeb.process.LocalProcessLauncher;
import io.github.djangodeb.requirements.RequirementsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Virtualenvs built in real chroots of trixie, with the package index that pip's own environment
 * variables name; {@code ./test chroot} makes one.
 */
@Tag("chroot")
class EnvPackageRealTest {
  private static final String CACHE = "django-deb.cacheDirectory";

  @TempDir Path folder;
  private CacheDirectory own;
  private UnshareEngine engine;

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
    Path file = Files.writeString(tree.resolve("requirements.txt"), requirements);
    EnvRequest request =
        new EnvRequest(
            new ProjectNames(new Name("shop")),
            new ChrootSpec(
                Suite.TRIXIE,
                Architecture.ofThisMachine(),
                List.of(),
                new TreeSet<>(),
                Duration.ofDays(7),
                false),
            RequirementsReader.read(tree, file, tree),
            Relations.ofLines("venv-debian-requirements.txt", List.of(relations)),
            PipSettings.ofEnvironment(System.getenv()),
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

  @Test
  void buildWhenSomethingIsCompiledGivesTheSameBytesAgain() throws Exception {
    String requirements = "django\ngunicorn\npsycopg2\n";
    EnvBuilt one = build(own, requirements, "libpq-dev", "libcairo2");
    EnvBuilt two =
        build(new CacheDirectory(folder.resolve("other")), requirements, "libpq-dev", "libcairo2");
    assertThat(one.deb()).isNotEqualTo(two.deb());
    assertThat(Files.mismatch(one.deb(), two.deb())).isEqualTo(-1);
    assertThat(one.facts().depends())
        .contains("python3 (>= 3.13~)", "python3 (<< 3.14)", "python3.13", "libcairo2")
        .anyMatch(relation -> relation.startsWith("libpq5 "))
        .noneMatch(relation -> relation.contains("libpq-dev"));
    assertThat(one.facts().has("gunicorn")).isTrue();
    assertThat(one.facts().has("pip")).isFalse();
    String data = String.join("\n", run("dpkg-deb", "-c", one.deb().toString()));
    assertThat(data).contains("/usr/share/shop-env/" + one.hash() + "/requirements.lock");
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
}
