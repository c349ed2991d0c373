package io.github.djangodeb.mojo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/** A proxy for tunnels, which wants a login. */
final class LoginProxy implements AutoCloseable {
  private final ServerSocket socket;
  private final String wanted;
  private final AtomicInteger tunnels = new AtomicInteger();

  LoginProxy(String user, String password) throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    wanted =
        "Proxy-Authorization: Basic "
            + Base64.getEncoder()
                .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    start(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** How many tunnels it has opened. */
  int tunnels() {
    return tunnels.get();
  }

  /** Work that may fail when the other side goes away. */
  private interface Work {
    void run() throws IOException;
  }

  private static Thread start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException gone) {
                // The other side has ended the connection, or the test this proxy.
                return;
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = socket.accept();
      start(() -> tunnel(client));
    }
  }

  private void tunnel(Socket client) throws IOException {
    try (client) {
      String head = head(client.getInputStream());
      boolean allowed = head.startsWith("CONNECT ") && head.contains(wanted);
      String answer = allowed ? "200 OK" : "407 Proxy Authentication Required";
      if (!allowed) {
        client.getOutputStream().write(("HTTP/1.1 " + answer + "\r\n\r\n").getBytes());
        return;
      }
      String[] place = head.split(" ")[1].split(":");
      try (Socket server = new Socket(place[0], Integer.parseInt(place[1]))) {
        client.getOutputStream().write(("HTTP/1.1 " + answer + "\r\n\r\n").getBytes());
        tunnels.incrementAndGet();
        Thread back = start(() -> server.getInputStream().transferTo(client.getOutputStream()));
        client.getInputStream().transferTo(server.getOutputStream());
        server.shutdownOutput();
        back.join();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no request");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
