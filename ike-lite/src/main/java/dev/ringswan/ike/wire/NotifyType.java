package dev.ringswan.ike.wire;

/**
 * Notify message types of the IANA registry "IKEv2 Notify Message Types". Below {@link #STATUS_MIN} they are errors:
 * whoever does not know one takes it as "the request failed" (RFC 7296 §3.10.1); unknown status types are ignored.
 */
public final class NotifyType {
    public static final int UNSUPPORTED_CRITICAL_PAYLOAD = 1;
    public static final int INVALID_IKE_SPI = 4;
    public static final int INVALID_MAJOR_VERSION = 5;
    public static final int INVALID_SYNTAX = 7;
    public static final int INVALID_MESSAGE_ID = 9;
    public static final int INVALID_SPI = 11;
    public static final int NO_PROPOSAL_CHOSEN = 14;
    public static final int INVALID_KE_PAYLOAD = 17;
    public static final int AUTHENTICATION_FAILED = 24;
    public static final int SINGLE_PAIR_REQUIRED = 34;
    public static final int NO_ADDITIONAL_SAS = 35;
    public static final int INTERNAL_ADDRESS_FAILURE = 36;
    public static final int FAILED_CP_REQUIRED = 37;
    public static final int TS_UNACCEPTABLE = 38;
    public static final int INVALID_SELECTORS = 39;
    public static final int UNACCEPTABLE_ADDRESSES = 40;
    public static final int UNEXPECTED_NAT_DETECTED = 41;
    public static final int TEMPORARY_FAILURE = 43;
    public static final int CHILD_SA_NOT_FOUND = 44;
    public static final int INVALID_GROUP_ID = 45;
    public static final int AUTHORIZATION_FAILED = 46;
    public static final int STATE_NOT_FOUND = 47;
    public static final int TS_MAX_QUEUE = 48;

    /** The first status type. */
    public static final int STATUS_MIN = 16384;

    public static final int INITIAL_CONTACT = 16384;
    public static final int SET_WINDOW_SIZE = 16385;
    public static final int ADDITIONAL_TS_POSSIBLE = 16386;
    public static final int IPCOMP_SUPPORTED = 16387;
    public static final int NAT_DETECTION_SOURCE_IP = 16388;
    public static final int NAT_DETECTION_DESTINATION_IP = 16389;
    public static final int COOKIE = 16390;
    public static final int USE_TRANSPORT_MODE = 16391;
    public static final int HTTP_CERT_LOOKUP_SUPPORTED = 16392;
    public static final int REKEY_SA = 16393;
    public static final int ESP_TFC_PADDING_NOT_SUPPORTED = 16394;
    public static final int NON_FIRST_FRAGMENTS_ALSO = 16395;
    public static final int MOBIKE_SUPPORTED = 16396;
    public static final int ADDITIONAL_IP4_ADDRESS = 16397;
    public static final int ADDITIONAL_IP6_ADDRESS = 16398;
    public static final int NO_ADDITIONAL_ADDRESSES = 16399;
    public static final int UPDATE_SA_ADDRESSES = 16400;
    public static final int COOKIE2 = 16401;
    public static final int NO_NATS_ALLOWED = 16402;
    public static final int AUTH_LIFETIME = 16403;
    public static final int MULTIPLE_AUTH_SUPPORTED = 16404;
    public static final int ANOTHER_AUTH_FOLLOWS = 16405;
    public static final int REDIRECT_SUPPORTED = 16406;
    public static final int REDIRECT = 16407;
    public static final int REDIRECTED_FROM = 16408;
    public static final int EAP_ONLY_AUTHENTICATION = 16417;
    public static final int CHILDLESS_IKEV2_SUPPORTED = 16418;
    public static final int QUICK_CRASH_DETECTION = 16419;
    public static final int IKEV2_MESSAGE_ID_SYNC_SUPPORTED = 16420;
    public static final int IPSEC_REPLAY_COUNTER_SYNC_SUPPORTED = 16421;
    public static final int IKEV2_FRAGMENTATION_SUPPORTED = 16430;
    public static final int SIGNATURE_HASH_ALGORITHMS = 16431;
    public static final int CLONE_IKE_SA_SUPPORTED = 16432;
    public static final int CLONE_IKE_SA = 16433;
    public static final int USE_PPK = 16435;
    public static final int PPK_IDENTITY = 16436;
    public static final int NO_PPK_AUTH = 16437;
    public static final int INTERMEDIATE_EXCHANGE_SUPPORTED = 16438;
    public static final int ADDITIONAL_KEY_EXCHANGE = 16441;
    public static final int SA_RESOURCE_INFO = 16444;
    public static final int USE_PPK_INT = 16445;
    public static final int PPK_IDENTITY_KEY = 16446;

    private NotifyType() {}

    /** Whether it reports an error, also one that is not known here. */
    public static boolean isError(int type) {
        return type < STATUS_MIN;
    }

    /** The name in the registry, or the number as text. */
    public static String name(int type) {
        return isError(type) ? errorName(type) : statusName(type);
    }

