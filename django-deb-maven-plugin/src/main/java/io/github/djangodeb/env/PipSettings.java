package io.github.djangodeb.env;

import io.github.djangodeb.login.Logins;
import io.github.djangodeb.requirements.Credentials;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is set of pip for this build, by the pom or by pip's own environment variables.
 *
 * <p>Never by the machine's {@code pip.conf}: the chroot does not see it.
 *
 * @param values what each option was set to
 * @param proxies variables such as {@code https_proxy}, for pip and what it starts
 * @param logins those that the user keeps
 * @param indexServerId the id of the one for {@code <indexUrl>}, if it is not called as its host
 * @param authorities files with certificates of authorities that are trusted besides Debian's
 * @param wheelhouse the folder that everything comes from, if there is one
 */
public record PipSettings(
    Map<PipOption, Setting> values,
    Map<String, String> proxies,
    Logins logins,
    Optional<String> indexServerId,
    List<Path> authorities,
    Optional<Path> wheelhouse) {
  private static final Set<String> PROXIES =
      Set.of("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY");
  private static final Set<String> NO = Set.of("", "0", "no", "n", "f", "false", "off");

  /** Nothing set. */
  public static final PipSettings NONE = of(Map.of(), Map.of());

  /**
   * What an option was set to.
   *
   * @param origin how messages name the place: {@code <findLinks>} or {@code PIP_FIND_LINKS}
   * @param values one or more; for a flag {@code true} or {@code false}
   */
  public record Setting(String origin, List<String> values) {
    public Setting {
      values = List.copyOf(values);
    }
  }

  public PipSettings {
    Map<PipOption, Setting> copy = new EnumMap<>(PipOption.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
    proxies = Collections.unmodifiableMap(new TreeMap<>(proxies));
    authorities = List.copyOf(authorities);
    Objects.requireNonNull(logins);
    Objects.requireNonNull(indexServerId);
    Objects.requireNonNull(wheelhouse);
  }

  private static PipSettings of(Map<PipOption, Setting> values, Map<String, String> proxies) {
    return new PipSettings(
        values, proxies, Logins.NONE, Optional.empty(), List.of(), Optional.empty());
  }

  /** What pip's own variables in {@code environment} say. */
  public static PipSettings ofEnvironment(Map<String, String> environment) {
    Map<PipOption, Setting> values = new EnumMap<>(PipOption.class);
    for (PipOption option : PipOption.values()) {
      String text = environment.getOrDefault(option.variable(), "").strip();
      if (!text.isEmpty()) {
        values.put(option, new Setting(option.variable(), parse(option, text)));
      }
    }
    Map<String, String> proxies = new TreeMap<>(environment);
    proxies.keySet().retainAll(PROXIES);
    return of(values, proxies);
  }

  private static List<String> parse(PipOption option, String text) {
    return option.isFlag() ? List.of(flag(text)) : Arrays.asList(text.split("\\s+"));
  }

  private static String flag(String text) {
    return String.valueOf(!NO.contains(text.toLowerCase(Locale.ROOT)));
  }

  /**
   * The same with an option that the pom sets: it wins over the environment.
   *
   * @param given its values; none leaves the option as it was
   */
  public PipSettings with(PipOption option, List<String> given) {
    if (given.isEmpty()) {
      return this;
    }
    Map<PipOption, Setting> more = new EnumMap<>(PipOption.class);
    more.putAll(values);
    more.put(option, new Setting("<" + option.parameter() + ">", given));
    return new PipSettings(more, proxies, logins, indexServerId, authorities, wheelhouse);
  }

  /** The same with a flag that the pom sets. */
  public PipSettings with(PipOption option, boolean flag) {
    return with(option, List.of(String.valueOf(flag)));
  }

  /** The same with the logins that the user keeps. */
  public PipSettings withLogins(Logins known, Optional<String> server) {
    return new PipSettings(values, proxies, known, server, authorities, wheelhouse);
  }

  /** The same with more authorities trusted. */
  public PipSettings withAuthorities(List<Path> files) {
    return new PipSettings(values, proxies, logins, indexServerId, files, wheelhouse);
  }

  /** The same with everything taken from one folder, and nothing from anywhere else. */
  public PipSettings withWheelhouse(Path folder) {
    Map<PipOption, Setting> more = new EnumMap<>(PipOption.class);
    more.putAll(values);
    more.keySet().removeAll(List.of(PipOption.INDEX_URL, PipOption.EXTRA_INDEX_URL));
    more.put(PipOption.FIND_LINKS, new Setting("<wheelhouse>", List.of(folder.toString())));
    more.put(PipOption.NO_INDEX, new Setting("<wheelhouse>", List.of("true")));
    return new PipSettings(more, proxies, logins, indexServerId, authorities, Optional.of(folder));
  }

  /**
   * The same with a proxy for all that is fetched, unless the environment has one.
   *
   * @param address with the login that it wants, if it wants one
   * @param without hosts that are reached without it, between commas
   */
  public PipSettings withProxy(String address, String without) {
    if (proxies.keySet().stream().anyMatch(name -> !name.equalsIgnoreCase("no_proxy"))) {
      return this;
    }
    Map<String, String> more = new TreeMap<>(proxies);
    more.put("http_proxy", address);
    more.put("https_proxy", address);
    if (!without.isEmpty()) {
      more.put("no_proxy", without);
    }
    return new PipSettings(values, more, logins, indexServerId, authorities, wheelhouse);
  }

  List<String> of(PipOption option) {
    return values.containsKey(option) ? values.get(option).values() : List.of();
  }

  String origin(PipOption option) {
    return values.get(option).origin();
  }

  boolean isOn(PipOption flag) {
    return of(flag).equals(List.of("true"));
  }

  /** Without credentials, so that it can be logged. */
  @Override
  public String toString() {
    return Credentials.mask(
        values + " " + proxies + " " + logins + " " + authorities + " " + wheelhouse);
  }
}
