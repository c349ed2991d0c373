package io.github.djangodeb.env;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import io.github.djangodeb.deb.DebReader;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.file.FileDigest;
import io.github.djangodeb.file.NewFile;
import io.github.djangodeb.name.Architecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is told beside a virtualenv's package that one machine builds for others.
 *
 * @param format of this description
 * @param key the hash over everything that went into the package
 * @param sha256 of the package
 * @param facts what is in it
 */
public record SharedEnv(int format, String key, String sha256, EnvFacts facts) {
  private static final int FORMAT = 3;

  /**
   * Describes a package that was built here, for {@link SharedEnvs}.
   *
   * @param file where the description is written
   */
  public static void describe(EnvBuilt env, Path file) throws BuildFailure {
    try (NewFile description = new NewFile(file)) {
      SharedEnv shared =
          new SharedEnv(FORMAT, env.key(), FileDigest.sha256(env.deb()), env.facts());
      Files.writeString(description.beside(), new Gson().toJson(shared));
      description.appear();
    } catch (IOException refused) {
      throw NewFile.failure(file, refused);
    }
  }

  /**
   * The facts of a package that was built elsewhere.
   *
   * @throws IOException if it is not the package that its description is of, or not the one that
   *     was looked for
   */
  static EnvFacts verify(SharedEnvs.Found found, EnvPlan plan) throws IOException {
    SharedEnv shared = read(found.description());
    if (!FileDigest.sha256(found.deb()).equals(shared.sha256())) {
      throw new IOException("its checksum is not the one in its description");
    }
    Architecture architecture = plan.request().chroot().architecture();
    List<String> control = DebReader.control(found.deb()).lines().toList();
    for (String line :
        List.of(
            "Package: " + plan.packageName(),
            "Version: " + plan.version(),
            "Architecture: " + architecture)) {
      if (!control.contains(line)) {
        throw new IOException("its control file does not say \"" + line + "\"");
      }
    }
    // The name has a hash of what the virtualenv holds, not of how that is packaged.
    if (!plan.key().equals(shared.key())) {
      throw new IOException(
          "it was built by another version of the plugin, or with another <compression> or"
              + " <maintainer>; with another <envRevision> this one can be shared");
    }
    return shared.facts();
  }

  private static SharedEnv read(Path description) throws IOException {
    try {
      SharedEnv shared = new Gson().fromJson(Files.readString(description), SharedEnv.class);
      boolean whole =
          Optional.ofNullable(shared)
              .filter(some -> some.format() == FORMAT && some.sha256() != null)
              .filter(some -> some.facts() != null)
              .isPresent();
      if (!whole) {
        throw new IOException("its description is of another format than this plugin reads");
      }
      return shared;
    } catch (JsonParseException odd) {
      throw new IOException("its description cannot be read: " + odd.getMessage(), odd);
    }
  }
}
