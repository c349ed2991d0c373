package io.github.djangodeb.build;

import io.github.djangodeb.site.Hsts;
import io.github.djangodeb.site.KeyFile;
import io.github.djangodeb.site.ProxyAddress;
import io.github.djangodeb.site.Tls;
import io.github.djangodeb.site.TlsMode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the pom says about HTTPS. Whether it goes together is known once all of it was said: a part
 * may stand beside the variants, and another in each of them.
 *
 * @param mode who ends it
 * @param certificate where the certificate lies
 * @param key where its key lies
 * @param trustedProxies who ends it elsewhere
 * @param hstsSeconds for how long browsers remember
 * @param hstsIncludeSubDomains whether that holds for all names below too
 * @param hstsPreload whether browsers may ship with it
 */
public record TlsOptions(
    TlsMode mode,
    Optional<KeyFile> certificate,
    Optional<KeyFile> key,
    List<ProxyAddress> trustedProxies,
    OptionalInt hstsSeconds,
    boolean hstsIncludeSubDomains,
    boolean hstsPreload) {
  /** Of a pom that says nothing. */
  public static final TlsOptions DEFAULT =
      new TlsOptions(
          TlsMode.OFF,
          Optional.empty(),
          Optional.empty(),
          List.of(),
          OptionalInt.empty(),
          false,
          false);

  public TlsOptions {
    Objects.requireNonNull(mode);
    Objects.requireNonNull(certificate);
    Objects.requireNonNull(key);
    trustedProxies = List.copyOf(trustedProxies);
    Objects.requireNonNull(hstsSeconds);
  }

  /**
   * What browsers remember.
   *
   * @throws IllegalArgumentException if that does not go together
   */
  public Hsts hsts() {
    return new Hsts(hstsSeconds, hstsIncludeSubDomains, hstsPreload);
  }

  /**
   * All of it.
   *
   * @throws IllegalArgumentException if it does not go together
   */
  public Tls tls() {
    return new Tls(mode, certificate, key, trustedProxies, hsts());
  }
}
