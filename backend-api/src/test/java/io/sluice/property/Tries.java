package io.sluice.property;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.ReflectionSupport;

/** Calls a property as often as it says. */
final class Tries implements InvocationInterceptor {
  /** As often as that. */
  static final int TIMES = Integer.getInteger("sluice.property.times", 1);

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> call,
      ExtensionContext context) {
    invocation.skip();
    Method method = call.getExecutable();
    Object test = call.getTarget().orElseThrow();
    Any first = (Any) call.getArguments().get(0);
    int tries = method.getAnnotation(Property.class).tries();
    new Search(any -> ReflectionSupport.invokeMethod(method, test, any))
        .run(first.seed(), Math.multiplyExact(tries, TIMES));
  }
}
