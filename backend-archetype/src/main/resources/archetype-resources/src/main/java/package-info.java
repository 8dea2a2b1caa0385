/** A backend of Sluice: {@code SampleVolume} is what it stores, {@code SampleBackend} how it is configured. */
package ${package};
