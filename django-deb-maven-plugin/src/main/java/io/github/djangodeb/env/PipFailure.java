package io.github.djangodeb.env;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Listens to pip and, where it fails, tells why and what to do about it. */
final class PipFailure {
  /** Compilers are talkative; what they lack stands near the end. */
  private static final int KEPT = 5000;

  private static final int VERSIONS_TOLD = 5;
  private static final String DEBIAN_FILE = "venv-debian-requirements.txt";
  private static final Pattern NO_VERSION =
      Pattern.compile(
          "ERROR: Could not find a version that satisfies the requirement (.+?)"
              + " \\(from versions: (.*)\\)");
  private static final Pattern FROM = Pattern.compile(" \\(from .*");
  private static final Pattern FAILED_WHEEL =
      Pattern.compile("(?:ERROR: Failed building wheel for|ERROR: Failed to build) '?([^' ]+)'?.*");
  private static final Pattern AT_WORK =
      Pattern.compile("(?:Collecting|Processing|Building wheel for) ([^ ]+).*");
  private static final Pattern ARCHIVE =
      Pattern.compile("(?:.*/)?([A-Za-z0-9._-]+?)-[0-9][^/]*\\.(?:tar\\..*|tgz|zip|whl)");
  private static final Pattern CONFLICT = Pattern.compile("ERROR: Cannot install (.+) because .*");
  private static final Pattern OTHER_PYTHON =
      Pattern.compile("ERROR: Package '([^']+)' requires a different Python: (\\S+) not in (.+)");
  private static final Pattern MISMATCH =
      Pattern.compile("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES.*");
  private static final Pattern DAMAGED =
      Pattern.compile(
          "ERROR: Wheel '.*' located at .* is invalid.*|.*(?:BadZipFile|Bad CRC-32|zlib\\.error"
              + "|CRC check failed|File is not a zip file|unexpected end of data"
              + "|not a gzip file|EOFError).*");

  /** What follows it: the requirement, its archive's address, and where it stands. */
  private static final Pattern MISMATCHED =
      Pattern.compile(
          "(?:.* from )?\\S+/([^/\\s#]+\\.(?:whl|zip|tar\\.\\w+|tgz))(?:#\\S+)?(?: \\(from .*)?:");

  private static final Pattern HASH_MODE =
      Pattern.compile(
          "ERROR: (?:In --require-hashes mode|Hashes are required in --require-hashes mode).*");
  private static final Pattern UNREACHABLE =
      Pattern.compile(
          ".*?(Temporary failure in name resolution|Name or service not known|Connection refused"
              + "|Network is unreachable|Read timed out|timed out|SSLError"
              + "|ProxyError|Failed to establish a new connection"
              + "|too many 5\\d\\d error responses|5\\d\\d Server Error|HTTP error 5\\d\\d"
              + "|not enough bytes were received|Connection broken: IncompleteRead"
              + "|Connection aborted|Connection reset by peer).*");
  private static final Pattern REFUSED =
      Pattern.compile(
          ".*(?:40[13] (?:Client )?Error|User for .* No --no-input|could not read"
              + " Username|Authentication failed).*");

  /** As {@code paced_pip.py} says it: pip itself does not. */
  private static final Pattern ANSWERED =
      Pattern.compile(".*WARNING: (\\S+) answered (40[13]) (to a login|without a login)");

  private static final Pattern LINKS = Pattern.compile(".*Looking in links: (.*)");

  private static final String LOGIN =
      ". It is the one of the <server> of settings.xml that <indexServerId> names, or whose id is"
          + " the address's host, else the one of ~/.netrc";

  private static final Pattern IGNORED =
      Pattern.compile(
          ".*The repository located at (\\S+) is not a trusted or secure host and is being"
              + " ignored.*");

  private static final Pattern CERTIFICATE =
      Pattern.compile(".*certificate verify failed: ([^(]+?) \\(_ssl.*");

  private static final Pattern CERTIFICATE_OF =
      Pattern.compile(
          ".*Could not fetch URL (\\S+): There was a problem confirming the ssl certificate.*");

  /** As git says it with the one or the other library for TLS, of one or the other release. */
  private static final Pattern GITS_CERTIFICATE =
      Pattern.compile(
          "fatal: unable to access '([^']+)':"
              + " (?:SSL certificate problem: |SSL: |server verification failed: )?"
              + "(server certificate verification failed|self.signed .*?|unable to get .*?"
              + "|(?:no alternative )?certificate .*?|attached OCSP .*?)"
              + "(?:\\. \\(?CAfile.*)?");

