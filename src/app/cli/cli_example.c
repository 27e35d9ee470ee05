/* cli_example.c: what stands below a verb's options in its help: command lines, and what the table cannot say. */
#include <string.h>

#include "app/cli/cli.h"

static const struct {
    const char *verb, *text;
} examples[] = {
    {"safeguard",
     "    proviso safeguard RECIPIENT --open --cites TEXT --key A                a finding is open\n"
     "    proviso safeguard RECIPIENT --open --at DATE --cites TEXT --key A --key B   with a plan until DATE\n"
     "    proviso safeguard RECIPIENT --close --cites TEXT --key A --key B       it is closed\n\n"
     "--at is the end of the corrective plan, a date included; without it there is no plan.\n"},
    {"order add",
     "The file holds one order and nothing else. A list (--population) is for an order whose text names a\n"
     "population. --csv gets the rows that are out: release,batch,row,control,level,now.\n"},
    {"order suspend",
     "    proviso order suspend ORD/M-1 --cites 'Stay of 28 February 2026' --document stay.pdf --key A --key B\n\n"
     "--at is from when it binds; --name is the new order's own name, ORD/M-1-S1 where not given.\n"},
    {"order serve",
     "    proviso order serve ORD/M-1 --name WHO --cites 'by hand, 6 February 2026' --key A\n"},
    {"halt",
     "    proviso halt --all --cites TEXT --key A                    stop everything\n"
     "    proviso halt --lift --document PAPER --key A --key B       let it go on\n"
     "    proviso halt --order FILE --key A                          the same as order add\n"},
    {"lookback",
     "    proviso lookback --csv wrong.csv                           by the rules in force\n"
     "    proviso lookback --order FILE                              as if this order were entered now\n"
     "    proviso lookback --rules FILE --reach INSTANT              by another text, reaching back\n\n"
     "With --key a finding is entered into the ledger.\n"},
    {"rules diff",
     "With a custody, -C DIR or PROVISO_CUSTODY, also how many rows that were released it touches.\n"},
    {"match",
     "Each shard reads the whole request file and compares it with its part of the registry. For example as\n"
     "a Slurm array of eight, on machines that see the custody's folder:\n\n"
     "    sbatch --array=1-8 --wrap 'proviso -C DIR match requests.csv --agreement A --key operator.key \\\n"
     "        --passphrase-file FILE --shard $SLURM_ARRAY_TASK_ID/8 --out parts/$SLURM_ARRAY_TASK_ID.part'\n"
     "    proviso -C DIR merge requests.csv parts/*.part --agreement A --key operator.key\n\n"
     "A shard that was killed leaves no part; done again, it writes the same bytes. Rows that cannot be read\n"
     "are reported by merge; match then still ends with 0.\n"},
    {"merge",
     "The request file comes first, or with --requests FILE; then all parts, in any order. For example:\n\n"
     "    proviso -C DIR merge requests.csv parts/*.part --agreement A --key operator.key\n\n"
     "The plan is that of `proviso run` on the same file. `proviso help match` says how parts are made.\n"},
    {"people add",
     "    proviso people add --name Anna --role admin,counsel --public anna.key.pub --key A --key B\n\n"
     "The first two people of a custody need no --key.\n"},
    {"recipient add",
     "    proviso recipient add --name NAME --address TEXT --age age1... --minisign RW... --key A --key B\n\n"
     "Registered again under its name it keeps its number; its keys are those given last.\n"},
    {"sample",
     "    proviso sample p1 --csv rows.csv --key OPERATOR            draw them\n"
     "    proviso sample p1 --values                                 look at them\n"
     "    proviso sample p1 --result found.csv --key APPROVER        row,verdict,note: right, wrong or unclear\n"},
    {"recall",
     "    proviso recall f1 --out out --key A                        f1: a finding; past1: an audit\n"
     "    proviso recall sent rc1 --key A                            when package and letter were sent\n"
     "    proviso recall acknowledge rc1 --key A, then sequester, copies, dispose, recall verify\n"},
    {"dispose",
     "    proviso dispose rc1 --template certificate.txt             for the recipient to fill in and sign\n"
     "    proviso dispose rc1 certificate.txt --key A                all rows, or: rows.csv behind it\n"},
    {"incident open",
     "    proviso incident open f1 --discovered 2026-02-27T12:00Z --key A\n"
     "    proviso incident report in1 --for irs --pdf report.pdf\n"
     "    proviso incident sent in1 --for irs --key A\n"},
    {"notice",
     "    proviso notice f1 --key A                                  plan it: m1\n"
     "    proviso approve m1 --key B, and once more with another\n"
     "    proviso mail m1 --out mail --key OPERATOR                  letters and list\n"
     "    proviso returned m1 returned.csv --key A                   what came back\n"},
    {"account",
     "    proviso account - --pdf letter.pdf --key A --key B         the person_id from standard input\n"},
    {"account suspend",
     "    proviso account suspend r1 --until DATE --cites WHO --document PAPER --key A\n"
     "    proviso account suspend su1 --lift --cites TEXT --key A --key B\n"},
    {"declare",
     "    proviso declare f1 --pdf draft.pdf --json >statement.json\n"
     "    proviso declare --check statement.json                     do its figures still hold?\n"},
    {"prove",
     "    proviso prove b1:19 --out proof                            one row, unopened\n"
     "    proviso prove b1:19 --out proof --for court --cites TEXT --key A --key B\n"
     "    proviso prove --entry 3 --out proof                        one entry of the ledger\n"
     "    proviso prove --check proof/b1-19.tlog-proof --leaf proof/b1-19.leaf --vkey VKEY\n"},
    {"bundle",
     "    proviso bundle f1 --out evidence --tar evidence.tar\n"
     "    proviso verify evidence                                    on any machine\n"},
    {"witness add",
     "    proviso witness add --vkey VKEY --url https://... --key A --key B\n"
     "    proviso witness quorum 1 --key A --key B\n"
     "    proviso-witness                                            asks all of them\n"},
    {"stamp request",
     "    proviso stamp request --out ledger.tsq\n"
     "    proviso stamp add ledger.tsr --ca authority.pem --key A\n"},
    {"erase",
     "    proviso erase b1:3,7-9 --cites TEXT --key A --key B\n"
     "    proviso erase --due --dry-run                              what retention makes due\n"},
    {"hold",
     "    proviso hold b1 --cites TEXT --document PAPER --key A      nothing of b1 is erased\n"
     "    proviso hold h1 --lift --cites TEXT --document PAPER --key A --key B\n"},
    {"backup",
     "    proviso backup --out FOLDER --age age1... --key OPERATOR\n"},
    {"restore",
     "    proviso restore FOLDER NEW --identity backup.key --ledger public --newer-documents documents --key OPERATOR\n"},
};

void cli_print_example(const struct verb *v)
{
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        if (strcmp(examples[i].verb, v->name) == 0) {
            print("\n%s", examples[i].text);
        }
    }
}
