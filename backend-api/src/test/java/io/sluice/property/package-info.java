/**
 * Tests of what holds for any value, with nothing but JUnit: {@link io.sluice.property.Property}
 * marks such a test, {@link io.sluice.property.Any} gives it values.
 *
 * <p>A value is made of choices, each of which is a number. They are drawn at random and written
 * down. A case that fails is made smaller by leaving out choices and lowering others, and by
 * running the test with what is left; so every value can be made smaller, however it was put
 * together, and no generator has to know how.
 */
package io.sluice.property;
