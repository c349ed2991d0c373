package io.github.djangodeb.cache;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** The classes of this program once more, as Maven may load a plugin twice in one Java. */
final class LockRealm implements AutoCloseable {
  private final URLClassLoader loader =
      new URLClassLoader(
          Pattern.compile(File.pathSeparator)
              .splitAsStream(System.getProperty("java.class.path"))
              .map(LockRealm::address)
              .toArray(URL[]::new),
          ClassLoader.getPlatformClassLoader());

  private static URL address(String path) {
    try {
      return Path.of(path).toUri().toURL();
    } catch (IOException odd) {
      throw new UncheckedIOException(odd);
    }
  }

  private Class<?> cacheLock() throws ReflectiveOperationException {
    return loader.loadClass(CacheLock.class.getName());
  }

  /** A lock that it takes for itself alone, if nobody has it. */
  Optional<AutoCloseable> tryExclusive(Path file) throws ReflectiveOperationException {
    Object taken = cacheLock().getMethod("tryExclusive", Path.class).invoke(null, file);
    return ((Optional<?>) taken).map(AutoCloseable.class::cast);
  }

  /** A lock that it shares. */
  AutoCloseable shared(Path file) throws ReflectiveOperationException {
    Class<?> events = loader.loadClass(CacheEvents.class.getName());
    Object none = events.getMethod("none").invoke(null);
    Method shared = cacheLock().getMethod("shared", Path.class, String.class, events);
    return (AutoCloseable) shared.invoke(null, file, "it", none);
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}
