package io.github.djangodeb.git;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * What JGit may know of this machine: nothing that changes a commit's files.
 *
 * <p>Of the user's configuration it sees how to reach servers ({@code http}); not line ends,
 * filters or attributes. It does not run {@code git} to look for the system's configuration, and
 * takes the resolution of file times from here: left alone it measures it, for a second, and writes
 * what it found below the user's home.
 */
final class QuietSystem extends SystemReader.Delegate {
  private static final Set<String> REACHING = Set.of("http");
  private static final String GIT_SSH = "GIT_SSH";
  private static final long RESOLUTION_MILLIS = 10;

  private static final class Holder {
    /** Once for the whole Java: JGit has one place for it. */
    static final QuietSystem INSTALLED = install();

    private static QuietSystem install() {
      QuietSystem quiet = new QuietSystem(SystemReader.getInstance());
      SystemReader.setInstance(quiet);
      return quiet;
    }
  }

  private volatile Optional<String> ssh = Optional.empty();

  private QuietSystem(SystemReader machine) {
    super(machine);
  }

  /** Sees that JGit asks here; to be called before anything of JGit is used. */
  static void install() {
    Objects.requireNonNull(Holder.INSTALLED);
  }

  /**
   * Lets tests put a program in ssh's place.
   *
   * @param program nothing for ssh itself
   */
  static void useSsh(Optional<String> program) {
    Holder.INSTALLED.ssh = program;
  }

  /** Other variables of git's would lead it to another repository. JGit itself has no SSH. */
  @Override
  public String getenv(String variable) {
    String value = super.getenv(variable);
    if (variable.equals(GIT_SSH)) {
      return ssh.orElse(value == null || value.isEmpty() ? "ssh" : value);
    }
    return variable.startsWith("GIT_") ? null : value;
  }

  @Override
  public FileBasedConfig openSystemConfig(Config parent, FS fs) {
    return new Fixed(parent, fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(Config parent, FS fs) {
    return new Fixed(parent, fs);
  }

  @Override
  public FileBasedConfig openUserConfig(Config parent, FS fs) {
    Fixed fixed = new Fixed(parent, fs);
    for (File file : userFiles(fs)) {
      copyReaching(file, fixed);
    }
    return fixed;
  }

  private List<File> userFiles(FS fs) {
    String xdg = super.getenv("XDG_CONFIG_HOME");
    File config = xdg == null || xdg.isEmpty() ? new File(fs.userHome(), ".config") : new File(xdg);
    return List.of(new File(config, "git/config"), new File(fs.userHome(), ".gitconfig"));
  }

  private static void copyReaching(File file, Config to) {
    Config from = new Config();
    try {
      if (!file.isFile()) {
        return;
      }
      from.fromText(Files.readString(file.toPath()));
    } catch (IOException | ConfigInvalidException unreadable) {
      return; // git itself tells of it; the build does without.
    }
    for (String section : REACHING) {
      copy(section, null, from, to);
      for (String subsection : from.getSubsections(section)) {
        copy(section, subsection, from, to);
      }
    }
  }

  private static void copy(String section, String subsection, Config from, Config to) {
    for (String name : from.getNames(section, subsection)) {
      List<String> values = new ArrayList<>(List.of(from.getStringList(section, subsection, name)));
      to.setStringList(section, subsection, name, values);
    }
  }

  /** A configuration that no file holds. */
  private static final class Fixed extends FileBasedConfig {
    Fixed(Config parent, FS fs) {
      super(parent, null, fs);
    }

    @Override
    public void load() {
      // There is no file.
    }

    @Override
    public void save() {
      // What JGit wants to remember is not worth a file in the user's home.
    }

    @Override
    public boolean isOutdated() {
      return false;
    }

    @Override
    public long getTimeUnit(
        String section, String subsection, String name, long otherwise, TimeUnit unit) {
      return section.equals("filesystem")
          ? unit.convert(RESOLUTION_MILLIS, TimeUnit.MILLISECONDS)
          : super.getTimeUnit(section, subsection, name, otherwise, unit);
    }
  }
}
