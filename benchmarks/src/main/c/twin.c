/*
 * The C twin of EngineLeg: seals and opens 64 packets with AES-256-GCM by the direct functions of libIPSec_MB, headers and
 * nonces of the whole burst first, then the calls, over memory laid out like a PacketBurst.
 *
 *   cell, 2112 bytes:  | headroom 128 - 16 | SPI 4 | sequence 4 | IV 8 | payload | tag 16 |
 *   table, 32 bytes:   | nonce 12 | - 4 | AAD 12 | - 4 |
 *   SA, 1280 bytes:    | sequence 8, packets 8, ... 256 | expanded key 1024 |      one for each way
 *
 * Reads lines "size bursts sas" and answers "ns of all seals, ns of all opens". With more than one SA the packets go round all of
 * them in a shuffled order, as those of Tunnel do, and each reads and counts in what its SA has besides the key: the least that
 * memory lets a program do that has so many SAs, with no policy to look up. It uses what Java uses: large pages, reads of a whole
 * burst side by side, keys asked for a few packets ahead.
 *
 * No header of the library is needed: it is loaded at run time, and the functions that its manager has chosen for this CPU
 * are found by their exported names, as IpsecMbLibrary does.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
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
    LINE = 64,
    SA_STATE = 4 * LINE,
    SA_LENGTH = SA_STATE + 1024,
    AHEAD = 4,
    LARGE_PAGE = 2 << 20,
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

/* The SAs of both ways, and who is next. */
struct sas {
    unsigned count, next;
    uint32_t *order;
    uint8_t *outbound, *inbound;
    struct sas *others;
};

static crypt_function *encrypt, *decrypt;
static uint8_t *packets, *table, *key_data, *context;
static uint64_t numbers[BURST];
static uint8_t *chosen_sas[BURST];
static volatile uint64_t touched;

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