  private static final Pattern UNTRUSTED =
      Pattern.compile(".*(?:self.signed|issuer|signer not trusted).*");

  /** What git of bookworm says of every certificate that is not good, whatever the reason. */
  private static final String UNTRUSTED_OR_OLD = "server certificate verification failed";

  private static final Pattern DISK = Pattern.compile(".*No space left on device.*");
  private static final Pattern BOMB =
      Pattern.compile(".*File too large.*|ERROR: \\S+ has more than \\d+ files or \\d+ bytes;.*");
  private static final Pattern KILLED = Pattern.compile("ERROR: pip was ended by signal (\\d+)");

  /** The signal that the kernel sends where memory runs out. */
  private static final String KILL = "9";

  /** What gcc, cargo, Python and pip say of a program which that signal ended. */
  private static final Pattern KILLED_PROGRAM =
      Pattern.compile(
          ".*(?:Killed signal terminated program|\\(signal: 9, SIGKILL|died with <Signals\\.SIGKILL"
              + "|exit code: -9\\b).*");

  private static final Pattern SCM_VERSION =
      Pattern.compile(".*setuptools[-_]scm was unable to detect version.*");
  private static final Pattern BUILD_FAILED = Pattern.compile(".*subprocess-exited-with-error.*");

  private final PipSources sources;
  private final Deque<String> lines = new ArrayDeque<>();

  PipFailure(PipSources sources) {
    this.sources = sources;
  }

  /** Takes note of a line that pip wrote. */
  void hear(String line) {
    if (lines.size() == KEPT) {
      lines.removeFirst();
    }
    lines.addLast(line);
  }

  /** Whether an archive is not what it should be: the index has another one, or it was damaged. */
  boolean blamesArchive() {
    return first(MISMATCH).isPresent() || first(DAMAGED).isPresent();
  }

  /**
   * Whether a line is of a 403 for a project's page, which some indexes give for each project that
   * they lack, and is not what the reason is about.
   */
  boolean isBesideThePoint(String line) {
    Matcher refusal = ANSWERED.matcher(line.strip());
    return refusal.matches()
        && refusal.group(1).endsWith("/")
        && refusal.group(2).equals("403")
        && !reason().contains(refusal.group(1) + " answered 403 ");
  }

  /** Whether pip, or what builds for it, did not end by itself: no fault of the requirements. */
  boolean wasKilled() {
    return first(KILLED).isPresent() || builderWasKilled();
  }

  /** What compiles takes most of the memory, and so is what the kernel ends. */
  private boolean builderWasKilled() {
    return first(KILLED_PROGRAM).isPresent() && failedToBuild();
  }

  /** What to say of a program that did not end by itself. */
  static String killed(String program) {
    return program
        + " was killed, as the kernel does when memory runs out: see its log (journalctl -k), give"
        + " this machine or its container more memory, and build again";
  }

  /** The likeliest reason, as a sentence that ends in what to do. */
  String reason() {
    List<Supplier<Optional<String>>> causes =
        List.of(
            this::disk,
            this::bomb,
            this::kill,
            this::refused,
            this::hashes,
            this::otherPython,
            this::answered,
            this::ignored,
            this::untrusted,
            this::unreachable,
            this::damaged,
            this::noVersion,
            this::conflict,
            this::compilation);
    return causes.stream()
        .flatMap(cause -> cause.get().stream())
        .findFirst()
        .orElse("pip failed: mend what its last lines name");
  }

  private Optional<String> disk() {
    return first(DISK).map(line -> "the disk is full: free some space on the cache folder's disk");
  }

  private Optional<String> bomb() {
    return first(BOMB)
        .map(
            line ->
                "a requirement unpacks to more than a virtualenv may hold (files of 4 GiB, 10 GiB"
                    + " and 500000 files in all): see what it is, and do not trust it");
  }

  private Optional<String> kill() {
    return first(KILLED)
        .map(
            line ->
                line.group(1).equals(KILL)
                    ? killed("pip")
                    : "pip was ended by signal "
                        + line.group(1)
                        + ", which this build did not send: see this machine's log (journalctl) for"
                        + " what did, or what crashed, and build again")
        .or(
            () ->
                builderWasKilled()
                    ? Optional.of(killed("a program that builds " + project()))
                    : Optional.empty());
  }

