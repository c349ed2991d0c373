package io.github.djangodeb.requirements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequirementsReaderTest {
  private static final String HASH = "sha256:" + "0123456789abcdef".repeat(4);

  @TempDir Path folder;
  private Path root;

  @BeforeEach
  void makeTree() throws IOException {
    root = Files.createDirectory(folder.resolve("tree"));
  }

  private Path write(String name, String text) throws IOException {
    return write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private Path write(String name, byte[] bytes) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  private Requirements read(String text) throws Exception {
    return RequirementsReader.read(root, write("requirements.txt", text), root);
  }

  private List<String> canonical(String text) throws Exception {
    return read(text).canonical();
  }

  private void refused(String text, String message) throws IOException {
    write("requirements.txt", text);
    assertThatThrownBy(() -> RequirementsReader.read(root, root.resolve("requirements.txt"), root))
        .isInstanceOfSatisfying(
            BuildFailure.class, failure -> assertThat(failure.isUsers()).isTrue())
        .hasMessage(message);
  }

  @Test
  void readWhenOrderCommentsAndSpellingDifferGivesTheSame() throws Exception {
    List<String> plain = canonical("django>=4.2,<5\ngunicorn\n");
    assertThat(canonical("# web\n\nGunicorn # server\r\n  Django < 5 , >= 4.2\n")).isEqualTo(plain);
    assertThat(canonical("gunicorn\ndjango (>=4.2,<5)")).isEqualTo(plain);
    assertThat(plain).containsExactly("django<5,>=4.2", "gunicorn");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Django|django",
        "zope.interface == 5.*|zope-interface==5.*",
        "celery[redis, SQS]~=5.3|celery[redis,sqs]~=5.3",
        "celery []|celery",
        "tzdata; sys_platform=='win32'|tzdata ; sys_platform == \"win32\"",
        "a ; (python_version<'3' or os_name=='nt') and 'x' not in extra"
            + "|a ; (python_version < \"3\" or os_name == \"nt\") and \"x\" not in extra",
        "a @ https://host/a-1.0.zip#sha256=ab ; os_name=='posix'"
            + "|a @ https://host/a-1.0.zip#sha256=ab ; os_name == \"posix\"",
        "A_b[x] @ git+https://host/a.git@v1.0|a-b[x] @ git+https://host/a.git@v1.0",
        "https://host/Foo_Bar-1.0-py3-none-any.whl"
            + "|foo-bar @ https://host/Foo_Bar-1.0-py3-none-any.whl",
        "git+https://host/a.git#egg=Foo|foo @ git+https://host/a.git#egg=Foo",
        "https://host/master.zip|https://host/master.zip",
        "a @ git+https://${TOKEN}@host/a.git@1|a @ git+https://${TOKEN}@host/a.git@1",
        "a===1.0-custom|a===1.0-custom",
        "--pre|--pre",
        "--no-binary :all:|--no-binary=:all:",
        "-r requirements.txt --pre|--pre",
      })
  void readWhenLineIsGoodGivesItsOneSpelling(String line, String expected) throws Exception {
    write("other.txt", line.replace("requirements.txt", "empty.txt"));
    write("empty.txt", "");
    assertThat(canonical("-r other.txt")).containsExactly(expected);
  }

  @Test
  void readWhenLinesAreContinuedJoinsThem() throws Exception {
    String text =
        "django==4.2 \\\n    --hash="
            + HASH
            + " \\\n    --hash "
            + HASH
            + "\n\\\n  a \\\n--hash "
            + HASH
            + "\\";
    assertThat(canonical(text)).containsExactly("a --hash=" + HASH, "django==4.2 --hash=" + HASH);
  }

  @Test
  void readWhenAFileIncludesAnotherKnowsWhichHasWhat() throws Exception {
    write("base.txt", "celery\n");
    Requirements read = read("-r base.txt\ngunicorn\n");
    assertThat(read.fileOf("celery")).isEqualTo("base.txt");
    assertThat(read.fileOf("gunicorn")).isEqualTo("requirements.txt");
  }

  @Test
  void readWhenCommentEndsInBackslashDoesNotJoin() throws Exception {
    assertThat(canonical("# old \\\ndjango\n")).containsExactly("django");
  }

  @Test
  void readWhenFilesAreIncludedTakesThemRelativeToTheirIncluder() throws Exception {
    write("requirements/base.txt", "-r more/web.txt\n-c limits.txt\n");
    write("requirements/more/web.txt", "gunicorn\n");
    write("requirements/limits.txt", "django<5\n");
    Requirements read = read("-rrequirements/base.txt\n--requirement=requirements/more/web.txt");
    assertThat(read.canonical()).containsExactly("gunicorn", "# constraint: django<5");
    assertThat(read.constraintsForPip("/x")).containsExactly("django<5");
  }

  @Test
  void readWhenFilesIncludeEachOtherRefuses() throws Exception {
    write("a.txt", "-r requirements.txt");
    refused(
        "-r a.txt",
        "a.txt:1: \"-r requirements.txt\" includes a file that includes this one: remove one of"
            + " the lines");
  }

  @Test
  void readWhenPathsAreInTheTreeTakesTheirContentIntoAccount() throws Exception {
    write("vendor/x/setup.py", "1");
    write("vendor/w-1.0-py3-none-any.whl", "wheel");
    Requirements one = read("./vendor/x[a] ; os_name=='posix'\nvendor/w-1.0-py3-none-any.whl\n.");
    assertThat(one.canonical())
        .containsExactly(
            ".", "./vendor/w-1.0-py3-none-any.whl", "./vendor/x[a] ; os_name == \"posix\"");
    assertThat(one.forPip("/build/source").get(0))
        .contains("/build/source", "/build/source/vendor/x[a] ; os_name == \"posix\"");
    write("vendor/x/setup.py", "2");
    Requirements two = read("./vendor/x");
    assertThat(two.trees().first()).isNotEqualTo(one.trees().last());
    assertThat(two.trees()).extracting(LocalTree::path).containsExactly("vendor/x");
  }

  @Test
  void readWhenPathIsRelativeToAnotherUsualFolderFindsIt() throws Exception {
    write("vendor/x/setup.py", "");
    Path file = write("deploy/requirements/all.txt", "./vendor/x\n../../vendor/x\n");
    assertThat(RequirementsReader.read(root, file, root).canonical()).containsExactly("./vendor/x");
  }

  @Test
  void readWhenPathIsTheTreeItselfFindsIt() throws Exception {
    Path file = write("tests/app/idp/requirements.txt", "../../..\n");
    assertThat(RequirementsReader.read(root, file, file.getParent()).canonical())
        .containsExactly(".");
  }

  @Test
  void forPipWhenRequirementsHaveHashesAsksForThemOfAll() throws Exception {
    Requirements read = read("django==4.2 --hash=" + HASH);
    assertThat(read.forPip("/s"))
        .containsExactly(List.of("--require-hashes", "django==4.2 --hash=" + HASH));
    assertThat(read.canonical()).containsExactly("django==4.2 --hash=" + HASH);
    assertThat(read("--require-hashes\ndjango==4.2 --hash=" + HASH).forPip("/s").get(0))
        .containsOnlyOnce("--require-hashes");
    assertThat(read("django==4.2").forPip("/s")).containsExactly(List.of("django==4.2"));
  }

  @Test
  void readWhenOnlySomeRequirementsHaveHashesNamesTheOthers() throws Exception {
    refused(
        "django==4.2 --hash=" + HASH + "\ngunicorn==23\na @ https://u:p@host/a.zip",
        "2 faults in the configuration:\n"
            + " - requirements.txt:3: \"a @ https://****@host/a.zip\" has a user or password in its"
            + " address, and this file becomes part of a package: write ${NAME} in their place,"
            + " and set that environment variable when you build\n"
            + " - requirements.txt: some requirements have hashes, so every one needs a hash, and"
            + " these have none: gunicorn==23. Let a tool write them, such as pip-compile"
            + " --generate-hashes");
    assertThat(canonical("a @ https://h/a.zip#sha256=ab\ndjango==4.2 --hash=" + HASH)).hasSize(2);
  }

  @Test
  void unpinnedWhenVersionsAreNotExactNamesThem() throws Exception {
    Requirements read =
        read(
            "a\nb>=1,<2\nc==1.*\nd==1.0\ne===1-x\nf~=1.0\ng @ git+https://host/g@main\n"
                + "h @ https://host/h.zip\ni>1\nj\n-c limits.txt",
            "limits.txt",
            "i==1.5\nb<2");
    assertThat(read.unpinned(java.util.Set.of(new ProjectName("J"))))
        .containsExactly("a", "b<2,>=1", "c==1.*", "f~=1.0", "g @ git+https://host/g@main");
  }

  private Requirements read(String text, String other, String otherText) throws Exception {
    write(other, otherText);
    return read(text);
  }

  @Test
  void readWhenFindLinksIsInTheTreeItsContentCounts() throws Exception {
    write("wheels/a.whl", "");
    Requirements read = read("--find-links wheels\n-f https://u:${PASS}@host/links\ndjango");
    assertThat(read.trees()).extracting(LocalTree::path).containsExactly("wheels");
    assertThat(read.canonical()).containsExactly("django");
    assertThat(read.forPip("/s").get(0))
        .containsExactly(
            "--find-links=https://u:${PASS}@host/links", "--find-links=/s/wheels", "django");
  }

  @Test
  void readWhenIndexIsNamedKeepsItOutOfTheCanonicalText() throws Exception {
    Requirements read =
        read("-i https://${USER}:${PASS}@host/simple\n--trusted-host host\n--no-index\ndjango");
    assertThat(read.locations())
        .containsExactly(
            "--index-url=https://${USER}:${PASS}@host/simple", "--trusted-host=host", "--no-index");
    assertThat(read.canonical()).containsExactly("django");
    assertThat(read.variables()).containsExactly("PASS", "USER");
  }

  @Test
  void readWhenRepositoryHasNoCommitWarns() throws Exception {
    assertThat(read("a @ git+https://host/a.git@main\n").warnings())
        .containsExactly(
            "requirements.txt:1: \"a @ git+https://host/a.git@main\" names no full commit, so what"
                + " it installs may change while the package keeps its name: append @ and the 40"
                + " digits of a commit");
    assertThat(read("a @ git+https://host/a.git@" + "0".repeat(40)).warnings()).isEmpty();
  }

  @Test
  void namesWhenProjectIsListedAnswersWhateverItsSpelling() throws Exception {
    Requirements read = read("Gunicorn[gevent]>=20\nother @ https://host/x.zip\n");
    assertThat(read.names("gunicorn")).isTrue();
    assertThat(read.names("other")).isTrue();
    assertThat(read.names("django")).isFalse();
  }

  @Test
  void fetchersWhenRepositoriesAreNamedAreTheirDebianPackages() throws Exception {
    assertThat(read("a @ git+https://host/a\nb @ hg+https://host/b\nc").fetchers())
        .containsExactly("git", "mercurial");
  }

  @Test
  void readWhenFileHasAByteOrderMarkDecodesIt() throws Exception {
    Path utf8 = write("8.txt", "\uFEFFdjango\r\ngunicorn\r\n");
    assertThat(RequirementsReader.read(root, utf8, root).canonical())
        .containsExactly("django", "gunicorn");
    Path utf16 = write("16.txt", "\uFEFFdjango\r\n".getBytes(StandardCharsets.UTF_16LE));
    assertThat(RequirementsReader.read(root, utf16, root).canonical()).containsExactly("django");
  }

  @Test
  void readWhenEncodingIsDeclaredUsesIt() throws Exception {
    String text = "# -*- coding: latin-1 -*-\ndjango # für alle\n";
    Path file = write("l.txt", text.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(RequirementsReader.read(root, file, root).canonical()).containsExactly("django");
  }

  @Test
  void readWhenEncodingIsAnotherRefuses() throws Exception {
    Path file = write("l.txt", "django\n# für\n".getBytes(Charset.forName("windows-1252")));
    assertThatThrownBy(() -> RequirementsReader.read(root, file, root))
        .hasMessage(
            "l.txt:2: the byte 0xFC is no UTF-8: save the file as UTF-8, or name its encoding in"
                + " its first line, such as \"# -*- coding: latin-1 -*-\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "-e .|is an editable install, a link to a folder of the machine that builds: write \".\""
            + " without -e, or delete the line if the project only needs to be importable: its"
            + " source is on PYTHONPATH",
        "--editable=git+https://host/a.git@1#egg=a|is an editable install, a link to a folder of"
            + " the machine that builds: write it as \"name @ git+https://host/a.git@1\"",
        "django=4.2|has a single \"=\": write \"==\" for an exact version",
        "django gunicorn|is no requirement: write one such as \"django>=4.2,<5\"",
        "dj\u00A0ango|has the character U+00A0, which no requirement has: write it anew",
        "django ; python_versio < '3'|has an environment marker that pip cannot read,"
            + " \"python_versio < '3'\": write one such as python_version < \"3.12\"",
        "django --hash=md5:00|has a hash that is none: write --hash=sha256: and 64 digits",
        "django --global-option=x|has --global-option, which newer versions of pip ignore: use"
            + " --config-settings",
        "django --pre|has --pre behind a requirement: put it on a line of its own",
        "--hash=sha256:00|has --hash without a requirement: put it behind one",
        "--user|has the option --user, which is not known here: remove it",
        "--pre=yes|has a value for --pre, which takes none: remove it",
        "--index-url|has no value for --index-url: add it",
        "-i ftp://host|has a value of --index-url that is none: correct it",
        "a @ file:///etc/passwd|is a path of one machine: write the path relative to this file"
            + " (./vendor/name)",
        "file:///etc/passwd|is a path of one machine: write the path relative to this file"
            + " (./vendor/name)",
        "a @ ./x|has no address behind its \"@\": write a whole one (https://...), or for a folder"
            + " of the source tree only its path (./vendor/name)",
        "git+ssh://git@host/a.git|needs a key, and the build chroot has none: write git+https://,"
            + " with ${NAME} for a token that an environment variable holds",
        "git+ext::sh|has an address that begins with \"git+ext:\": use https or git+https",
        "a @ git+https://host/a.git@--upload-pack=x|names a revision that is none: write a branch,"
            + " tag or commit",
        "django>=${VERSION}|has an environment variable that would change what is installed without"
            + " changing the package's name: write its value (a variable may stand only for the"
            + " user and password of an address)",
        "-r /etc/passwd|leaves the source tree: move what it names into the repository, or set"
            + " <sourceDirectory> to a folder that holds both",
        "/etc/passwd|leaves the source tree: move what it names into the repository, or set"
            + " <sourceDirectory> to a folder that holds both",
        "../x|leaves the source tree: move what it names into the repository, or set"
            + " <sourceDirectory> to a folder that holds both",
        "./missing|names a path that is not in the source tree: commit it, or correct the path,"
            + " which is relative to the folder of the requirements file",
        "-r missing.txt|names a file that is not in the source tree: commit it, or correct its"
            + " path, which is relative to the folder of this file",
        "-r https://host/r.txt|takes requirements from an address, where they change unseen: commit"
            + " the file",
        "-f /opt/wheels|is a path of one machine: set <findLinks> in the pom, or commit the folder"
            + " and write its path relative to this file",
        "--no-binary a;b|has a value of --no-binary that is none: write names between commas, or"
            + " :all:",
        "a --hash='x|has an open quote: close it",
        "a[,]|has an extra without a proper name: write them as [a,b]",
      })
  void readWhenLineCannotBePackagedTellsWhereAndWhy(String line, String reason) throws Exception {
    refused("django\n" + line, "requirements.txt:2: \"" + line + "\" " + reason);
  }

  @Test
  void readWhenAddressHasAPasswordDoesNotRepeatIt() throws Exception {
    refused(
        "a @ https://me:secret@host/a.zip",
        "requirements.txt:1: \"a @ https://****@host/a.zip\" has a user or password in its"
            + " address, and this file becomes part of a package: write ${NAME} in their place,"
            + " and set that environment variable when you build");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--index-url", "--extra-index-url", "--find-links"})
  void readWhenAnIndexHasAPasswordDoesNotRepeatIt(String option) throws Exception {
    refused(
        "gunicorn\n" + option + " https://me:secret@host/simple",
        "requirements.txt:2: \""
            + option
            + " https://****@host/simple\" has a user or password in its address, and this file"
            + " becomes part of a package: write ${NAME} in their place, and set that environment"
            + " variable when you build");
  }

  @Test
  void readWhenSeveralLinesAreBadTellsAll() throws Exception {
    refused(
        "-e x\ndjango=1",
        "2 faults in the configuration:\n"
            + " - requirements.txt:1: \"-e x\" is an editable install, a link to a folder of the"
            + " machine that builds: write \"x\" without -e, or delete the line if the project only"
            + " needs to be importable: its source is on PYTHONPATH\n"
            + " - requirements.txt:2: \"django=1\" has a single \"=\": write \"==\" for an exact"
            + " version");
  }

  @Test
  void readWhenLinkLeadsOutOfTheTreeRefuses() throws Exception {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.createSymbolicLink(root.resolve("x"), outside);
    refused(
        "./x",
        "requirements.txt:1: \"./x\" leaves the source tree: move what it names into the"
            + " repository, or set <sourceDirectory> to a folder that holds both");
  }

  @Test
  void expandWhenVariablesAreKnownPutsTheirValues() {
    assertThat(Variables.expand("https://${A}:${B}@h/", Map.of("A", "$1", "B", "x")))
        .isEqualTo("https://$1:x@h/");
  }
}
