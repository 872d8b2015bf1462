/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check.c - perpetua check: the core's formulas against figures that other venues published.
 *
 * Role       Reads the arguments, hands over to src/check, prints the one line of a fault.
 */
#include "check/check.h"

#include <string.h>

#include "base/text.h"
#include "cli/cli.h"

#define PATHS_MAX 256

static int usage_fault(const char *what, const char *argument)
{
    fprintf(stderr, "perpetua check: %s%s; see perpetua check --help\n", what, argument);
    return EXIT_UNUSABLE;
}

static void print_parameter(FILE *out, const struct check_parameter *parameter)
{
    char value[TEXT_NUMBER_SIZE];
    (void)text_write_decimal(value, sizeof value, parameter->value, parameter->scale);
    size_t size = strlen(value);
    while (parameter->scale > 0 && value[size - 1] == '0') size--;
    if (parameter->scale > 0 && value[size - 1] == '.') size--;
    fprintf(out, "      --%-12s %s (%.*s)\n", parameter->name, parameter->help, (int)size, value);
}

static void print_help(FILE *out)
{
    const struct check *check;
    fputs(
        "usage: perpetua check WHAT [--format FORMAT] [--group NAME] [--PARAMETER VALUE]...\n"
        "                      PATH...\n"
        "\n"
        "Recomputes what another venue published with the core's own functions, and compares. The\n"
        "last line printed begins with \"result:\". WHAT, and parameters with their defaults:\n",
        out);
    for (size_t i = 0; (check = check_at(i)) != NULL; i++) {
        fprintf(out, "\n  %-11s %s\n      formats: ", check->name, check->summary);
        for (size_t f = 0; check->formats[f] != NULL; f++) {
            fprintf(out, "%s%s", f == 0 ? "" : ", ", check->formats[f]);
        }
        fputc('\n', out);
        for (size_t p = 0; p < check->parameter_count; p++) {
            print_parameter(out, &check->parameters[p]);
        }
    }
    fputs("\n"
          "  --format FORMAT   instead of telling the format by the content of the file\n"
          "  --group NAME      of several instruments, lists or markets in a file, the one meant\n"
          "  PATH              a file; packed with gzip, xz, bzip2, zstd or zip, told by content\n"
          "\n"
          "exit status: 0 within the stated tolerance, 1 outside of it, 2 unusable input or call\n",
          out);
}

/* "--NAME VALUE" of the check.  0, or the exit status of a wrong call. */
static int take_parameter(const struct check *check, const char *name, const char *text,
                          struct check_call *call)
{
    for (size_t i = 0; i < check->parameter_count; i++) {
        const struct check_parameter *parameter = &check->parameters[i];
        if (strcmp(parameter->name, name + 2) != 0) continue;
        int64_t value;
        if (!text_read_decimal(text, strlen(text), parameter->scale, &value) ||
            value < parameter->min || value > parameter->max) {
            return usage_fault("cannot use the value of ", name);
        }
        call->values[i] = value;
        return 0;
    }
    return usage_fault("there is no option ", name);
}

static int take_option(const struct check *check, const char *name, const char *text,
                       struct check_call *call)
{
    if (strcmp(name, "--format") == 0) {
        call->format = text;
        return check_has_format(check, text) ? 0 : usage_fault("there is no format ", text);
    }
    if (strcmp(name, "--group") == 0) {
        call->group = text;
        return 0;
    }
    if (strncmp(name, "--", 2) != 0) return usage_fault("there is no option ", name);
    return take_parameter(check, name, text, call);
}

/* argv[1] is the name of the check.  0, or the exit status of a wrong call. */
static int read_arguments(const struct check *check, int argc, char **argv, struct check_call *call)
{
    static const char *paths[PATHS_MAX];
    call->paths = paths;
    for (size_t i = 0; i < check->parameter_count; i++) {
        call->values[i] = check->parameters[i].value;
    }
    for (int i = 2; i < argc; i++) {
        if (argv[i][0] != '-') {
            if (call->path_count == check->path_max || call->path_count == PATHS_MAX) {
                return usage_fault("cannot read one more file: ", argv[i]);
            }
            paths[call->path_count++] = argv[i];
            continue;
        }
        if (i + 1 == argc) return usage_fault("expected a value behind ", argv[i]);
        int wrong = take_option(check, argv[i], argv[i + 1], call);
        if (wrong != 0) return wrong;
        i++;
    }
    return call->path_count > 0 ? 0 : usage_fault("expected a PATH", "");
}

int cli_check(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") != 0 && strcmp(argv[i], "-h") != 0) continue;
        print_help(stdout);
        return EXIT_OK;
    }
    if (argc < 2) return usage_fault("expected what to check", "");
    const struct check *check = check_find(argv[1]);
    if (check == NULL) return usage_fault("there is no check ", argv[1]);

    struct check_call call = {.out = stdout};
    int wrong = read_arguments(check, argc, argv, &call);
    if (wrong != 0) return wrong;

    struct replay_fault fault = {0};
    enum check_status status = check->run(&call, &fault);
    if (fflush(stdout) != 0) (void)fault_set(&fault, "standard output cannot be written");
    if (!fault_is_set(&fault)) return (int)status;
    fprintf(stderr, "perpetua check: %s\n", fault.text);
    return EXIT_UNUSABLE;
}
