package io.sluice.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.gateway.internal.binding.BindingState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LunViewTest {
  @ParameterizedTest
  @EnumSource
  void shouldTellEveryStateOfABindingByItsName(BindingState state) {
    assertEquals(state.name(), LunView.State.of(state).name());
  }
}
