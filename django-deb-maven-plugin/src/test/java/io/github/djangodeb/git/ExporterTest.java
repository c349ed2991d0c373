package io.github.djangodeb.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.network.WebAccess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExporterTest {
  @TempDir Path temporary;
  private SampleRepository sample;

  @BeforeEach
  void makeRepository() throws Exception {
    sample = SampleRepository.in(temporary.resolve("repository"));
  }

  private Path output() {
    return temporary.resolve("repository/target");
  }

  private GitSource source() {
    return new GitSource(
        temporary.resolve("cache"),
        (name, what) -> () -> {},
        io.github.djangodeb.login.Logins.NONE,
        WebAccess.NONE,
        GitEvents.none());
  }

  private Path export(Path folder) throws Exception {
    Path target = Files.createDirectory(temporary.resolve("exported"));
    try (Commit commit = source().local(folder, Optional.empty(), false, output())) {
      commit.export(target);
    }
    return target;
  }

  private void makeRich() throws Exception {
    sample
        .write("manage.py", "#!/usr/bin/env python3\n")
        .write("shop/settings.py", "DEBUG = True\n")
        .write("shop/empty.py", "")
        .write("caf\u00e9/men\u00fc 100%.txt", "\u00e9\n")
        .write("docs/index.rst", "left out\n")
        .write("docs/deep/more.rst", "left out\n")
        .write("notes/todo.txt", "left out\n")
        .write("notes/kept.md", "kept\n")
        .write("only.ignored/x", "left out, so the folder is empty\n")
        .write("dos/run.bat", "echo a\necho b\r\n")
        .write("dos/auto.txt", "one\ntwo\n")
        .write("dos/mixed.auto", "one\r\ntwo\n")
        .write("unix/crlf.txt", "one\r\ntwo\r\n")
        .write("ident.txt", "$Id$ and $Id: old $ and $Identity$\n")
        .write("latin.txt", "\u00e9t\u00e9\n")
        .write("binary.dat", "\u0000\n\r\n$Id$")
        .write(
            "version.txt",
            """
            $Format:%H %h %T %t$
            $Format:%an <%ae> %al|%cn <%ce>$
            $Format:%ad|%aD|%ai|%aI|%as|%at$
            $Format:%cd|%cD|%ci|%cI|%cs|%ct$
            $Format:%s|%f|%b|%B|%%|%n|%x41$
            $Format:%P|%p|%e$ $Format: $ $Other:%H$ $Format:unknown %Q %(nothing)$
            $Format:%(describe:tags=true,exclude=v*)$
            """)
        .write("unsubstituted.txt", "$Format:%H$\n")
        .write("sub/.gitattributes", "*.sh eol=crlf\nlocal.txt export-ignore\n")
        .write("sub/a.sh", "a\n")
        .write("sub/local.txt", "left out\n")
        .write("sub/inner/local.txt", "left out too\n")
        .write("sub/version.txt", "$Format:%H$\n")
        .write(
            ".gitattributes",
            """
            [attr]hidden export-ignore
            docs export-ignore
            /notes/*.txt hidden
            only.ignored/x export-ignore
            *.bat text eol=crlf
            *.auto text=auto eol=crlf
            dos/auto.txt text=auto eol=crlf
            *.dat binary eol=crlf
            ident.txt ident
            latin.txt working-tree-encoding=ISO-8859-1
            version.txt export-subst
            .gitattributes export-ignore
            """);
    Path root = sample.folder();
    root.resolve("manage.py").toFile().setExecutable(true);
    Files.createSymbolicLink(root.resolve("shop/link.py"), Path.of("settings.py"));
    Files.createSymbolicLink(root.resolve("shop/up"), Path.of("../caf\u00e9"));
    Files.createSymbolicLink(root.resolve("dangling"), Path.of("no/such"));
    sample.git("config", "core.autocrlf", "false");
    sample.commit("Make a shop: r\u00e9sum\u00e9!\n\nWith a body\nof two lines.");
    sample.git("tag", "--annotate", "v1.0", "--message", "one");
    sample.git("tag", "plain");
    sample.write("shop/more.py", "x = 1\n").commit("Sell... more -- things.");
  }

  @Test
  void exportWhenRepositoryIsRichGivesWhatGitArchiveDoes() throws Exception {
    makeRich();
    Path expected = temporary.resolve("expected");
    sample.archive("HEAD", expected);

    Path exported = export(sample.folder());

    assertThat(SampleRepository.listing(exported))
        .containsExactlyEntriesOf(SampleRepository.listing(expected));
  }

  @Test
  void exportWhenSubfolderGivesWhatGitArchiveDoesOfIt() throws Exception {
    makeRich();
    Path expected = temporary.resolve("expected");
    sample.archive("HEAD", expected, "sub");

    Path exported = export(sample.folder().resolve("sub"));

    assertThat(SampleRepository.listing(exported))
        .containsExactlyEntriesOf(SampleRepository.listing(expected.resolve("sub")));
  }

  @Test
  void exportWhenFilterIsConfiguredDoesNotRunIt() throws Exception {
    Path proof = temporary.resolve("proof");
    sample.write("a.txt", "text\n").write(".gitattributes", "a.txt filter=evil\n").commit("One");
    sample.git("config", "filter.evil.smudge", "touch " + proof);
    sample.git("config", "filter.evil.clean", "touch " + proof);
    sample.write("a.txt", "text\n");

    Path exported = export(sample.folder());

    assertThat(exported.resolve("a.txt")).hasContent("text");
    assertThat(proof).doesNotExist();
  }

  @Test
  void exportWhenUsersConfigurationIsOddStaysTheSame() throws Exception {
    sample.write("a.txt", "one\n").write(".gitattributes", "* text=auto\n").commit("One");
    sample.git("config", "core.eol", "crlf");
    Files.writeString(sample.folder().resolve(".git/info/attributes"), "a.txt export-ignore\n");

    Path exported = export(sample.folder());

    assertThat(exported.resolve("a.txt")).content().isEqualTo("one\n");
  }

  @Test
  void exportWhenFormatAsksForTagsLeavesBranchesOut() throws Exception {
    sample
        .write("version.py", "refs = '$Format:%d|%D$'\n")
        .write(".gitattributes", "version.py export-subst\n")
        .commit("One");
    sample.git("tag", "v2");
    sample.git("tag", "--annotate", "v1", "--message", "one");

    Path exported = export(sample.folder());

    assertThat(exported.resolve("version.py"))
        .hasContent("refs = ' (tag: v1, tag: v2)|tag: v1, tag: v2'");
  }

  @Test
  void exportWhenLinksLeadOutRefusesEachByName() throws Exception {
    sample.write("a/b/c/file", "x").write("g/file", "x").write("d/e/file", "x");
    Path root = sample.folder();
    Files.createSymbolicLink(root.resolve("absolute"), Path.of("/no/such"));
    Files.createSymbolicLink(root.resolve("a/out"), Path.of("../../up"));
    Files.createSymbolicLink(root.resolve("d/e/shallow"), Path.of("../../g"));
    Files.createSymbolicLink(root.resolve("sly"), Path.of("d/e/shallow/../../etc"));
    Files.createSymbolicLink(root.resolve("fine"), Path.of("a/b/../../g/file"));
    Files.createSymbolicLink(root.resolve("circle"), Path.of("circle"));
    sample.commit("One");

    assertThatThrownBy(() -> export(sample.folder()))
        .isInstanceOf(BuildFailure.class)
        .hasMessage(
            """
            symbolic links lead out of the packaged folder:
             - a/out -> ../../up
             - absolute -> /no/such
             - sly -> d/e/shallow/../../etc
            let them name files within it by relative paths, mark them export-ignore in \
            .gitattributes, or package a folder further up with <sourceDirectory>""");
  }

  @Test
  void exportWhenFileIsInLargeFileStorageRefuses() throws Exception {
    sample
        .write(
            "static/logo.png",
            "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n")
        .commit("One");

    assertThatThrownBy(() -> export(sample.folder()))
        .hasMessage(
            "cannot export \"static/logo.png\": git holds only a pointer to it, the file is in Git"
                + " LFS: commit the file itself (\"git lfs migrate export\"), or mark it"
                + " export-ignore in .gitattributes");
  }

  @Test
  void exportWhenEncodingIsAmbiguousRefuses() throws Exception {
    sample.write("a.txt", "one\n").write(".gitattributes", "a.txt working-tree-encoding=UTF-16\n");
    Files.write(sample.folder().resolve("a.txt"), "one\n".getBytes(StandardCharsets.UTF_16));
    sample.commit("One");

    assertThatThrownBy(() -> export(sample.folder()))
        .hasMessage(
            "cannot export \"a.txt\": its working-tree-encoding \"UTF-16\" in .gitattributes is not"
                + " known, or ambiguous: use one such as \"UTF-16LE\" or \"ISO-8859-1\"");
  }

  @Test
  void exportWhenTreeHoldsOddNameRefuses() throws Exception {
    sample.write("a", "x").commit("One");
    String blob = sample.git("rev-parse", "HEAD:a").strip();
    Path list = temporary.resolve("list");
    Files.writeString(list, "100644 blob " + blob + "\t..\n");
    String tree =
        SampleRepository.run(
                "sh",
                "-c",
                "git -C \"$1\" mktree < \"$2\"",
                "sh",
                sample.folder().toString(),
                list.toString())
            .strip();
    String commit = sample.git("commit-tree", "-m", "odd", tree).strip();
    Path target = Files.createDirectory(temporary.resolve("exported"));

    try (Commit odd = source().local(sample.folder(), Optional.of(commit), false, output())) {
      assertThatThrownBy(() -> odd.export(target))
          .hasMessage("cannot export \"..\" from git: it is no plain name in UTF-8: rename it");
    }
  }
}
