package org.dualmip.mobileip.node;

import java.util.List;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.security.SecurityAssociation;

/**
 * By what a request says who sends it.
 *
 * @param association that signs it, under the SPI that it shows
 * @param names the extensions that say it: the NAI, or what is in its place
 * @param concealed whether only the home agent understands them
 */
record Cover(SecurityAssociation association, List<Extension> names, boolean concealed) {}
