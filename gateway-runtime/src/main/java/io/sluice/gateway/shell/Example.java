package io.sluice.gateway.shell;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Command lines that show a command at work, where its class is not {@link Documented}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Example {
  /** The command lines. */
  String[] value();

  /** The command line whose result completes the operands. */
  String words() default "";
}
