package io.github.djangodeb.mojo;

import java.util.List;
import org.apache.maven.plugins.annotations.Parameter;

/** The parameters of how visitors reach a site. A variant may have its own. */
abstract class WebParameters extends EnvParameters {
  /**
   * The host names that the site answers to. By default those of the host it is installed on. An
   * administrator may change them on the host.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.serverNames")
  List<String> serverNames;

  /**
   * The page that a new release must answer before it is switched to, with a status of 2xx or 3xx.
   * By default {@code /}, with any status below 500 but 400, as not every project has a page there.
   * For example {@code /health/}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.healthPath")
  String healthPath;

  /**
   * How the project is served: {@code wsgi}, or {@code asgi} for WebSockets and asynchronous views.
   * By default {@code auto}: {@code asgi} if the settings have {@code ASGI_APPLICATION} and the
   * virtualenv has uvicorn or daphne.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.server", defaultValue = "auto")
  String server;

  /**
   * How visitors come by HTTPS: {@code off} for plain HTTP, {@code proxy} if another machine ends
   * it and passes on, {@code files} for nginx with a certificate that lies on the host, {@code
   * acme} for nginx with one that certbot fetches from Let's Encrypt. An administrator may change
   * this, and all that follows from it, on the host.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.tls", defaultValue = "off")
  String tls;

  /**
   * Where the certificate lies on the host if {@code tls} is {@code files}, with those between it
   * and its root behind it. By default {@code /etc/ssl/certs/}, the site's name and {@code .pem}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.tlsCertificate")
  String tlsCertificate;

  /**
   * Where the certificate's key lies on the host. By default {@code /etc/ssl/private/}, the site's
   * name and {@code .key}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.tlsKey")
  String tlsKey;

  /**
   * Addresses or networks of the machines that end HTTPS if {@code tls} is {@code proxy}. What they
   * say of a visitor's scheme and address counts, what others say does not. For example {@code
   * 10.1.0.0/16}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.trustedProxies")
  List<String> trustedProxies;

  /**
   * For how many seconds browsers that came by HTTPS come back by nothing else. By default a year
   * if {@code tls} is {@code files} or {@code acme}, and else 0, which is not at all.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.hstsSeconds")
  Integer hstsSeconds;

  /**
   * Whether that holds for all names below the site's too.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.hstsIncludeSubDomains", defaultValue = "false")
  boolean hstsIncludeSubDomains;

  /**
   * Whether browsers may be shipped with that knowledge. It is hard to take back.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.hstsPreload", defaultValue = "false")
  boolean hstsPreload;

  /**
   * The largest upload that nginx takes: a number and {@code k}, {@code m} or {@code g}. Django
   * itself has no limit on files.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.uploadSize", defaultValue = "100m")
  String uploadSize;

  /**
   * A folder of templates, relative to the pom's, that replace those of the project. They are
   * packaged as they lie there; an administrator can replace them in turn, in {@code templates} of
   * the site's configuration. For example {@code berlin/templates}. By default there are none.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.templates")
  String templates;

  /**
   * A file of nginx directives, relative to the pom's folder, that are added to the site's server.
   * It is configuration on the host, which an administrator may change, and nginx judges it there:
   * with a mistake in it nginx goes on with what it had before, and a first installation is not
   * enabled. For example {@code berlin/nginx.conf}. By default there is none.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.nginxAdditions")
  String nginxAdditions;
}
