package io.sluice.shell.internal;

import org.apache.felix.gogo.jline.Converters;
import org.apache.felix.service.command.Converter;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Lets commands take a bundle by its number, as {@code felix:stop 16} does. */
@Component(service = Converter.class)
public final class BundleConverters extends Converters {
  @Activate
  public BundleConverters(BundleContext bundle) {
    super(bundle.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getBundleContext());
  }
}
