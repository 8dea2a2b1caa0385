package io.sluice.backend.shell;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Command lines that show a command at work, for {@code help}; stands on the command's method. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Example {
  /** The command lines. */
  String[] value();

  /** The command line whose result completes the operands, as in {@code overlay:names}. */
  String words() default "";
}
