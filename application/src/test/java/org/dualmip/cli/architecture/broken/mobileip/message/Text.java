package org.dualmip.cli.architecture.broken.mobileip.message;

/** Not wrong by itself. */
public final class Text {}