    private static String errorName(int type) {
        return switch (type) {
            case UNSUPPORTED_CRITICAL_PAYLOAD -> "UNSUPPORTED_CRITICAL_PAYLOAD";
            case INVALID_IKE_SPI -> "INVALID_IKE_SPI";
            case INVALID_MAJOR_VERSION -> "INVALID_MAJOR_VERSION";
            case INVALID_SYNTAX -> "INVALID_SYNTAX";
            case INVALID_MESSAGE_ID -> "INVALID_MESSAGE_ID";
            case INVALID_SPI -> "INVALID_SPI";
            case NO_PROPOSAL_CHOSEN -> "NO_PROPOSAL_CHOSEN";
            case INVALID_KE_PAYLOAD -> "INVALID_KE_PAYLOAD";
            case AUTHENTICATION_FAILED -> "AUTHENTICATION_FAILED";
            case SINGLE_PAIR_REQUIRED -> "SINGLE_PAIR_REQUIRED";
            case NO_ADDITIONAL_SAS -> "NO_ADDITIONAL_SAS";
            case INTERNAL_ADDRESS_FAILURE -> "INTERNAL_ADDRESS_FAILURE";
            case FAILED_CP_REQUIRED -> "FAILED_CP_REQUIRED";
            case TS_UNACCEPTABLE -> "TS_UNACCEPTABLE";
            case INVALID_SELECTORS -> "INVALID_SELECTORS";
            case UNACCEPTABLE_ADDRESSES -> "UNACCEPTABLE_ADDRESSES";
            case UNEXPECTED_NAT_DETECTED -> "UNEXPECTED_NAT_DETECTED";
            case TEMPORARY_FAILURE -> "TEMPORARY_FAILURE";
            case CHILD_SA_NOT_FOUND -> "CHILD_SA_NOT_FOUND";
            case INVALID_GROUP_ID -> "INVALID_GROUP_ID";
            case AUTHORIZATION_FAILED -> "AUTHORIZATION_FAILED";
            case STATE_NOT_FOUND -> "STATE_NOT_FOUND";
            case TS_MAX_QUEUE -> "TS_MAX_QUEUE";
            default -> "error " + type;
        };
    }

    private static String statusName(int type) {
        return switch (type) {
            case INITIAL_CONTACT -> "INITIAL_CONTACT";
            case SET_WINDOW_SIZE -> "SET_WINDOW_SIZE";
            case ADDITIONAL_TS_POSSIBLE -> "ADDITIONAL_TS_POSSIBLE";
            case IPCOMP_SUPPORTED -> "IPCOMP_SUPPORTED";
            case NAT_DETECTION_SOURCE_IP -> "NAT_DETECTION_SOURCE_IP";
            case NAT_DETECTION_DESTINATION_IP -> "NAT_DETECTION_DESTINATION_IP";
            case COOKIE -> "COOKIE";
            case USE_TRANSPORT_MODE -> "USE_TRANSPORT_MODE";
            case HTTP_CERT_LOOKUP_SUPPORTED -> "HTTP_CERT_LOOKUP_SUPPORTED";
            case REKEY_SA -> "REKEY_SA";
            case ESP_TFC_PADDING_NOT_SUPPORTED -> "ESP_TFC_PADDING_NOT_SUPPORTED";
            case NON_FIRST_FRAGMENTS_ALSO -> "NON_FIRST_FRAGMENTS_ALSO";
            case MOBIKE_SUPPORTED -> "MOBIKE_SUPPORTED";
            case ADDITIONAL_IP4_ADDRESS -> "ADDITIONAL_IP4_ADDRESS";
            case ADDITIONAL_IP6_ADDRESS -> "ADDITIONAL_IP6_ADDRESS";
            case NO_ADDITIONAL_ADDRESSES -> "NO_ADDITIONAL_ADDRESSES";
            case UPDATE_SA_ADDRESSES -> "UPDATE_SA_ADDRESSES";
            case COOKIE2 -> "COOKIE2";
            case NO_NATS_ALLOWED -> "NO_NATS_ALLOWED";
            case AUTH_LIFETIME -> "AUTH_LIFETIME";
            case MULTIPLE_AUTH_SUPPORTED -> "MULTIPLE_AUTH_SUPPORTED";
            case ANOTHER_AUTH_FOLLOWS -> "ANOTHER_AUTH_FOLLOWS";
            case REDIRECT_SUPPORTED -> "REDIRECT_SUPPORTED";
            case REDIRECT -> "REDIRECT";
            case REDIRECTED_FROM -> "REDIRECTED_FROM";
            case EAP_ONLY_AUTHENTICATION -> "EAP_ONLY_AUTHENTICATION";
            case CHILDLESS_IKEV2_SUPPORTED -> "CHILDLESS_IKEV2_SUPPORTED";
            case QUICK_CRASH_DETECTION -> "QUICK_CRASH_DETECTION";
            case IKEV2_MESSAGE_ID_SYNC_SUPPORTED -> "IKEV2_MESSAGE_ID_SYNC_SUPPORTED";
            case IPSEC_REPLAY_COUNTER_SYNC_SUPPORTED -> "IPSEC_REPLAY_COUNTER_SYNC_SUPPORTED";
            case IKEV2_FRAGMENTATION_SUPPORTED -> "IKEV2_FRAGMENTATION_SUPPORTED";
            case SIGNATURE_HASH_ALGORITHMS -> "SIGNATURE_HASH_ALGORITHMS";
            case CLONE_IKE_SA_SUPPORTED -> "CLONE_IKE_SA_SUPPORTED";
            case CLONE_IKE_SA -> "CLONE_IKE_SA";
            case USE_PPK -> "USE_PPK";
            case PPK_IDENTITY -> "PPK_IDENTITY";
            case NO_PPK_AUTH -> "NO_PPK_AUTH";
            case INTERMEDIATE_EXCHANGE_SUPPORTED -> "INTERMEDIATE_EXCHANGE_SUPPORTED";
            case ADDITIONAL_KEY_EXCHANGE -> "ADDITIONAL_KEY_EXCHANGE";
            case SA_RESOURCE_INFO -> "SA_RESOURCE_INFO";
            case USE_PPK_INT -> "USE_PPK_INT";
            case PPK_IDENTITY_KEY -> "PPK_IDENTITY_KEY";
            default -> "status " + type;
        };
    }
}
