/**
 * Which handler serves a logical unit, and the change from one to another: candidates and the
 * choice among them, the swap with its steps and its history, suspension.
 */
package io.sluice.gateway.internal.binding;
