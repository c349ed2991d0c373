package io.github.djangodeb.env;

import io.github.djangodeb.requirements.Credentials;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;

/**
 * What is set of pip for this build, by the pom or by pip's own environment variables.
 *
 * <p>Never by the machine's {@code pip.conf}: the chroot does not see it.
 *
 * @param values what each option was set to
 * @param proxies variables such as {@code https_proxy}, for pip and what it starts
 */
public record PipSettings(Map<PipOption, Setting> values, Map<String, String> proxies) {
  private static final Set<String> PROXIES =
      Set.of("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY");
  private static final Set<String> NO = Set.of("", "0", "no", "n", "f", "false", "off");

  /** Nothing set. */
  public static final PipSettings NONE = new PipSettings(Map.of(), Map.of());

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
    return new PipSettings(values, proxies);
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
    return new PipSettings(more, proxies);
  }

  /** The same with a flag that the pom sets. */
  public PipSettings with(PipOption option, boolean flag) {
    return with(option, List.of(String.valueOf(flag)));
  }

  /**
   * The same with a user and a password for those of an option's addresses that have none.
   *
   * @param user as it stands in {@code settings.xml}
   */
  public PipSettings withCredentials(PipOption option, String user, String password) {
    Setting setting = values.get(option);
    if (setting == null) {
      return this;
    }
    String login = encode(user) + ":" + encode(password) + "@";
    List<String> addresses =
        setting.values().stream().map(address -> withLogin(address, login)).toList();
    Map<PipOption, Setting> more = new EnumMap<>(PipOption.class);
    more.putAll(values);
    more.put(option, new Setting(setting.origin(), addresses));
    return new PipSettings(more, proxies);
  }

  private static String withLogin(String address, String login) {
    boolean has = !Credentials.mask(address).equals(address);
    return has || !address.matches("(?i)https?://.*")
        ? address
        : address.replaceFirst("://", "://" + Matcher.quoteReplacement(login));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
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
    return Credentials.mask(values + " " + proxies);
  }
}
