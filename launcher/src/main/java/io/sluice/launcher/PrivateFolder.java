package io.sluice.launcher;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * A folder that is its owner's alone, with all that is in it: copies of configurations, whose URLs
 * may be signed, indexes and blocks of disks, the log. Others are kept out by the folder's own mode
 * before there is anything in it; what an earlier gateway left open is closed.
 */
final class PrivateFolder {
  static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.complementOf(EnumSet.copyOf(OWNER_ONLY.value()));

  private final Path folder;

  PrivateFolder(Path folder) {
    this.folder = folder;
  }

  /** Makes it where it is missing, and takes away what others may do with what is there. */
  void prepare() throws IOException {
    Files.createDirectories(folder, OWNER_ONLY);
    narrow(folder.toRealPath());
    Files.walkFileTree(folder.toRealPath(), new Narrowing());
  }

  private static void narrow(Path path) throws IOException {
    Set<PosixFilePermission> permissions =
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
    if (permissions.removeAll(OF_OTHERS)) {
      Files.setPosixFilePermissions(path, permissions);
    }
  }

  /** What is another's stays as it is: the folder keeps others out of it. */
  private static final class Narrowing extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
      return visitFile(path, attributes);
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
      if (!attributes.isSymbolicLink()) {
        try {
          narrow(path);
        } catch (IOException e) {
          return FileVisitResult.CONTINUE;
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException failure) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path path, IOException failure) {
      return FileVisitResult.CONTINUE;
    }
  }
}