  private Optional<String> refused() {
    return first(REFUSED)
        .map(
            line ->
                "an index or repository wants a login, or another one: put it into settings.xml as a"
                    + " <server> whose id is the address's host, or into ~/.netrc ("
                    + line.group().strip()
                    + ")");
  }

  /** An index that wants another login has nothing, for all that pip says. */
  private Optional<String> answered() {
    return unknown()
        .flatMap(version -> refusals(version).filter(line -> !mayLack(line)).findFirst())
        .map(
            line ->
                "the index "
                    + line.group(1)
                    + " answered "
                    + line.group(2)
                    + (line.group(3).equals("to a login")
                        ? " to the login that it was given: correct it, or let it read there"
                        : ", and no login for it is known here: give one")
                    + LOGIN);
  }

  /** Whether the answer is what an index on object storage gives for what it does not have. */
  private static boolean mayLack(Matcher refusal) {
    return refusal.group(2).equals("403") && refusal.group(3).equals("without a login");
  }

  /**
   * The refusals of the missing project's own pages, and of {@code <findLinks>}, which may have any
   * project. An index may refuse what it does not have, and have others.
   */
  private Stream<Matcher> refusals(Matcher version) {
    String page = "/" + pageOf(version) + "/";
    Set<String> links =
        matches(LINKS)
            .flatMap(line -> Stream.of(line.group(1).split(", ")))
            .map(PipFailure::bare)
            .collect(Collectors.toSet());
    return matches(ANSWERED)
        .filter(line -> line.group(1).endsWith(page) || links.contains(bare(line.group(1))));
  }

  /** An address without its login, its query and the end that a redirection may add. */
  private static String bare(String address) {
    return address.strip().replaceFirst("//[^/]*@", "//").replaceFirst("/?(?:[?#].*)?$", "");
  }

  private Optional<String> ignored() {
    return unknown().flatMap(version -> ignoring());
  }

  private Optional<String> ignoring() {
    return first(IGNORED)
        .map(
            line ->
                "pip ignores what "
                    + line.group(1)
                    + " has, as that is another host and its address plain http: name it with"
                    + " https, or, where you trust the network up to there, set"
                    + " PIP_TRUSTED_HOST="
                    + line.group(1)
                    + " when you build");
  }

  /** The version that is missing of a project of which no index had any. */
  private Optional<Matcher> unknown() {
    return first(NO_VERSION).filter(PipFailure::hasNone);
  }

  private static boolean hasNone(Matcher version) {
    return version.group(2).equals("none") || version.group(2).isBlank();
  }

  /** The missing project by the name that its page has. */
  private static String pageOf(Matcher version) {
    String name = version.group(1).split("[^A-Za-z0-9._-]", 2)[0];
    return name.replaceAll("[._-]+", "-").toLowerCase(Locale.ROOT);
  }

  private Optional<String> untrusted() {
    return first(GITS_CERTIFICATE)
        .map(line -> untrusted(line.group(1), line.group(2)))
        .or(() -> gotOver() ? Optional.empty() : indexUntrusted());
  }

  private Optional<String> indexUntrusted() {
    String index = first(CERTIFICATE_OF).map(line -> line.group(1)).orElse("an index");
    return first(CERTIFICATE).map(line -> untrusted(index, line.group(1)));
  }

  private static String untrusted(String address, String why) {
    return "the certificate of " + address + " " + fault(why).formatted(why);
  }

  private static String fault(String why) {
    String trust = "name the file with that authority's certificate in <caCertificates>";
    if (why.equals(UNTRUSTED_OR_OLD)) {
      return "is of an authority that is not trusted here, or has expired (%s): "
          + trust
          + ", or let its server have another certificate";
    }
    return UNTRUSTED.matcher(why).matches()
        ? "is of an authority that is not trusted here (%s): " + trust
        : "is not valid (%s): correct the address, or let its server have another certificate";
  }

  /** Whether pip tried again, got what it wanted, and failed later. */
  private boolean gotOver() {
    return first(NO_VERSION).isEmpty() && compilation().isPresent();
  }

  private Optional<String> unreachable() {
    if (gotOver()) {
      return Optional.empty();
    }
    return first(UNREACHABLE)
        .map(
            line ->
                "an index cannot be reached: correct <indexUrl>, the proxy or the certificate, or"
                    + " wait until it is back ("
                    + line.group(1)
                    + ")");
  }

  private Optional<String> damaged() {
    return first(DAMAGED)
        .map(
            line ->
                "an archive came damaged, and is fetched again by the next build: if that has the"
                    + " same fault, see what the index or a proxy before it has ("
                    + line.group().strip()
                    + ")");
  }