static uint8_t *large_pages(size_t length) {
    uint8_t *memory = aligned_alloc(LARGE_PAGE, (length + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE);
    if (memory == NULL) {
        fail("out of memory");
    }
    madvise(memory, (length + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE, MADV_HUGEPAGE);
    return memory;
}

static uint8_t *new_sas(unsigned count) {
    uint8_t *sas = large_pages((size_t)count * SA_LENGTH);
    for (unsigned i = 0; i < count; i++) {
        uint8_t *sa = sas + (size_t)i * SA_LENGTH;
        memset(sa, 0, SA_STATE);
        memcpy(sa + SA_STATE, key_data, SA_LENGTH - SA_STATE);
    }
    return sas;
}

static struct sas *sas_of(unsigned count) {
    static struct sas *all;
    struct sas *sas = all;
    while (sas != NULL && sas->count != count) {
        sas = sas->others;
    }
    if (sas == NULL) {
        sas = calloc(1, sizeof *sas);
        uint32_t *order = calloc(count, sizeof *order);
        if (sas == NULL || order == NULL) {
            fail("out of memory");
        }
        for (unsigned i = 0; i < count; i++) {
            unsigned j = (unsigned)random() % (i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        *sas = (struct sas){count, 0, order, new_sas(count), new_sas(count), all};
        all = sas;
    }
    return sas;
}

/* Finds the SA of each packet and reads what it has besides the key, all packets side by side. */
static void choose(const struct sas *sas, uint8_t *way) {
    uint64_t sum = 0;
    unsigned next = sas->next;
    for (int i = 0; i < BURST; i++) {
        chosen_sas[i] = way + (size_t)sas->order[next] * SA_LENGTH;
        next = next + 1 == sas->count ? 0 : next + 1;
    }
    for (int i = 0; sas->count > 1 && i < BURST; i++) {
        for (int line = 0; line < SA_STATE; line += LINE) {
            sum += *(volatile uint64_t *)(chosen_sas[i] + line);
        }
    }
    touched = sum;
}

static void ask_for(int index) {
    if (index < BURST && (index == 0 || chosen_sas[index] != chosen_sas[index - 1])) {
        for (int line = SA_STATE; line < SA_LENGTH; line += LINE) {
            __asm__ volatile("prefetcht0 %0" : : "m"(chosen_sas[index][line]));
        }
    }
}

static void ask_for_first(void) {
    for (int i = 0; i < AHEAD; i++) {
        ask_for(i);
    }
}

static void write_headers(const struct sas *sas) {
    static uint64_t sequence; /* of the only SA, when there is one */
    uint64_t last = sequence;
    sequence += BURST;
    for (int i = 0; i < BURST; i++) {
        uint8_t *packet = packets + i * STRIDE + HEADROOM - HEADER;
        numbers[i] = sas->count > 1 ? ++*(uint64_t *)chosen_sas[i] : ++last;
        put32(packet, SPI);
        put32(packet + 4, (uint32_t)numbers[i]);
        put64(packet + 8, numbers[i]);
    }
}

static void describe(void) {
    for (int i = 0; i < BURST; i++) {
        uint8_t *entry = table + i * ENTRY;
        put32(entry, SALT);
        memcpy(entry + 4, packets + i * STRIDE + HEADROOM - 8, 8);
        put32(entry + AAD, SPI);
        put64(entry + AAD + 4, numbers[i]);
    }
}

static void seal(uint64_t length) {
    ask_for_first();
    for (int i = 0; i < BURST; i++) {
        ask_for(i + AHEAD);
        uint8_t *payload = packets + i * STRIDE + HEADROOM;
        uint8_t *entry = table + i * ENTRY;
        encrypt(chosen_sas[i] + SA_STATE, context, payload, payload, length, entry, entry + AAD, AAD_LENGTH,
                payload + length, TAG);
    }
}

static int open_all(uint64_t length) {
    uint8_t *tag = context + 128;
    int opened = 0;
    ask_for_first();
    for (int i = 0; i < BURST; i++) {
        ask_for(i + AHEAD);
        uint8_t *payload = packets + i * STRIDE + HEADROOM;
        uint8_t *entry = table + i * ENTRY;
        decrypt(chosen_sas[i] + SA_STATE, context, payload, payload, length, entry, entry + AAD, AAD_LENGTH, tag, TAG);
        uint64_t expected[2], found[2];
        memcpy(expected, tag, TAG);
        memcpy(found, payload + length, TAG);
        opened += ((expected[0] ^ found[0]) | (expected[1] ^ found[1])) == 0;
    }
    return opened;
}

/* Counts each packet in its SA, as replay windows, lifetimes and counters do; EngineLeg, which has one SA, does not. */
static void count_packets(const struct sas *sas) {
    for (int i = 0; sas->count > 1 && i < BURST; i++) {
        ((uint64_t *)chosen_sas[i])[1]++;
    }
}

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(void) {
    start();
    unsigned size, bursts, count;
    while (scanf("%u %u %u", &size, &bursts, &count) == 3) {
        uint64_t length = (size + 2 + 3) & ~3ULL; /* padding and trailer, as ESP has them */
        if (HEADROOM + length + TAG > STRIDE || count == 0) {
            fail("the packet does not fit its cell, or there is no SA");
        }
        struct sas *sas = sas_of(count);
        int64_t sealing = 0, opening = 0;
        for (unsigned i = 0; i < bursts; i++) {
            int64_t begin = now();
            choose(sas, sas->outbound);
            write_headers(sas);
            describe();
            seal(length);
            count_packets(sas);
            int64_t sealed = now();
            choose(sas, sas->inbound);
            describe();
            int opened = open_all(length);
            count_packets(sas);
            opening += now() - sealed;
            sealing += sealed - begin;
            if (opened != BURST) {
                fail("does not open what it sealed");
            }
            sas->next = (sas->next + BURST) % sas->count;
        }
        printf("%lld %lld\n", (long long)sealing, (long long)opening);
        fflush(stdout);
    }
    return 0;
}
