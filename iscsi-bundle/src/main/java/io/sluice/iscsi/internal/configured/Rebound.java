package io.sluice.iscsi.internal.configured;

/**
 * What went from one CHAP name to another.
 *
 * @param registrations persistent ones, on all logical units
 * @param sessions that are logged in
 */
public record Rebound(int registrations, int sessions) {}
