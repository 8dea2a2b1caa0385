package io.sluice.backend.osgi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a value of a configuration may be, where that is one of a few. Stands on the key's method,
 * beside Metatype's {@code AttributeDefinition}, whose {@code options} tell the same to tools but
 * are not there at run time.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OneOf {
  /** The words. */
  String[] value();
}
