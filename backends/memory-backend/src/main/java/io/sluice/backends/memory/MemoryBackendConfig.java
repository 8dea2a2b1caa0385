package io.sluice.backends.memory;

import io.sluice.backend.osgi.OneOf;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Keys of {@code etc/io.sluice.backend.memory-NAME.cfg}. */
@ObjectClassDefinition(
    name = "Sluice memory handler",
    description =
        "A sparse RAM disk that a logical unit can serve; its content ends with the process")
@interface MemoryBackendConfig {
  @AttributeDefinition(
      description = "Name that logical units bind to; without it, NAME of the file's name",
      required = false)
  String name() default "";

  @AttributeDefinition(description = "Bytes, such as 512M; memory is taken as it is written to")
  String size();

  @OneOf({"512", "1024", "2048", "4096"})
  @AttributeDefinition(
      description = "Bytes in a logical block: 512, 1024, 2048 or 4096",
      options = {
        @Option(label = "512", value = "512"),
        @Option(label = "1024", value = "1024"),
        @Option(label = "2048", value = "2048"),
        @Option(label = "4096", value = "4096")
      },
      required = false)
  int blockSize() default 512;
}
