package io.github.djangodeb.django;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Settings for production, beside those that manage.py names for development. */
public final class ProductionSettings {
  private static final List<String> PRODUCTION = List.of("production", "prod");

  /** What settings are called that are not meant for a site. */
  private static final Set<String> OTHERS =
      Set.of("base", "common", "dev", "development", "local", "test");

  private ProductionSettings() {}

  /**
   * The module for production, if there is one that is not the named one.
   *
   * @param folder that of manage.py
   * @param named the module that manage.py names
   */
  public static Optional<String> beside(Path folder, String named) {
    int dot = named.lastIndexOf('.');
    String last = named.substring(dot + 1);
    if (PRODUCTION.contains(last)) {
      return Optional.empty();
    }
    String beside = dot < 0 ? "" : named.substring(0, dot + 1);
    Stream<String> modules =
        last.equals("settings")
            ? PRODUCTION.stream()
                .flatMap(
                    word ->
                        Stream.of(
                            beside + "settings_" + word,
                            beside + word + "_settings",
                            named + "." + word))
            : PRODUCTION.stream().map(word -> beside + word);
    return modules
        .filter(module -> Files.isRegularFile(folder.resolve(module.replace('.', '/') + ".py")))
        .findFirst();
  }

  /**
   * The same, where the named one is plainly for something else: {@code base}, {@code dev}, ...
   *
   * @param folder that of manage.py
   * @param named the module that manage.py names
   */
  public static Optional<String> meant(Path folder, String named) {
    boolean other = OTHERS.contains(named.substring(named.lastIndexOf('.') + 1));
    return other ? beside(folder, named) : Optional.empty();
  }
}
