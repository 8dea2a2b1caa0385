package io.sluice.backend.osgi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a number, or a number of bytes, of a configuration may be. Stands on the key's method,
 * beside Metatype's {@code AttributeDefinition}, whose {@code min} and {@code max} tell the same to
 * tools but are not there at run time.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Within {
  /** The least. */
  long min();

  /** The most. */
  long max();
}
