package io.github.djangodeb.deb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.file.Utf8Path;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.DebianVersion;
import io.github.djangodeb.name.TargetPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JdebWriterTest {
  private static final Instant TIME = Instant.parse("2026-11-23T10:15:00Z");
  private static final TargetPath LIB = new TargetPath("/usr/lib/shop");
  private static final String LONG = "long-" + "x".repeat(120) + "/" + "y".repeat(200);

  @TempDir Path temporary;
  private Path tree;
  private Path deb;

  @BeforeEach
  void makeTree() throws IOException {
    tree = Files.createDirectory(temporary.resolve("tree"));
    deb = temporary.resolve("out").resolve("shop_1.2_all.deb");
  }

  private void fillTree() throws IOException {
    Files.createDirectory(tree.resolve("empty"));
    write("program", "#!/bin/sh\n", "rwsrwxrwx".replace('s', 'x'));
    write("data", "data\n", "rw-rw-rw-");
    write("private", "", "rw-------");
    Files.createDirectories(tree.resolve(LONG).getParent());
    write(LONG, "long\n", "rw-r--r--");
    write("caf\u00e9 100%", "name\n", "rw-r--r--");
    Files.createSymbolicLink(tree.resolve("absolute"), Path.of("/no/such/python3"));
    Files.createSymbolicLink(tree.resolve("relative"), Path.of("../shop/data"));
    Files.createSymbolicLink(tree.resolve("dangling"), Path.of("no/such/" + "z".repeat(150)));
  }

  private void write(String name, String text, String mode) throws IOException {
    Path file = Files.writeString(tree.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static DebPackage of(List<DebEntry> contents, TargetPath... conffiles) {
    ControlFields control =
        new ControlFields(
            "shop",
            new DebianVersion("1.2"),
            Architecture.ALL,
            "Ada <ada@example.org>",
            "web",
            List.of("python3"),
            List.of(),
            "",
            "a shop",
            List.of("A shop."));
    List<MaintainerScript> scripts =
        List.of(
            new MaintainerScript(MaintainerScript.Kind.POSTINST, "#!/bin/sh\nset -e\n"),
            new MaintainerScript(MaintainerScript.Kind.TRIGGERS, "interest-noawait /usr/x\n"));
    return new DebPackage(control, contents, scripts, new TreeSet<>(List.of(conffiles)), TIME);
  }

  private DebPackage rich() {
    TargetPath conffile = new TargetPath("/etc/shop/shop.conf");
    return of(
        List.of(
            new DebEntry.Tree(LIB, tree),
            DebEntry.text(conffile, "KEY=value\n"),
            DebEntry.program(new TargetPath("/usr/bin/shop"), "#!/bin/sh\n"),
            new DebEntry.Directory(new TargetPath("/var/lib/shop"), 02750),
            new DebEntry.Copy(new TargetPath("/usr/share/shop/copy"), tree.resolve("data"), 04644),
            new DebEntry.Link(new TargetPath("/etc/shop/lib"), "../../usr/lib/shop")),
        conffile);
  }

  private static String run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(Map.of("TZ", "UTC", "LC_ALL", "C.UTF-8"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @ParameterizedTest
  @EnumSource
  void writeWhenContentsAreRichGivesWhatDpkgReads(Compression compression) throws Exception {
    fillTree();

    new JdebWriter().write(rich(), compression, deb);

    String suffix = compression == Compression.NONE ? "" : "." + compression.extension();
    String control = compression == Compression.ZSTD ? ".gz" : suffix;
    assertThat(run("ar", "t", deb.toString()).lines())
        .containsExactly("debian-binary", "control.tar" + control, "data.tar" + suffix);
    assertThat(run("dpkg-deb", "--contents", deb.toString()).replaceAll(" +", " ").lines())
        .containsExactly(
            "drwxr-xr-x root/root 0 2026-11-23 10:15 ./",
            "drwxr-xr-x root/root 0 2026-11-23 10:15 ./etc/",
            "drwxr-xr-x root/root 0 2026-11-23 10:15 ./etc/shop/",
            "-rw-r--r-- root/root 10 2026-11-23 10:15 ./etc/shop/shop.conf",
            "drwxr-xr-x root/root 0 2026-11-23 10:15 ./usr/",
            "drwxr-xr-x root/root 0 2026-11-23 10:15 ./usr/bin/",
            "-rwxr-xr-x root/root 10 2026-11-23 10:15 ./usr/bin/shop",
            "drwxr-xr-x root/root 0 2026-11-23 10:15 ./usr/lib/",
            "drwxr-xr-x root/root 0 2026-11-23 10:15 ./usr/lib/shop/",
            "-rw-r--r-- root/root 5 2026-11-23 10:15 ./usr/lib/shop/caf\u00e9 100%",
            "-rw-r--r-- root/root 5 2026-11-23 10:15 ./usr/lib/shop/data",
            "drwxr-xr-x root/root 0 2026-11-23 10:15 ./usr/lib/shop/empty/",
            "drwxr-xr-x root/root 0 2026-11-23 10:15 ./usr/lib/shop/"
                + LONG.substring(0, LONG.indexOf('/') + 1),
            "-rw-r--r-- root/root 5 2026-11-23 10:15 ./usr/lib/shop/" + LONG,
            "-rw-r--r-- root/root 0 2026-11-23 10:15 ./usr/lib/shop/private",
            "-rwxr-xr-x root/root 10 2026-11-23 10:15 ./usr/lib/shop/program",
            "drwxr-xr-x root/root 0 2026-11-23 10:15 ./usr/share/",
            "drwxr-xr-x root/root 0 2026-11-23 10:15 ./usr/share/shop/",
            "-rw-r--r-- root/root 5 2026-11-23 10:15 ./usr/share/shop/copy",
            "drwxr-xr-x root/root 0 2026-11-23 10:15 ./var/",
            "drwxr-xr-x root/root 0 2026-11-23 10:15 ./var/lib/",
            "drwxr-x--- root/root 0 2026-11-23 10:15 ./var/lib/shop/",
            "lrwxrwxrwx root/root 0 2026-11-23 10:15 ./etc/shop/lib -> ../../usr/lib/shop",
            "lrwxrwxrwx root/root 0 2026-11-23 10:15 ./usr/lib/shop/absolute -> /no/such/python3",
            "lrwxrwxrwx root/root 0 2026-11-23 10:15 ./usr/lib/shop/dangling -> no/such/"
                + "z".repeat(150),
            "lrwxrwxrwx root/root 0 2026-11-23 10:15 ./usr/lib/shop/relative -> ../shop/data");
  }

  @Test
  void writeWhenExtractedGivesControlFilesAndSoundChecksums() throws Exception {
    fillTree();
    new JdebWriter().write(rich(), Compression.ZSTD, deb);
    Path raw = temporary.resolve("raw");

    run("dpkg-deb", "--raw-extract", deb.toString(), raw.toString());

    Path control = raw.resolve("DEBIAN");
    assertThat(control.resolve("conffiles")).hasContent("/etc/shop/shop.conf");
    assertThat(control.resolve("postinst")).isExecutable().hasContent("#!/bin/sh\nset -e");
    assertThat(Files.isExecutable(control.resolve("triggers"))).isFalse();
    assertThat(control.resolve("md5sums")).content().doesNotContain("shop.conf");
    assertThat(run("sh", "-ec", "cd " + raw + " && md5sum --check --strict DEBIAN/md5sums").lines())
        .hasSize(7)
        .allMatch(line -> line.endsWith(": OK"));
    assertThat(run("dpkg-deb", "--field", deb.toString(), "Installed-Size")).isEqualTo("24\n");
  }

  @Test
  void writeWhenInstalledIsVerifiedByDpkg() throws Exception {
    fillTree();
    Path root = Files.createDirectory(temporary.resolve("root"));
    Files.createDirectories(root.resolve("var/lib/dpkg/info"));
    Files.createDirectories(root.resolve("var/lib/dpkg/updates"));
    Files.createFile(root.resolve("var/lib/dpkg/status"));
    DebPackage rich = rich();
    new JdebWriter()
        .write(
            new DebPackage(rich.control(), rich.contents(), List.of(), rich.conffiles(), TIME),
            Compression.ZSTD,
            deb);

    run(
        "dpkg",
        "--root=" + root,
        "--force-not-root",
        "--log=/dev/null",
        "--install",
        "--force-depends",
        deb.toString());

    assertThat(run("dpkg", "--root=" + root, "--verify", "shop")).isEmpty();
    assertThat(root.resolve("usr/lib/shop").resolve(LONG)).hasContent("long");
  }

  @ParameterizedTest
  @EnumSource
  void writeWhenModesTimesAndOrderDifferGivesTheSameBytes(Compression compression)
      throws Exception {
    fillTree();
    new JdebWriter().write(rich(), compression, deb);
    byte[] first = Files.readAllBytes(deb);
    Files.setLastModifiedTime(tree.resolve("data"), FileTime.from(Instant.EPOCH));
    Files.setPosixFilePermissions(
        tree.resolve("data"), PosixFilePermissions.fromString("rw-rw----"));
    DebPackage same = rich();
    List<DebEntry> reversed = new ArrayList<>(same.contents());
    Collections.reverse(reversed);
    DebPackage other =
        new DebPackage(
            same.control(), reversed, same.scripts(), same.conffiles(), same.timestamp());

    String user = System.setProperty("user.name", "someone-else");
    try {
      new JdebWriter().write(other, compression, deb);
    } finally {
      System.setProperty("user.name", user);
    }

    assertThat(Arrays.equals(Files.readAllBytes(deb), first)).isTrue();
  }

  @Test
  void writeWhenEntriesComeFromArchiveGivesTheSameAsFromTree() throws Exception {
    fillTree();
    Files.createLink(tree.resolve("hard"), tree.resolve("data"));
    new JdebWriter().write(of(List.of(new DebEntry.Tree(LIB, tree))), Compression.ZSTD, deb);
    Path tar = temporary.resolve("tree.tar");
    run(
        "tar",
        "-C",
        tree.toString(),
        "--transform=s,^\\.,./usr/lib/shop,S",
        "-cf",
        tar.toString(),
        ".");
    Path other = temporary.resolve("other.deb");

    new JdebWriter().write(of(List.of(new DebEntry.Archive(tar))), Compression.ZSTD, other);

    assertThat(Files.mismatch(deb, other)).isEqualTo(-1);
  }

  @Test
  void writeWhenArchiveLeadsOutRefuses() throws Exception {
    fillTree();
    Path tar = temporary.resolve("bad.tar");
    run(
        "tar",
        "-C",
        tree.toString(),
        "-P",
        "--transform=s,data,../../etc/passwd,",
        "-cf",
        tar.toString(),
        "data");

    assertRefused(
        "cannot package \"../../etc/passwd\": it is no plain path: archive it by a path without"
            + " \"..\"",
        new DebEntry.Archive(tar));
  }

  @Test
  void writeWhenTreeHoldsPipeRefuses() throws Exception {
    Path pipe = tree.resolve("pipe");
    run("mkfifo", pipe.toString());

    assertRefused(
        "cannot package \""
            + pipe
            + "\": it is a device, a socket or a named pipe: a package holds"
            + " only files, directories and symbolic links; remove it",
        new DebEntry.Tree(LIB, tree));
  }

  @Test
  void writeWhenNamesAreOddHasThemExactly() throws Exception {
    List<String> names =
        List.of(
            " ",
            "%n",
            "$(id)",
            "-rf",
            "A",
            "a",
            "a b ",
            "caf\u00e9",
            "'\"\\",
            "*",
            "x".repeat(255));
    for (String name : names) {
      Files.writeString(Utf8Path.resolve(tree, name), name);
    }
    new JdebWriter().write(of(List.of(new DebEntry.Tree(LIB, tree))), Compression.ZSTD, deb);

    Path unpacked = temporary.resolve("unpacked");
    run("dpkg-deb", "--extract", deb.toString(), unpacked.toString());

    Path there = unpacked.resolve("usr/lib/shop");
    for (String name : names) {
      assertThat(Utf8Path.resolve(there, name)).hasContent(name);
    }
    assertThat(there.toFile().list()).hasSize(names.size());
  }

  @Test
  void writeWhenNameHasLineBreakRefuses() throws Exception {
    Files.writeString(tree.resolve("a\nb"), "");

    assertRefused(
        "cannot package \"/usr/lib/shop/a\\x0ab\": dpkg takes no control characters in a file's"
            + " name: rename it",
        new DebEntry.Tree(LIB, tree));
  }

  @Test
  void writeWhenNameIsNotUtf8Refuses() throws Exception {
    run("sh", "-c", "printf x > \"$1/$(printf 'caf\\351')\"", "sh", tree.toString());

    assertThatThrownBy(
            () ->
                new JdebWriter()
                    .write(of(List.of(new DebEntry.Tree(LIB, tree))), Compression.NONE, deb))
        .hasMessageEndingWith("its name, or its link's target, is not UTF-8: rename it");
  }

  @Test
  void writeWhenTwoEntriesHaveOnePathRefuses() {
    assertRefused(
        "cannot package \"/usr/lib/shop\" twice, as a file and as a symbolic link: leave one of"
            + " them out",
        DebEntry.text(LIB, ""),
        new DebEntry.Link(LIB, "x"));
  }

  @Test
  void writeWhenParentIsLinkRefuses() {
    assertRefused(
        "cannot package \"/usr/lib/shop/x\": \"/usr/lib/shop\" is a symbolic link, not a directory:"
            + " leave one of them out",
        new DebEntry.Link(LIB, "/tmp"),
        DebEntry.text(LIB.resolve("x"), ""));
  }

  @Test
  void writeWhenConffileIsMissingRefuses() {
    DebPackage missing = of(List.of(), new TargetPath("/etc/shop"));

    assertThatThrownBy(() -> new JdebWriter().write(missing, Compression.ZSTD, deb))
        .hasMessage(
            "the conffile \"/etc/shop\" is no regular file of the package: add it to the contents,"
                + " or leave it out of the conffiles");
  }

  @Test
  void writeWhenRefusedLeavesNothingBehind() throws Exception {
    run("mkfifo", tree.resolve("pipe").toString());

    assertThatThrownBy(
            () ->
                new JdebWriter()
                    .write(of(List.of(new DebEntry.Tree(LIB, tree))), Compression.ZSTD, deb))
        .isInstanceOf(BuildFailure.class);

    assertThat(deb.getParent()).isEmptyDirectory();
  }

  @Test
  void writeWhenFolderIsFileTellsIt() throws Exception {
    Files.writeString(deb.getParent(), "");

    assertThatThrownBy(() -> new JdebWriter().write(of(List.of()), Compression.ZSTD, deb))
        .isInstanceOf(BuildFailure.class)
        .hasMessageStartingWith("cannot write " + deb + ": ");
  }

  private void assertRefused(String message, DebEntry... entries) {
    assertThatThrownBy(() -> new JdebWriter().write(of(List.of(entries)), Compression.ZSTD, deb))
        .isInstanceOf(BuildFailure.class)
        .hasMessage(message);
  }
}
