package io.sluice.backend;

/** Task attribute of a command (SAM-5 8.6). */
public enum TaskAttribute {
  SIMPLE,
  ORDERED,
  HEAD_OF_QUEUE,
  ACA
}
