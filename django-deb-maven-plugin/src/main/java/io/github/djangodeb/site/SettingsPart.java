package io.github.djangodeb.site;

/** A part of the site's settings that the host provides, and that a pom can leave out. */
public enum SettingsPart {
  /** {@code DEBUG}. */
  DEBUG("debug"),
  /** {@code SECRET_KEY}. */
  SECRET_KEY("secretKey"),
  /** {@code ALLOWED_HOSTS} and {@code CSRF_TRUSTED_ORIGINS}. */
  ALLOWED_HOSTS("allowedHosts"),
  /** {@code SECURE_PROXY_SSL_HEADER} and its like. */
  PROXY("proxy"),
  /** {@code SECURE_SSL_REDIRECT}, secure cookies and HSTS, while the site has HTTPS. */
  HTTPS("https"),
  /** The default one of {@code DATABASES}. */
  DATABASES("databases"),
  /** The default one of {@code CACHES}. */
  CACHES("caches"),
  /** {@code CELERY_BROKER_URL}. */
  CELERY("celery"),
  /** {@code STATIC_ROOT}. */
  STATIC("static"),
  /** {@code MEDIA_ROOT} and {@code MEDIA_URL}. */
  MEDIA("media"),
  /** The site's folder in {@code TEMPLATES}. */
  TEMPLATES("templates"),
  /** {@code LOGGING}, if the project has none. */
  LOGGING("logging");

  private final String text;

  SettingsPart(String text) {
    this.text = text;
  }

  /**
   * The part of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static SettingsPart ofName(String name) {
    return Choice.of(name, values(), "part of the settings");
  }

  @Override
  public String toString() {
    return text;
  }
}
