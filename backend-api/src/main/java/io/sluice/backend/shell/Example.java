package io.sluice.backend.shell;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Example command lines for {@code help}; annotates the command's method. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Example {
  /** The command lines. */
  String[] value();

  /**
   * The command line whose result is used to complete the operands, as in {@code overlay:names}.
   */
  String words() default "";
}
