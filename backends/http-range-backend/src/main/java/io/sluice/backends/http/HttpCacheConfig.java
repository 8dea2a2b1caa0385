package io.sluice.backends.http;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keys of {@code etc/io.sluice.cache.http.cfg}. */
@ObjectClassDefinition(
    name = "Sluice HTTP caches",
    description = "Cache of the data that volumes on HTTP servers have fetched")
@interface HttpCacheConfig {
  @AttributeDefinition(description = "Bytes of memory for all of them", required = false)
  String memory() default "64M";

  @AttributeDefinition(
      description = "Bytes of disk for all of them; 0 for no disk cache",
      required = false)
  String disk() default "4G";

  @AttributeDefinition(
      description = "Folder of the disk cache; without it, cache/http in the gateway's var folder",
      required = false)
  String folder() default "";
}
