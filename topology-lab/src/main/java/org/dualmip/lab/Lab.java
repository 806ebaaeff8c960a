package org.dualmip.lab;

/** The verbs. */
public final class Lab {}
