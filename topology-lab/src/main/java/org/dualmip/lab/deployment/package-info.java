/**
 * What runs where in a lab, as values: services with their configuration, mobile nodes, traffic.
 *
 * <p>A {@link org.dualmip.lab.deployment.Deployment} is a topology with the services in it. {@link
 * org.dualmip.lab.deployment.Enterprise} is the one that all scenarios begin from; each says in a
 * few lines what is different in it. Nothing here touches the host; {@code services} writes the
 * files.
 */
@NullMarked
package org.dualmip.lab.deployment;

import org.jspecify.annotations.NullMarked;
