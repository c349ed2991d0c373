package io.github.djangodeb.git;

import java.io.IOException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jgit.api.DescribeCommand;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.JGitInternalException;
import org.eclipse.jgit.errors.InvalidPatternException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * What {@code $Format:...$} can tell of a commit (git-log(1), "pretty formats").
 *
 * <p>Names of branches are left out of {@code %d} and {@code %D}: they would make one commit's
 * files differ from clone to clone. Short hashes have 7 digits, in large repositories too.
 */
final class CommitFacts {
  private static final int SHORT = 7;
  private static final DateTimeFormatter GIT =
      DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy xx", Locale.ROOT);
  private static final DateTimeFormatter MAIL =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss xx", Locale.ROOT);
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xx", Locale.ROOT);
  private static final DateTimeFormatter STRICT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssXXX", Locale.ROOT);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT);

  private final Repository repository;
  private final RevCommit commit;

  CommitFacts(Repository repository, RevCommit commit) {
    this.repository = repository;
    this.commit = commit;
  }

  /** The value of a placeholder, without its percent sign; nothing if this knows none. */
  Optional<String> of(String placeholder) throws IOException {
    if (placeholder.length() == 2) {
      return ofPerson(placeholder);
    }
    return Optional.ofNullable(
        switch (placeholder) {
          case "%" -> "%";
          case "n" -> "\n";
          case "H" -> commit.name();
          case "h" -> abbreviate(commit);
          case "T" -> commit.getTree().name();
          case "t" -> abbreviate(commit.getTree());
          case "P" -> parents(AnyObjectId::name);
          case "p" -> parents(CommitFacts::abbreviate);
          case "s" -> commit.getShortMessage();
          case "f" -> slug(commit.getShortMessage());
          case "B" -> commit.getFullMessage();
          case "b" -> body(commit.getFullMessage());
          case "e" -> "";
          case "d" -> tags().isEmpty() ? "" : " (" + tags() + ")";
          case "D" -> tags();
          default -> null;
        });
  }

  private Optional<String> ofPerson(String placeholder) {
    PersonIdent person =
        switch (placeholder.charAt(0)) {
          case 'a' -> commit.getAuthorIdent();
          case 'c' -> commit.getCommitterIdent();
          default -> null;
        };
    return person == null ? Optional.empty() : Optional.ofNullable(of(person, placeholder));
  }

  private static String of(PersonIdent person, String placeholder) {
    ZonedDateTime when = person.getWhenAsInstant().atZone(person.getZoneId());
    return switch (placeholder.charAt(1)) {
      case 'n', 'N' -> person.getName();
      case 'e', 'E' -> person.getEmailAddress();
      case 'l', 'L' -> person.getEmailAddress().replaceFirst("@.*", "");
      case 'd' -> GIT.format(when);
      case 'D' -> MAIL.format(when);
      case 'i' -> ISO.format(when);
      case 'I' -> STRICT.format(when);
      case 's' -> DAY.format(when);
      case 't' -> Long.toString(when.toEpochSecond());
      default -> null;
    };
  }

  private static String abbreviate(AnyObjectId id) {
    return id.abbreviate(SHORT).name();
  }

  private String parents(java.util.function.Function<AnyObjectId, String> name) {
    return Arrays.stream(commit.getParents()).map(name).collect(Collectors.joining(" "));
  }

  /** As git makes file names of subjects for format-patch. */
  private static String slug(String subject) {
    return subject
        .replaceAll("[^A-Za-z0-9._]+", "-")
        .replaceAll("\\.+", ".")
        .replaceAll("^[-.]+|[-.]+$", "");
  }

  private static String body(String message) {
    int blank = message.indexOf("\n\n");
    return blank < 0 ? "" : message.substring(blank + 2);
  }

  private String tags() throws IOException {
    List<Ref> refs = repository.getRefDatabase().getRefsByPrefix(Constants.R_TAGS);
    return refs.stream()
        .filter(ref -> commit.equals(peeled(ref)))
        .map(ref -> "tag: " + ref.getName().substring(Constants.R_TAGS.length()))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private ObjectId peeled(Ref ref) {
    try {
      Ref whole = repository.getRefDatabase().peel(ref);
      return whole.getPeeledObjectId() == null ? whole.getObjectId() : whole.getPeeledObjectId();
    } catch (IOException broken) {
      return ObjectId.zeroId(); // A tag of a missing object is none of this commit's.
    }
  }

  /**
   * What {@code git describe} would say; empty where it would fail, as git has it.
   *
   * @param request such as {@code describe:tags=true,match=v*}
   */
  String describe(String request) throws IOException {
    try (Git git = new Git(repository)) {
      DescribeCommand command = git.describe().setTarget(commit).setAbbrev(SHORT);
      for (String option : request.replaceFirst("^describe:?", "").split(",")) {
        set(option, command);
      }
      String described = command.call();
      return described == null ? "" : described;
    } catch (GitAPIException | JGitInternalException | InvalidPatternException impossible) {
      return "";
    }
  }

  private static void set(String option, DescribeCommand command) throws InvalidPatternException {
    String[] parts = option.split("=", 2);
    String value = parts.length == 2 ? parts[1] : "true";
    switch (parts[0]) {
      case "tags" -> command.setTags(!List.of("false", "no", "off", "0").contains(value));
      case "match" -> command.setMatch(value);
      case "exclude" -> command.setExclude(value);
      case "abbrev" -> command.setAbbrev(Integer.parseInt(value));
      default -> {
        // git leaves what it does not know as it stands; here the rest still counts.
      }
    }
  }
}
