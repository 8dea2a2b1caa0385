package io.sluice.backends.image;

import io.sluice.backend.osgi.OneOf;
import io.sluice.backend.osgi.Within;
import io.sluice.backends.seekable.Tolerance;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Keys of {@code etc/io.sluice.backend.image-NAME.cfg}. */
@ObjectClassDefinition(
    name = "Sluice image handler",
    description = "A disk image of a format of its own that a logical unit can serve")
@interface ImageBackendConfig {
  @AttributeDefinition(
      description = "Name that logical units bind to; without it, NAME of the file's name",
      required = false)
  String name() default "";

  @AttributeDefinition(
      description =
          "The image's format, which is never guessed: qcow2; or, of a raw image that was"
              + " compressed, bgzf, bzip2, gzip, vmdk (streamOptimized), xz or zstd, which is only"
              + " read")
  String format();

  @AttributeDefinition(
      description =
          "The image: a file's path, or the URI of a layer (https://..., volume:NAME), which is"
              + " then only read")
  String image();

  @AttributeDefinition(
      description = "Never write to it; always so for formats other than qcow2",
      required = false)
  boolean readOnly() default false;

  @OneOf({"512", "1024", "2048", "4096"})
  @AttributeDefinition(
      description =
          "Bytes in a logical block: 512, 1024, 2048 or 4096. Without it 512, or those of the"
              + " backing volume",
      type = AttributeType.INTEGER,
      options = {
        @Option(label = "512", value = "512"),
        @Option(label = "1024", value = "1024"),
        @Option(label = "2048", value = "2048"),
        @Option(label = "4096", value = "4096")
      },
      required = false)
  String blockSize() default "";

  @AttributeDefinition(
      description =
          "bgzf, bzip2, gzip, xz, zstd: leave out whatever follows the last whole member, stream or"
              + " frame and begins as none, also where it looks like one that is damaged",
      required = false)
  boolean ignoreTail() default false;

  @Within(min = 1 << 20, max = Tolerance.MOST_WINDOW)
  @AttributeDefinition(
      description =
          "xz, zstd: memory that decoding may have to remember (zstd --long=31: 2G), up to 2G; 128M"
              + " without it",
      required = false)
  String window() default "";

  @AttributeDefinition(
      description =
          "qcow2: the volume that the image stands on (file:/..., https://..., volume:NAME). The"
              + " image's own word for it is compared, and never followed",
      required = false)
  String backing() default "";

  @AttributeDefinition(
      description = "qcow2: the external data file's path. Read-only",
      required = false)
  String dataFile() default "";

  @AttributeDefinition(
      description = "qcow2: id or name of the internal snapshot to serve, read-only",
      required = false)
  String snapshot() default "";

  @AttributeDefinition(
      description = "qcow2: memory for the image's tables, such as 64M; 32M without it",
      required = false)
  String metadataCache() default "";

  @AttributeDefinition(
      description =
          "qcow2: memory for decompressed clusters; 32M without it. Other formats share theirs:"
              + " io.sluice.cache.image",
      required = false)
  String decodedCache() default "";
}
