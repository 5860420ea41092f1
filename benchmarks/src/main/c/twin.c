/*
 * The C twin of EngineLeg: seals and opens 64 packets with AES-256-GCM by the direct functions of libIPSec_MB, headers and
 * nonces of the whole burst first, then the calls, over memory laid out like a PacketBurst.
 *
 *   cell, 2112 bytes:  | headroom 128 - 16 | SPI 4 | sequence 4 | IV 8 | payload | tag 16 |
 *   table, 32 bytes:   | nonce 12 | - 4 | AAD 12 | - 4 |
 *
 * Reads lines "size bursts" and answers "ns of all seals, ns of all opens". No header of the library is needed: it is loaded at
 * run time, and the functions that its manager has chosen for this CPU are found by their exported names, as IpsecMbLibrary does.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    BURST = 64,
    STRIDE = 2112,
    HEADROOM = 128,
    HEADER = 16,
    TAG = 16,
    ENTRY = 32,
    AAD = 16,
    AAD_LENGTH = 12,
    /* Where IMB_MGR of version 1.3 keeps its function pointers. */
    GCM256_ENC = 272,
    GCM256_DEC = 296,
    GCM256_PRE = 464
};

typedef void crypt_function(const void *key, void *context, uint8_t *out, const uint8_t *in, uint64_t length,
                            const uint8_t *nonce, const uint8_t *aad, uint64_t aad_length, uint8_t *tag, uint64_t tag_length);
typedef void expand_function(const void *key, void *key_data);

static const uint32_t SPI = 0x12345678;
static const uint32_t SALT = 0x0A0B0C0D;

static crypt_function *encrypt, *decrypt;
static uint8_t *packets, *table, *key_data, *context;
static uint64_t sequence;

static void fail(const char *what) {
    fprintf(stderr, "twin: %s\n", what);
    exit(1);
}

static void *symbol(void *library, const char *name) {
    void *address = dlsym(library, name);
    if (address == NULL) {
        fail(dlerror());
    }
    return address;
}

/* The manager's pointer at that offset, believed only when the library exports it under a name of this kind. */
static void *chosen(void *library, const char *manager, int offset, const char *prefix) {
    static const char *const kinds[] = {"sse", "avx_gen2", "avx_gen4", "avx512", "vaes_avx512"};
    void *pointer;
    memcpy(&pointer, manager + offset, sizeof pointer);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s%s", prefix, kinds[i]);
        if (pointer != NULL && dlsym(library, name) == pointer) {
            return pointer;
        }
    }
    fail("this version of libIPSec_MB is not known; version 1.3 is");
    return NULL;
}

static void *aligned(size_t length) {
    void *memory = aligned_alloc(64, (length + 63) / 64 * 64);
    if (memory == NULL) {
        fail("out of memory");
    }
    memset(memory, 0, length);
    return memory;
}

static void start(void) {
    void *library = dlopen("libIPSec_MB.so.1", RTLD_NOW);
    if (library == NULL) {
        fail(dlerror());
    }
    char *(*alloc)(uint64_t) = (char *(*)(uint64_t))symbol(library, "alloc_mb_mgr");
    void (*init)(char *, int *) = (void (*)(char *, int *))symbol(library, "init_mb_mgr_auto");
    char *manager = alloc(0);
    if (manager == NULL) {
        fail("out of memory");
    }
    init(manager, NULL);
    encrypt = (crypt_function *)chosen(library, manager, GCM256_ENC, "aes_gcm_enc_256_");
    decrypt = (crypt_function *)chosen(library, manager, GCM256_DEC, "aes_gcm_dec_256_");
    expand_function *expand = (expand_function *)chosen(library, manager, GCM256_PRE, "aes_gcm_pre_256_");
    packets = aligned((size_t)BURST * STRIDE);
    table = aligned(BURST * ENTRY);
    key_data = aligned(1024);
    context = aligned(192);
    uint8_t key[32];
    for (int i = 0; i < 32; i++) {
        key[i] = (uint8_t)(i * 7 + 1);
    }
    expand(key, key_data);
    for (int i = 0; i < BURST * STRIDE; i++) {
        packets[i] = (uint8_t)(i * 31);
    }
}

static void put32(uint8_t *at, uint32_t value) {
    value = __builtin_bswap32(value);
    memcpy(at, &value, 4);
}

static void put64(uint8_t *at, uint64_t value) {
    value = __builtin_bswap64(value);
    memcpy(at, &value, 8);
}

static void write_headers(void) {
    for (int i = 0; i < BURST; i++) {
        uint8_t *packet = packets + i * STRIDE + HEADROOM - HEADER;
        sequence++;
        put32(packet, SPI);
        put32(packet + 4, (uint32_t)sequence);
        put64(packet + 8, sequence);
    }
}

static void describe(void) {
    for (int i = 0; i < BURST; i++) {
        uint8_t *entry = table + i * ENTRY;
        uint64_t number = sequence - BURST + 1 + i;
        put32(entry, SALT);
        memcpy(entry + 4, packets + i * STRIDE + HEADROOM - 8, 8);
        put32(entry + AAD, SPI);
        put64(entry + AAD + 4, number);
    }
}

static void seal(uint64_t length) {
    for (int i = 0; i < BURST; i++) {
        uint8_t *payload = packets + i * STRIDE + HEADROOM;
        uint8_t *entry = table + i * ENTRY;
        encrypt(key_data, context, payload, payload, length, entry, entry + AAD, AAD_LENGTH, payload + length, TAG);
    }
}

static int open_all(uint64_t length) {
    uint8_t *tag = context + 128;
    int opened = 0;
    for (int i = 0; i < BURST; i++) {
        uint8_t *payload = packets + i * STRIDE + HEADROOM;
        uint8_t *entry = table + i * ENTRY;
        decrypt(key_data, context, payload, payload, length, entry, entry + AAD, AAD_LENGTH, tag, TAG);
        uint64_t expected[2], found[2];
        memcpy(expected, tag, TAG);
        memcpy(found, payload + length, TAG);
        opened += ((expected[0] ^ found[0]) | (expected[1] ^ found[1])) == 0;
    }
    return opened;
}

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(void) {
    start();
    unsigned size, bursts;
    while (scanf("%u %u", &size, &bursts) == 2) {
        uint64_t length = (size + 2 + 3) & ~3ULL; /* padding and trailer, as ESP has them */
        if (HEADROOM + length + TAG > STRIDE) {
            fail("the packet does not fit its cell");
        }
        int64_t sealing = 0, opening = 0;
        for (unsigned i = 0; i < bursts; i++) {
            int64_t begin = now();
            write_headers();
            describe();
            seal(length);
            int64_t sealed = now();
            describe();
            int opened = open_all(length);
            opening += now() - sealed;
            sealing += sealed - begin;
            if (opened != BURST) {
                fail("does not open what it sealed");
            }
        }
        printf("%lld %lld\n", (long long)sealing, (long long)opening);
        fflush(stdout);
    }
    return 0;
}
