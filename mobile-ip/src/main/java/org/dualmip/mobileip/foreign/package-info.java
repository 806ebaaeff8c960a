/**
 * The foreign agent as an engine (RFC 5944 §3.7, RFC 3024, RFC 3519 §4.5, RFC 3543, RFC 4721, RFC
 * 6098 §4.6).
 *
 * <p>{@link org.dualmip.mobileip.foreign.ForeignAgent} takes datagrams and the passing of time and
 * gives datagrams, changed visitors and notices as values. It holds no thread, reads no clock and
 * does no input or output; one thread at a time may use it. A request meets the rules in this
 * order, and the first that it breaks decides:
 *
 * <table>
 * <caption>What becomes of a request</caption>
 * <tr><th>Rule</th><th>Otherwise</th><th>Where</th></tr>
 * <tr><td>it can be read; nothing unknown below 128, RFC 5944 §1.8</td><td>silence</td>
 *     <td>RequestCheck</td></tr>
 * <tr><td>no revocation support from a node, RFC 3543 §4.2.1</td><td>silence</td>
 *     <td>RequestCheck</td></tr>
 * <tr><td>it is well formed, §3.7.2.1, RFC 3024 §3.3</td><td>70</td><td>RequestCheck</td></tr>
 * <tr><td>no unknown critical vendor extension, RFC 3115</td><td>100</td><td>RequestCheck</td></tr>
 * <tr><td>its Mobile-Foreign authenticator is right, §3.7.2.1</td><td>67</td>
 *     <td>NodeCheck</td></tr>
 * <tr><td>it answers a challenge, RFC 4721 §3.2</td><td>105</td><td>NodeCheck</td></tr>
 * <tr><td>and proves the answer</td><td>silence</td><td>NodeCheck</td></tr>
 * <tr><td>which it did not use before</td><td>106</td><td>NodeCheck</td></tr>
 * <tr><td>and was given lately</td><td>104</td><td>NodeCheck</td></tr>
 * <tr><td>its Mobile-AAA authenticator is right, RFC 4721 §3.2</td><td>108</td>
 *     <td>NodeCheck</td></tr>
 * <tr><td>it has a home address or an NAI, RFC 2794 §3</td><td>96</td><td>RequestCheck</td></tr>
 * <tr><td>it names or requests a home agent, or one is chosen, RFC 4433 §5.2</td><td>90</td>
 *     <td>RequestCheck</td></tr>
 * <tr><td>which can be one, and is not this agent, §3.7.2</td><td>194</td>
 *     <td>RequestCheck</td></tr>
 * <tr><td>a co-located address may pass here, RFC 3543 §4.3.1</td><td>65</td>
 *     <td>RequestCheck</td></tr>
 * <tr><td>its care-of address is offered here, §3.7.2.1</td><td>77</td><td>RequestCheck</td></tr>
 * <tr><td>its lifetime is not too long, §3.7.2.3</td><td>69</td><td>RequestCheck</td></tr>
 * <tr><td>M and G ask for what this agent can end, RFC 3024 §4.2.1</td><td>72</td>
 *     <td>ServiceCheck</td></tr>
 * <tr><td>its delivery style is offered, RFC 3024 §3.4</td><td>79</td><td>ServiceCheck</td></tr>
 * <tr><td>T is set where that is demanded, RFC 3024 §4.2.1, §A.4, RFC 3519 §4.5</td><td>75</td>
 *     <td>ServiceCheck</td></tr>
 * <tr><td>with T, it comes from this link, RFC 3024 §4.2.1</td><td>76</td>
 *     <td>ServiceCheck</td></tr>
 * <tr><td>reverse tunnels are offered, RFC 3024 §4.2.1</td><td>74</td><td>ServiceCheck</td></tr>
 * <tr><td>no other station has sent it before</td><td>silence</td>
 *     <td>RecentRequests, VisitorList</td></tr>
 * <tr><td>there is room, §3.7.1</td><td>66</td><td>Registrations, PendingList</td></tr>
 * <tr><td>the home agent answers in time, §3.7.1</td><td>78</td>
 *     <td>Registrations, PendingList</td></tr>
 * <tr><td>and can be reached, §3.7.3</td><td>80, 81, 82, 88</td><td>Registrations</td></tr>
 * </table>
 *
 * <table>
 * <caption>What becomes of a reply</caption>
 * <tr><th>Rule</th><th>Otherwise</th><th>Where</th></tr>
 * <tr><td>it can be read, and answers a pending request, §3.7.3.1</td><td>silence</td>
 *     <td>ReplyCheck, PendingList</td></tr>
 * <tr><td>its Foreign-Home authenticator is right, §3.7.3.1</td><td>68</td><td>ReplyCheck</td></tr>
 * <tr><td>no unknown critical vendor extension, RFC 3115</td><td>101</td><td>ReplyCheck</td></tr>
 * <tr><td>an acceptance is signed for the node and by the home agent that was asked</td><td>71</td>
 *     <td>ReplyCheck</td></tr>
 * <tr><td>it repeats the NAI, names home agent and home address, RFC 2794 §3</td>
 *     <td>97, 98, 99</td><td>ReplyCheck</td></tr>
 * <tr><td>it returns the node's challenge, RFC 4721 §3.3</td><td>109 in an FA error</td>
 *     <td>ReplyCheck</td></tr>
 * <tr><td>a GRE key comes with a GRE tunnel, RFC 6245 §4.2</td><td>71 in an FA error</td>
 *     <td>ReplyCheck</td></tr>
 * <tr><td>UDP is granted where it is needed, RFC 3519 §4.5</td><td>65 in an FA error</td>
 *     <td>ReplyCheck</td></tr>
 * <tr><td>there still is room</td><td>66 in an FA error</td><td>Registrations</td></tr>
 * </table>
 *
 * <p>Revocations (RFC 3543) have a class of their own, and so have notifications
 * (NotificationRelay, RFC 6098).
 *
 * <p>Codes 64 and 107 have no cause here: every refusal has a reason with a number of its own, and
 * keys are configured, not generated.
 */
@NullMarked
package org.dualmip.mobileip.foreign;

import org.jspecify.annotations.NullMarked;
