package io.sluice.backend.osgi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On the annotation type that holds the keys of a configuration: a key that was there once. A file
 * that still has it is not refused, so that an upgrade takes nothing away; a warning tells the key
 * that is to take its place.
 */
@Documented
@Repeatable(RetiredKey.List.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.ANNOTATION_TYPE)
public @interface RetiredKey {
  /** As it stands in files. */
  String name();

  /** The key that has its meaning now, and gets its value; empty where it means nothing more. */
  String successor() default "";

  /** All of a type. */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.ANNOTATION_TYPE)
  @interface List {
    /** In any order. */
    RetiredKey[] value();
  }
}