  private Optional<String> hashes() {
    if (first(MISMATCH).isPresent()) {
      String archive = first(MISMATCHED).map(line -> line.group(1)).orElse("an archive");
      return Optional.of(
          archive
              + " has another hash than "
              + sources.newHash(projectName(archive))
              + "; if not, trust neither the index nor the archive");
    }
    return first(HASH_MODE)
        .map(
            line ->
                "some requirements have hashes, so every one needs an exact version and a hash, and"
                    + " what they require too: let a tool such as pip-compile write them");
  }

  private Optional<String> otherPython() {
    return first(OTHER_PYTHON)
        .map(
            line ->
                "%s wants Python %s, and the target suite has %s: require a version that fits, or"
                        .formatted(line.group(1), line.group(3).replace("'", ""), line.group(2))
                    + " set <suite>");
  }

  private Optional<String> noVersion() {
    return first(NO_VERSION)
        .map(
            line -> {
              String what = FROM.matcher(line.group(1)).replaceFirst("");
              String versions = line.group(2);
              return "%s has \"%s\"%s%s: %s%s%s"
                  .formatted(
                      sources.asked(),
                      what,
                      hasNone(line) ? "" : ", only " + lastOf(versions),
                      forBuild() ? ", which building " + project() + " needs" : "",
                      forBuild() ? "" : "correct it in the requirements, or ",
                      sources.more(what),
                      unseen(line));
            });
  }

  /** What else may have the version: pip was not let there. */
  private String unseen(Matcher version) {
    String refusals =
        refusals(version)
            .map(line -> line.group(1) + " answered " + line.group(2) + " " + line.group(3))
            .distinct()
            .collect(Collectors.joining(" and "));
    return ignoring().map(ignored -> "; and " + ignored).orElse("")
        + (refusals.isEmpty()
            ? ""
            : "; and " + refusals + ": if it should be there, give the right login" + LOGIN);
  }

  /** Whether pip failed to install what a requirement is built with. */
  private boolean forBuild() {
    return first(BUILD_FAILED).isPresent();
  }

  private static String lastOf(String versions) {
    List<String> all = List.of(versions.split(",\\s*"));
    int from = Math.max(0, all.size() - VERSIONS_TOLD);
    return (from > 0 ? "... " : "") + String.join(", ", all.subList(from, all.size()));
  }

  private Optional<String> conflict() {
    return first(CONFLICT)
        .map(
            line ->
                "%s exclude each other: loosen a version in the requirements"
                    .formatted(line.group(1)));
  }

  private Optional<String> compilation() {
    return failedToBuild()
        ? Optional.of(project() + " could not be built: " + remedy())
        : Optional.empty();
  }

  private boolean failedToBuild() {
    return first(FAILED_WHEEL).isPresent() || forBuild();
  }

  private String project() {
    return first(FAILED_WHEEL)
        .map(line -> line.group(1))
        .or(() -> matches(AT_WORK).reduce((earlier, later) -> later).map(line -> line.group(1)))
        .map(PipFailure::projectName)
        .orElse("A requirement");
  }

  private static String projectName(String text) {
    Matcher archive = ARCHIVE.matcher(text);
    return archive.matches() ? archive.group(1) : text;
  }

  private String remedy() {
    DebianHints hints = new DebianHints();
    List<String> all = new ArrayList<>(lines);
    Set<String> packages = hints.packages(all);
    if (!packages.isEmpty()) {
      return "add " + String.join(" and ", packages) + " to " + DEBIAN_FILE;
    }
    Set<String> files = hints.unknownFiles(all);
    if (!files.isEmpty()) {
      return "it misses %s: find the Debian package that has it (apt-file search %s), and add that"
              .formatted(String.join(" and ", files), files.iterator().next())
          + " to "
          + DEBIAN_FILE;
    }
    if (first(SCM_VERSION).isPresent()) {
      return "it asks git for its version, and the source tree has no history here: write the"
          + " version into its pyproject.toml";
    }
    return "if it misses something of Debian, add that to "
        + DEBIAN_FILE
        + "; or require a version that has a wheel";
  }

  private Optional<Matcher> first(Pattern pattern) {
    return matches(pattern).findFirst();
  }

  private Stream<Matcher> matches(Pattern pattern) {
    return lines.stream().map(line -> pattern.matcher(line.strip())).filter(Matcher::matches);
  }
}
