package io.sluice.gateway.internal.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What shows that a file was written, replaced, or given other permissions.
 *
 * @param inode which file it is
 * @param size in bytes
 * @param modified when its content was last written, as told
 * @param changed when the file system last saw a change of it
 */
public record FileStamp(Object inode, long size, FileTime modified, FileTime changed) {
  /** Of the file that a symbolic link leads to, where it is one. */
  public static FileStamp of(Path file) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(file, "unix:ino,size,lastModifiedTime,ctime");
    return new FileStamp(
        attributes.get("ino"),
        (Long) attributes.get("size"),
        (FileTime) attributes.get("lastModifiedTime"),
        (FileTime) attributes.get("ctime"));
  }

  /** Whether nothing has happened to it for so long. */
  public boolean isOlderThan(Duration age) {
    return changed.toInstant().isBefore(Instant.now().minus(age));
  }
}
