package io.github.djangodeb.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShelfTest {
  private static final int LARGE = 2 << 20;

  private final RecordedEvents events = new RecordedEvents();

  @TempDir Path folder;

  private int loans;

  private Shelf shelf() {
    return new Shelf(folder.resolve("shelf"), folder.resolve("lock"), "pip's cache", events);
  }

  private Path loan() throws IOException {
    return Files.createDirectory(folder.resolve("loan-" + loans++));
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** Puts two files on the shelf, one of them large enough to be linked. */
  private Path filled() throws IOException, BuildFailure {
    Path loan = loan();
    shelf().lendTo(loan);
    write(loan.resolve("http/a"), "record");
    write(loan.resolve("http/a.body"), "x".repeat(LARGE));
    shelf().keepFrom(loan, path -> true);
    return loan;
  }

  private Path lent() throws IOException, BuildFailure {
    Path loan = loan();
    shelf().lendTo(loan);
    return loan;
  }

  private Path blob(boolean large) throws IOException {
    try (Stream<Path> entries = Files.list(folder.resolve("shelf"))) {
      return entries
          .filter(file -> !file.endsWith("index"))
          .filter(file -> file.toFile().length() >= LARGE == large)
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void lendToWhenSomethingWasKeptGivesIt() throws Exception {
    filled();
    Path loan = lent();
    assertThat(loan.resolve("http/a")).hasContent("record");
    assertThat(loan.resolve("http/a.body")).hasSize(LARGE);
    assertThat(events.told).isEmpty();
  }

  @Test
  void lendToWhenBorrowerWritesIntoItsCopyGivesTheNextWhatWasKept() throws Exception {
    filled();
    write(lent().resolve("http/a"), "other");
    assertThat(lent().resolve("http/a")).hasContent("record");
  }

  @Test
  void lendToWhenFileIsDamagedDropsItWithItsRecordAndSaysSo() throws Exception {
    filled();
    Path large = blob(true);
    byte[] content = Files.readAllBytes(large);
    content[LARGE / 2] ^= 1;
    Files.delete(large);
    Files.write(large, content);
    assertThat(lent()).isEmptyDirectory();
    assertThat(events.told)
        .containsExactly("dropped http/a.body of pip's cache: its checksum is wrong");
    assertThat(lent()).isEmptyDirectory();
    assertThat(events.told).hasSize(1);
    filled();
    assertThat(lent().resolve("http/a.body")).hasSize(LARGE);
  }

  @Test
  void lendToWhenFileIsLinkDropsIt() throws Exception {
    filled();
    Path small = blob(false);
    Path elsewhere = folder.resolve("elsewhere");
    Files.move(small, elsewhere);
    Files.createSymbolicLink(small, elsewhere);
    assertThat(lent().resolve("http/a")).doesNotExist();
    assertThat(events.told).containsExactly("dropped http/a of pip's cache: it is no plain file");
  }

  @Test
  void lendToWhenIndexIsDamagedDropsAll() throws Exception {
    filled();
    Path index = folder.resolve("shelf/index");
    Files.writeString(index, Files.readString(index).replace("http/a", "http/b"));
    assertThat(lent()).isEmptyDirectory();
    assertThat(events.told)
        .containsExactly("dropped all of it of pip's cache: its checksums cannot be read");
  }

  @Test
  void keepFromWhenTwoBorrowedKeepsWhatIsNewOfBoth() throws Exception {
    filled();
    Shelf first = shelf();
    Shelf second = shelf();
    Path one = loan();
    Path two = loan();
    first.lendTo(one);
    second.lendTo(two);
    write(one.resolve("http/a"), "newer");
    write(two.resolve("wheels/b"), "wheel");
    first.keepFrom(one, path -> true);
    second.keepFrom(two, path -> true);
    Path loan = lent();
    assertThat(loan.resolve("http/a")).hasContent("newer");
    assertThat(loan.resolve("wheels/b")).hasContent("wheel");
  }

  @Test
  void keepFromWhenKilledBeforeLeavesNoRest() throws Exception {
    write(folder.resolve("shelf/0123.new"), "half");
    write(folder.resolve("shelf/http/x"), "of another version of this program");
    filled();
    try (Stream<Path> entries = Files.list(folder.resolve("shelf"))) {
      assertThat(entries.map(file -> file.getFileName().toString()))
          .hasSize(3)
          .doesNotContain("0123.new", "http");
    }
  }

  @Test
  void keepFromWhenNotWantedKeepsNot() throws Exception {
    Path loan = lent();
    write(loan.resolve("wheels/half"), "half");
    shelf().keepFrom(loan, path -> path.startsWith("http"));
    assertThat(lent()).isEmptyDirectory();
  }

  @Test
  void forgetBeforeWhenOlderForgets() throws Exception {
    filled();
    shelf().forgetBefore(Instant.now().minusSeconds(60));
    assertThat(lent().resolve("http/a")).exists();
    shelf().forget();
    assertThat(lent()).isEmptyDirectory();
    try (Stream<Path> entries = Files.list(folder.resolve("shelf"))) {
      assertThat(entries.map(file -> file.getFileName().toString()).toList())
          .isEqualTo(List.of("index"));
    }
  }
}
