package io.sluice.property;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Marks a test of what holds for any value: a method with one parameter, {@link Any}, which it
 * takes its values from. It is called many times on one instance of its class, so it makes itself
 * what a call changes. When a call fails, the values are made as small as they still fail with, and
 * told with the seed; {@code -Dsluice.property.seed=SEED} begins with them again, and {@code
 * -Dsluice.property.times=N} tries N times as often.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}")
@ArgumentsSource(Seeds.class)
@ExtendWith(Tries.class)
@Tag("property")
public @interface Property {
  /** How many calls. */
  int tries() default 1000;
}
