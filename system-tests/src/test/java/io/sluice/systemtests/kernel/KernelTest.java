package io.sluice.systemtests.kernel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A test class that boots a guest kernel. Skipped, with the reason, where what it needs is not
 * installed; failed there when the environment variable {@code CI} is {@code true}. Two such
 * classes run at once, each with a guest of its own.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("kernel")
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(KernelTestRequirements.class)
@interface KernelTest {}
