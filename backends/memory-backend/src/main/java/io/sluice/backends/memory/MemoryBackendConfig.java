package io.sluice.backends.memory;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

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

  @AttributeDefinition(
      description = "Bytes in a logical block: 512, 1024, 2048 or 4096",
      required = false)
  int blockSize() default 512;
}
