package org.dualmip.cli.architecture.broken.service;

/** Not wrong by itself. */
public final class Pages {}
