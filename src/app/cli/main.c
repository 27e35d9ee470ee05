/* main.c: the program; all of it is a room, so that tests can call it. */
#include "app/cli/cli.h"

int main(int argc, char **argv)
{
    return cli_main(argc, argv);
}
