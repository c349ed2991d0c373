package io.github.djangodeb.git;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.network.WebAccess;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.api.TransportConfigCallback;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.JDKHttpConnection;
import org.eclipse.jgit.transport.http.JDKHttpConnectionFactory;

/**
 * Fetches by HTTP as this build reaches web servers, and ends a fetch from one that trickles:
 * JGit's own limit knows only silence.
 */
final class PacedTransport implements TransportConfigCallback {
  /** Fewer bytes in a second than any line that a build could use. */
  private static final long SLOWEST = 64;

  private final Duration patience;
  private final WebAccess access;
  private final Optional<TrustManager[]> trust;

  /**
   * @param patience for how long a server may be that slow
   * @throws BuildFailure the user's, if the authorities that are trusted cannot be read
   */
  PacedTransport(Duration patience, WebAccess access) throws BuildFailure {
    this.patience = patience;
    this.access = access;
    this.trust = access.trust();
  }

  @Override
  public void configure(Transport transport) {
    if (transport instanceof TransportHttp http) {
      http.setHttpConnectionFactory(new Connections());
    }
  }

  private final class Connections extends JDKHttpConnectionFactory {
    @Override
    public HttpConnection create(URL url) throws IOException {
      return create(url, Proxy.NO_PROXY);
    }

    @Override
    public HttpConnection create(URL url, Proxy ofJava) throws IOException {
      URI uri = uri(url);
      Connection connection = new Connection(url, access.proxy(uri).orElse(ofJava), patience);
      boolean secure = url.getProtocol().equals("https");
      Optional<String> told = access.proxyAuthorization(uri);
      if (!secure && told.isPresent()) {
        connection.setRequestProperty("Proxy-Authorization", told.get());
      }
      if (secure && trust.isPresent()) {
        trust(connection);
      }
      return connection;
    }

    private static URI uri(URL url) throws IOException {
      try {
        return new URI(url.getProtocol(), null, url.getHost(), url.getPort(), "/", null, null);
      } catch (URISyntaxException odd) {
        throw new IOException(odd.getMessage(), odd);
      }
    }

    private void trust(Connection connection) throws IOException {
      try {
        connection.configure(null, trust.get(), null);
      } catch (GeneralSecurityException impossible) {
        throw new IOException(impossible);
      }
    }
  }

  private static final class Connection extends JDKHttpConnection {
    private final Duration patience;

    Connection(URL url, Proxy proxy, Duration patience) throws IOException {
      super(url, proxy);
      this.patience = patience;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return new Paced(super.getInputStream(), patience);
    }
  }

  /** Counts only the time that is spent waiting for the server. */
  static final class Paced extends FilterInputStream {
    private final Duration patience;
    private long waited;
    private long received;

    Paced(InputStream in, Duration patience) {
      super(in);
      this.patience = patience;
    }

    @Override
    public int read() throws IOException {
      long begin = System.nanoTime();
      int octet = super.read();
      if (octet >= 0) {
        count(begin, 1);
      }
      return octet;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      long begin = System.nanoTime();
      int got = super.read(bytes, offset, length);
      if (got > 0) {
        count(begin, got);
      }
      return got;
    }

    private void count(long begin, int got) throws IOException {
      waited += System.nanoTime() - begin;
      received += got;
      if (waited >= patience.toNanos()) {
        if (received < SLOWEST * patience.toSeconds()) {
          throw new IOException(
              "the server sent " + received + " bytes in " + patience.toSeconds() + " seconds");
        }
        waited = 0;
        received = 0;
      }
    }
  }
}
