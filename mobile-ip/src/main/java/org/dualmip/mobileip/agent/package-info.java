/**
 * The home agent as an engine (RFC 5944 §3.8, RFC 3024, RFC 3519 §4.6, RFC 5265 §4.3).
 *
 * <p>{@link org.dualmip.mobileip.agent.HomeAgent} takes datagrams and the passing of time and gives
 * replies, changed bindings and notices as values. It holds no thread, reads no clock and does no
 * input or output; one thread at a time may use it. A request meets the rules in this order, and
 * the first that it breaks decides:
 *
 * <table>
 * <caption>What becomes of a request</caption>
 * <tr><th>Rule</th><th>Otherwise</th><th>Where</th></tr>
 * <tr><td>its source is trusted, RFC 5265 §4.3</td><td>silence</td><td>RequestCheck</td></tr>
 * <tr><td>it can be read; nothing unknown below 128, RFC 5944 §1.8</td><td>silence</td>
 *     <td>RequestCheck</td></tr>
 * <tr><td>it is authenticated, and its node is served, §3.8.2.1 a</td><td>silence</td>
 *     <td>RequestCheck</td></tr>
 * <tr><td>its authenticator is right, §3.8.2.1 a</td><td>131</td><td>RequestCheck</td></tr>
 * <tr><td>its Identification is fresh, §5.7</td><td>133</td><td>IdentificationCheck</td></tr>
 * <tr><td>no unknown foreign agent vouches for it, §3.8.2.1 d</td><td>silence</td>
 *     <td>RequestCheck</td></tr>
 * <tr><td>it is meant for this agent, §3.8.2.1, §3.8.3.2</td><td>136</td><td>Registrar</td></tr>
 * <tr><td>a home address is left to assign, RFC 2794</td><td>130</td><td>Registrar</td></tr>
 * <tr><td>the home address is the node's own, §3.8.3.2</td><td>129</td><td>Registrar</td></tr>
 * <tr><td>T is set where that is demanded, RFC 3024 §4.3.1</td><td>138</td>
 *     <td>TunnelChoice</td></tr>
 * <tr><td>a tunnel can end at its care-of address</td><td>134</td><td>TunnelChoice</td></tr>
 * <tr><td>D is set if UDP is asked for, RFC 3519 §4.6.1</td><td>134</td>
 *     <td>TunnelChoice</td></tr>
 * <tr><td>what is to go in UDP is IP, RFC 3519 §4.6.1</td><td>142</td><td>TunnelChoice</td></tr>
 * <tr><td>a NAT is passed in UDP, RFC 3519 §4.6.1</td><td>129</td><td>TunnelChoice</td></tr>
 * <tr><td>M and G are not set, RFC 3024 §4.3.1</td><td>139</td><td>TunnelChoice</td></tr>
 * </table>
 *
 * <p>Codes 128, 132, 135 and 137 have no cause here: no association with foreign agents is
 * configured, there is one binding for each home address, and each tunnel goes both ways.
 */
@NullMarked
package org.dualmip.mobileip.agent;

import org.jspecify.annotations.NullMarked;
