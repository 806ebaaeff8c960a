/** Classes that break the rules of the architecture, for the tests of those rules. */
package org.dualmip.cli.architecture.broken;
