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
 * <tr><td>it is authenticated, and its node is served, §3.8.2.1 a</td><td>silence, or to a
 *     probe 131</td><td>RequestCheck, Probes</td></tr>
 * <tr><td>its authenticator is right, §3.8.2.1 a</td><td>131</td><td>RequestCheck</td></tr>
 * <tr><td>so is its Mobile-AAA authenticator, RFC 4721 §3.4</td><td>144</td>
 *     <td>RequestCheck</td></tr>
 * <tr><td>its Identification is fresh, §5.7</td><td>133, or the same reply again</td>
 *     <td>RequestCheck, IdentificationCheck, RecentReplies</td></tr>
 * <tr><td>a foreign agent with a secret vouches for it, §3.8.2.1 c</td><td>132</td>
 *     <td>RequestCheck</td></tr>
 * <tr><td>no unknown foreign agent vouches for it, §3.8.2.1 d</td><td>silence</td>
 *     <td>RequestCheck</td></tr>
 * <tr><td>it is meant for this agent, §3.8.2.1, §3.8.3.2</td><td>136</td>
 *     <td>RightHomeAgent</td></tr>
 * <tr><td>no other agent serves the node, RFC 4433 §5.3</td><td>143</td>
 *     <td>RightHomeAgent</td></tr>
 * <tr><td>no vendor's critical extension is in it, RFC 3115 §2.3</td>
 *     <td>140 (the node's), 141 (the foreign agent's)</td><td>Admission</td></tr>
 * <tr><td>a home address is left to assign, RFC 2794</td><td>130</td><td>Admission</td></tr>
 * <tr><td>the home address is the node's own, §3.8.3.2</td><td>129</td><td>Admission</td></tr>
 * <tr><td>the node may use the service, RFC 5446 §4.2</td><td>151</td><td>Admission</td></tr>
 * <tr><td>T is set where that is demanded, RFC 3024 §4.3.1</td><td>138</td>
 *     <td>TunnelChoice</td></tr>
 * <tr><td>a tunnel can end at its care-of address</td><td>134</td><td>TunnelChoice</td></tr>
 * <tr><td>D is set if the node asks for UDP, not if a foreign agent does, RFC 3519 §4.6.1</td>
 *     <td>134</td><td>TunnelChoice</td></tr>
 * <tr><td>what is to go in UDP is offered, RFC 3519 §4.6.1</td><td>142</td>
 *     <td>TunnelChoice</td></tr>
 * <tr><td>a NAT is passed in UDP, where that is permitted, RFC 3519 §4.6.1</td><td>129</td>
 *     <td>TunnelChoice</td></tr>
 * <tr><td>what M and G ask for is offered, RFC 3024 §4.3.1; a tunnel tells tenants apart,
 *     RFC 6245</td><td>139</td><td>TunnelChoice</td></tr>
 * <tr><td>a reverse tunnel is offered, RFC 3024 §4.3.1; it tells tenants apart</td><td>137</td>
 *     <td>TunnelChoice</td></tr>
 * <tr><td>the node has not too many bindings, §3.8.2.3</td><td>135</td><td>Admission</td></tr>
 * <tr><td>all nodes together have not, §3.8.2.3</td><td>130</td><td>Admission</td></tr>
 * <tr><td>a node with mobile networks is a router, RFC 5177 §6.1</td><td>148</td>
 *     <td>MobileNetworks</td></tr>
 * <tr><td>one of its networks can be served, RFC 5177 §6.3</td><td>147</td>
 *     <td>MobileNetworks</td></tr>
 * </table>
 *
 * <p>A request that breaks none is granted with code 0, or with code 1 where it asks for
 * simultaneous bindings and there is one for each home address. Code 128 has no cause: there is a
 * better one for each denial. Replies to those who have proved nothing are limited by Strangers.
 *
 * <p>Beside requests there are revocations (RFC 3543, Revocations and RevocationsSent) and generic
 * notifications (RFC 6098, Notifications and NotificationsSent), both in both directions.
 */
@NullMarked
package org.dualmip.mobileip.agent;

import org.jspecify.annotations.NullMarked;
