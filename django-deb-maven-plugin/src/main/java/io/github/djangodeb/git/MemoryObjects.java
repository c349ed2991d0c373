package io.github.djangodeb.git;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.transport.PackParser;

/**
 * Git objects that are kept in memory over a repository's own, so that a work tree with changes can
 * be read as if it were committed, and nothing is written into the user's repository.
 */
final class MemoryObjects extends ObjectInserter {
  private final ObjectReader repository;
  private final Map<ObjectId, ObjectLoader> objects = new HashMap<>();

  MemoryObjects(ObjectReader repository) {
    this.repository = repository;
  }

  @Override
  public ObjectId insert(int type, long length, InputStream in) throws IOException {
    return insert(type, in.readNBytes(Math.toIntExact(length)));
  }

  @Override
  public ObjectId insert(int type, byte[] bytes, int offset, int length) {
    ObjectId id = idFor(type, bytes, offset, length);
    byte[] own = java.util.Arrays.copyOfRange(bytes, offset, offset + length);
    objects.put(id, new ObjectLoader.SmallObject(type, own));
    return id;
  }

  @Override
  public PackParser newPackParser(InputStream in) {
    throw new UnsupportedOperationException("nothing is fetched into memory");
  }

  @Override
  public ObjectReader newReader() {
    return new Reader(repository.newReader());
  }

  @Override
  public void flush() {
    // There is nowhere to write to.
  }

  @Override
  public void close() {
    repository.close();
  }

  private final class Reader extends ObjectReader {
    private final ObjectReader below;

    Reader(ObjectReader below) {
      this.below = below;
    }

    @Override
    public ObjectReader newReader() {
      return new Reader(below.newReader());
    }

    @Override
    public Collection<ObjectId> resolve(AbbreviatedObjectId id) throws IOException {
      return below.resolve(id);
    }

    @Override
    public ObjectLoader open(AnyObjectId id, int type) throws IOException {
      ObjectLoader own = objects.get(id.toObjectId());
      return own == null ? below.open(id, type) : own;
    }

    @Override
    public Set<ObjectId> getShallowCommits() throws IOException {
      return below.getShallowCommits();
    }

    @Override
    public void close() {
      below.close();
    }
  }
}
