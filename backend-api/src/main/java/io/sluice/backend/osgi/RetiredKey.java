package io.sluice.backend.osgi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On the annotation type that holds the keys of a configuration: a key that used to exist. A file
 * that still has it is not refused, so that an upgrade breaks nothing; a warning names the key that
 * replaces it.
 */
@Documented
@Repeatable(RetiredKey.List.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.ANNOTATION_TYPE)
public @interface RetiredKey {
  /** The key as written in files. */
  String name();

  /** The key that replaces it and gets its value; empty if it no longer has a meaning. */
  String successor() default "";

  /** All retired keys of a type. */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.ANNOTATION_TYPE)
  @interface List {
    /** In any order. */
    RetiredKey[] value();
  }
}
