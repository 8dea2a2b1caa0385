package io.sluice.backends.image;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keys of {@code etc/io.sluice.cache.image.cfg}. */
@ObjectClassDefinition(
    name = "Sluice caches of compressed images",
    description = "Memory and disk space for all images that are compressed as a whole")
@interface ImageCacheConfig {
  @AttributeDefinition(
      description = "Bytes of memory for decoded data, for all of them together",
      required = false)
  String memory() default "64M";

  @AttributeDefinition(
      description = "Bytes of disk space for the indexes of all of them; 0 to keep none",
      required = false)
  String disk() default "1G";

  @AttributeDefinition(
      description = "Folder of the indexes; without it, cache/image in the gateway's var folder",
      required = false)
  String folder() default "";
}
