package io.github.djangodeb.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URL;
import java.time.Duration;
import org.eclipse.jgit.api.TransportConfigCallback;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.JDKHttpConnection;
import org.eclipse.jgit.transport.http.JDKHttpConnectionFactory;

/** Ends a fetch by HTTP from a server that trickles: JGit's own limit knows only silence. */
final class PacedTransport implements TransportConfigCallback {
  /** Fewer bytes in a second than any line that a build could use. */
  private static final long SLOWEST = 64;

  private final Duration patience;

  /**
   * @param patience for how long a server may be that slow
   */
  PacedTransport(Duration patience) {
    this.patience = patience;
  }

  @Override
  public void configure(Transport transport) {
    if (transport instanceof TransportHttp http) {
      http.setHttpConnectionFactory(new Connections(patience));
    }
  }

  private static final class Connections extends JDKHttpConnectionFactory {
    private final Duration patience;

    Connections(Duration patience) {
      this.patience = patience;
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
      return new Connection(url, Proxy.NO_PROXY, patience);
    }

    @Override
    public HttpConnection create(URL url, Proxy proxy) throws IOException {
      return new Connection(url, proxy, patience);
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
