package io.github.djangodeb.site;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a site has HTTPS. An administrator may change all of it on the host.
 *
 * @param mode who ends it
 * @param certificate where the certificate lies for {@link TlsMode#FILES}, with those between it
 *     and its root behind it
 * @param key where its key lies
 * @param trustedProxies who ends it for {@link TlsMode#PROXY}
 * @param hsts what browsers remember
 */
public record Tls(
    TlsMode mode,
    Optional<KeyFile> certificate,
    Optional<KeyFile> key,
    List<ProxyAddress> trustedProxies,
    Hsts hsts) {
  /** Plain HTTP. */
  public static final Tls OFF =
      new Tls(TlsMode.OFF, Optional.empty(), Optional.empty(), List.of(), Hsts.DEFAULT);

  /**
   * @throws IllegalArgumentException if the values do not go together
   */
  public Tls {
    Objects.requireNonNull(mode);
    Objects.requireNonNull(certificate);
    Objects.requireNonNull(key);
    Objects.requireNonNull(hsts);
    trustedProxies = List.copyOf(trustedProxies);
    if (mode == TlsMode.PROXY && trustedProxies.isEmpty()) {
      throw new IllegalArgumentException(
          "\"proxy\" needs the addresses of the machines that end HTTPS, as everybody could say"
              + " that he came by it: name them in <trustedProxies>");
    }
  }
}
