package dev.ringswan.gateway.profile;

/** Files of the form that the AWS console offers, with addresses and keys of nobody. */
final class ConsoleTexts {
    static final String KEY_1 = "Abc1.first_tunnel_key";
    static final String KEY_2 = "Xyz2.second_tunnel_key";

    private ConsoleTexts() {}

    static String generic() {
        return """
                Amazon Web Services
                Virtual Private Cloud

                Your VPN Connection ID                   : vpn-0123456789abcdef0
                Your Virtual Private Gateway ID          : vgw-0123456789abcdef0
                Your Customer Gateway ID                 : cgw-0123456789abcdef0

                """
                + genericTunnel(1, KEY_1, "198.51.100.10", "169.254.44.26/30", "169.254.44.25/30")
                + genericTunnel(2, KEY_2, "198.51.100.20", "169.254.45.26/30", "169.254.45.25/30");
    }

    static String genericTunnel(int number, String key, String outside, String inside, String insidePeer) {
        return """

                IPSec Tunnel #%d
                ================================================================================
                #1: Internet Key Exchange Configuration

                Configure the IKE SA as follows:
                Please note, the values below are examples.
                  - IKE version              : IKEv2
                  - Authentication Method    : Pre-Shared Key
                  - Pre-Shared Key           : %s
                  - Authentication Algorithm : sha1
                  - Encryption Algorithm     : aes-128-cbc
                  - Lifetime                 : 28800 seconds
                  - Phase 1 Negotiation Mode : main
                  - Diffie-Hellman           : Group 2

                #2: IPSec Configuration

                Configure the IPSec SA as follows:
                  - Protocol                 : esp
                  - Authentication Algorithm : hmac-sha1-96
                  - Lifetime                 : 3600 seconds
                  - Perfect Forward Secrecy  : Diffie-Hellman Group 2

                #3: Tunnel Interface Configuration

                Outside IP Addresses:
                  - Customer Gateway \t\t        : 203.0.113.1
                  - Virtual Private Gateway\t        : %s

                Inside IP Addresses
                  - Customer Gateway         \t\t: %s
                  - Virtual Private Gateway             : %s

                """.formatted(number, key, outside, inside, insidePeer);
    }

    static String strongSwan() {
        return "# vpn-0123456789abcdef0\n"
                + strongSwanTunnel(1, KEY_1, "198.51.100.10", "169.254.44.26/30", "169.254.44.25/30")
                + strongSwanTunnel(2, KEY_2, "198.51.100.20", "169.254.45.26/30", "169.254.45.25/30");
    }

    private static String strongSwanTunnel(int number, String key, String outside, String inside, String insidePeer) {
        return """
                # 4) Create a new file at /etc/ipsec.conf
                conn Tunnel%1$d
                \tauto=start
                \tleft=%%defaultroute
                \tleftid=203.0.113.1
                \tright=%3$s
                \ttype=tunnel
                \tkeyexchange=ikev1
                \tike=aes128-sha1-modp1024
                \tesp=aes128-sha1-modp1024
                \tleftsubnet=0.0.0.0/0
                \trightsubnet=0.0.0.0/0
                \tmark=%1$d00
                \t#leftupdown="/etc/ipsec.d/aws-updown.sh -ln Tunnel%1$d -ll %4$s -lr %5$s -m %1$d00 -r <VPC CIDR>"

                # 5) Append to /etc/ipsec.secrets
                203.0.113.1 %3$s : PSK "%2$s"

                """.formatted(number, key, outside, inside, insidePeer);
    }
}
