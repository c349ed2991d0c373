package io.github.djangodeb.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackageCacheTest {
  private static final String NAME = "shop-src-0123456789ab_1.0~rc1+deb13_all.deb";
  private static final String KEY = "0123456789abcdef";

  private final RecordedEvents events = new RecordedEvents();
  private final AtomicInteger built = new AtomicInteger();

  @TempDir Path folder;

  private CacheDirectory directory;
  private PackageCache cache;

  @BeforeEach
  void make() {
    directory = new CacheDirectory(folder);
    cache = new PackageCache(directory, events);
  }

  private Path find() throws BuildFailure {
    return cache.findOrBuild(
        NAME,
        KEY,
        file -> {
          built.incrementAndGet();
          write(file, "content\n");
        });
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException refused) {
      throw new AssertionError(refused);
    }
  }

  @Test
  void findWhenNothingIsThereMakesNoFolder() throws BuildFailure {
    PackageCache unused =
        new PackageCache(new CacheDirectory(folder.resolve("unused")), CacheEvents.none());
    assertThat(unused.find(List.of(NAME), KEY)).isEmpty();
    assertThat(folder.resolve("unused")).doesNotExist();
    Path built = find();
    assertThat(cache.find(List.of(NAME), KEY)).contains(List.of(built));
    write(built, "other\n");
    assertThat(cache.find(List.of(NAME), KEY)).isEmpty();
  }

  @Test
  void findOrBuildWhenAskedTwiceBuildsOnce() throws BuildFailure {
    Path first = find();
    assertThat(first).hasContent("content").hasFileName(NAME);
    assertThat(find()).isEqualTo(first);
    assertThat(built).hasValue(1);
    assertThat(events.told).containsExactly("found " + NAME);
  }

  @Test
  void findOrBuildWhenOnlyTouchedIsVerifiedAndKept() throws Exception {
    Files.setLastModifiedTime(find(), FileTime.fromMillis(0));
    find();
    find();
    assertThat(built).hasValue(1);
    assertThat(events.told).containsExactly("found " + NAME, "found " + NAME);
  }

  @Test
  void findOrBuildWhenBitFlippedWithoutTouchingTimesBuildsAgain() throws Exception {
    Path file = find();
    FileTime modified = Files.getLastModifiedTime(file);
    Files.writeString(file, "c0ntent\n");
    Files.setLastModifiedTime(file, modified);
    assertThat(find()).hasContent("content");
    assertThat(built).hasValue(2);
    assertThat(events.told).containsExactly("damaged " + NAME + ": its checksum is wrong");
  }

  @Test
  void findOrBuildWhenOneOfSeveralIsGoneOrDamagedBuildsAllOfThemAgain() throws Exception {
    List<Path> first = findSeveral();
    assertThat(first).allSatisfy(file -> assertThat(file).content().startsWith("1 "));
    Files.delete(first.get(1));
    List<Path> second = findSeveral();
    assertThat(second)
        .isEqualTo(first)
        .allSatisfy(file -> assertThat(file).content().startsWith("2 "));
    Files.writeString(second.get(1), "another");
    assertThat(findSeveral()).allSatisfy(file -> assertThat(file).content().startsWith("3 "));
    findSeveral();
    assertThat(built).hasValue(3);
    assertThat(events.told)
        .containsExactly(
            "damaged record: it is no plain file",
            "damaged record: its checksum is wrong",
            "found " + NAME);
  }

  private List<Path> findSeveral() throws BuildFailure {
    return cache.findOrBuild(
        List.of(NAME, "record"),
        KEY,
        files -> {
          int time = built.incrementAndGet();
          files.forEach(file -> write(file, time + " " + file.getFileName()));
        });
  }

  @Test
  void findOrBuildWhenFileIsEmptyBuildsAgain() throws Exception {
    Files.writeString(find(), "");
    assertThat(find()).hasContent("content");
    assertThat(built).hasValue(2);
  }

  @Test
  void findOrBuildWhenFileIsLinkBuildsAgain() throws Exception {
    Path file = find();
    Path elsewhere = folder.resolve("elsewhere");
    Files.move(file, elsewhere);
    Files.createSymbolicLink(file, elsewhere);
    assertThat(find()).isRegularFile();
    assertThat(Files.isSymbolicLink(file)).isFalse();
    assertThat(events.told).containsExactly("damaged " + NAME + ": it is no plain file");
    assertThat(elsewhere).hasContent("content");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "x 1 2 3 4"})
  void findOrBuildWhenChecksumIsUnreadableBuildsAgain(String seal) throws Exception {
    Files.writeString(find().resolveSibling(NAME + ".sha256"), seal);
    find();
    assertThat(built).hasValue(2);
    assertThat(events.told).containsExactly("damaged " + NAME + ": its checksum cannot be read");
  }

  @Test
  void findOrBuildWhenBuilderFailsLeavesNothing() throws Exception {
    BuildFailure failure = BuildFailure.ofUser("no");
    assertThatThrownBy(
            () ->
                cache.findOrBuild(
                    NAME,
                    KEY,
                    file -> {
                      write(file, "half");
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThat(directory.packages()).isEmptyDirectory();
    assertThat(find()).hasContent("content");
  }

  @Test
  void findOrBuildWhenBuilderWasKilledSweepsItsDraft() throws Exception {
    Path draft = Files.createDirectories(directory.packages().resolve("." + KEY + "-dead"));
    Files.writeString(draft.resolve(NAME), "half");
    assertThat(find()).hasContent("content");
    assertThat(draft).doesNotExist();
  }

  @Test
  void findOrBuildWhenAnotherBuilderWasKilledSweepsItsDraftButNoLivingOnes() throws Exception {
    Path dead = Files.createDirectories(directory.packages().resolve(".abcdef0123456789-dead"));
    Path alive = Files.createDirectories(directory.packages().resolve(".abcdef0000000000-1"));
    Path lock = directory.locks().resolve("package-abcdef0000000000.lock");
    CacheLock held = CacheLock.exclusive(lock, "it", events);
    find();
    assertThat(dead).doesNotExist();
    assertThat(alive).exists();
    held.close();
  }

  private Path entry(String key, int days) throws Exception {
    Path entry = Files.createDirectories(directory.packages().resolve(key));
    Files.writeString(entry.resolve(NAME), "content");
    Instant used = Instant.now().minus(Duration.ofDays(days));
    Files.setLastModifiedTime(entry, FileTime.from(used));
    return entry;
  }

  @Test
  void findOrBuildWhenItBuildsDeletesWhatNobodyUsedForLongUnlessItIsBeingBuilt() throws Exception {
    Path used = entry("aaaaaaaaaaaaaaaa", 29);
    Path unused = entry("bbbbbbbbbbbbbbbb", 31);
    Path building = entry("cccccccccccccccc", 31);
    Path foreign = entry("foreign", 31);
    Path lock = directory.locks().resolve("package-cccccccccccccccc.lock");
    CacheLock held = CacheLock.exclusive(lock, "it", events);
    find();
    held.close();
    assertThat(used).exists();
    assertThat(unused).doesNotExist();
    assertThat(building).exists();
    assertThat(foreign).exists();
    assertThat(directory.packages().resolve(".bbbbbbbbbbbbbbbb-unused")).doesNotExist();
  }

  @Test
  void findOrBuildWhenItFindsOneKeepsThatForAnotherMonth() throws Exception {
    Path found = find();
    FileTime written = Files.getLastModifiedTime(found);
    Files.setLastModifiedTime(
        found.getParent(), FileTime.from(Instant.now().minus(Duration.ofDays(31))));
    find();
    cache.findOrBuild(NAME, "dddddddddddddddd", file -> write(file, "another"));
    assertThat(found).exists();
    assertThat(Files.getLastModifiedTime(found)).isEqualTo(written);
  }

  @Test
  void findOrBuildWhenItsFolderIsLinkBuildsAgain() throws Exception {
    Path entry = find().getParent();
    Path elsewhere = folder.resolve("elsewhere");
    Files.move(entry, elsewhere);
    Files.createSymbolicLink(entry, elsewhere);
    assertThat(find()).hasContent("content");
    assertThat(entry).isDirectory();
    assertThat(Files.isSymbolicLink(entry)).isFalse();
    assertThat(elsewhere.resolve(NAME)).hasContent("content");
  }

  @Test
  void findOrBuildWhenManyWantItBuildsOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    Callable<Path> one = this::find;
    List<Future<Path>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(threads.submit(one));
    }
    for (Future<Path> future : all) {
      assertThat(future.get()).hasContent("content");
    }
    threads.shutdown();
    assertThat(built).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x.deb", ".x", "", "a/b", "a\nb"})
  void findOrBuildWhenNameIsNoFileNameRefuses(String name) {
    assertThatThrownBy(() -> cache.findOrBuild(name, KEY, file -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "", "ABCDEF0123", "0123"})
  void findOrBuildWhenKeyIsNoHashRefuses(String key) {
    assertThatThrownBy(() -> cache.findOrBuild(NAME, key, file -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
