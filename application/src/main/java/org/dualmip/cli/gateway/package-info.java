/**
 * The verb {@code dualmip gateway}: the enterprise's end of the VPN as a service.
 *
 * <p>The gateway itself is strongSwan; what is here keeps its configuration loaded. {@link
 * org.dualmip.cli.gateway.GatewaySettings} is the configuration file, checked in whole together
 * with the certificates it names. {@link org.dualmip.cli.gateway.GatewayService} joins {@link
 * org.dualmip.ipsec.Gateway} to the events and the administration socket that every service has. It
 * needs no right but that to use strongSwan's control socket.
 */
@NullMarked
package org.dualmip.cli.gateway;

import org.jspecify.annotations.NullMarked;
