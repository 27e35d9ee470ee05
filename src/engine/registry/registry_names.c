/* Names that are written differently and mean the same: how they sound, and a
 * moderate table of English (and some Spanish) nicknames. A short form that
 * stands for two names (PAT) is in two groups; PATRICK and PATRICIA share none. */
#include <assert.h>
#include <pthread.h>
#include <string.h>

#include "base/hash.h"
#include "engine/registry/registry.h"

/* --- sound --- */

/* Soundex groups (Russell 1918): vowels and H, W, Y are 0, the rest by the place
 * where they are made. */
static char sound_group(char c)
{
    static const char groups[] = "01230120022455012623010202";
    return c >= 'A' && c <= 'Z' ? groups[c - 'A'] : '0';
}

/* KNIGHT is NIGHT, WRIGHT is RIGHT. */
static bool silent(char first, char second)
{
    return (second == 'N' && (first == 'K' || first == 'G')) || (second == 'R' && first == 'W');
}

/* What a first letter sounds like: PHILIP and FILIP, CATHY and KATHY come together,
 * vowels do as well. */
static char first_sound(char first, char second)
{
    switch (first) {
    case 'C':
        return second == 'E' || second == 'I' || second == 'Y' ? 'S' : 'K';
    case 'Q':
        return 'K';
    case 'P':
        return second == 'H' ? 'F' : 'P';
    case 'Z':
        return 'S';
    case 'E':
    case 'I':
    case 'O':
    case 'U':
    case 'Y':
        return 'A';
    default:
        return first;
    }
}

static bool letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

uint64_t registry_sound(struct span name)
{
    enum { CODES = 5 };
    size_t i = 0;
    while (i < name.len && !letter(name.at[i])) {
        i++;
    }
    if (i == name.len) {
        return 0;
    }
    if (i + 1 < name.len && silent(name.at[i], name.at[i + 1])) {
        i++;
    }
    char second = i + 1 < name.len ? name.at[i + 1] : 0;
    uint64_t code = (unsigned char)first_sound(name.at[i], second);
    char last = sound_group(name.at[i]);
    unsigned codes = 0;
    for (i++; i < name.len && codes < CODES; i++) {
        char c = name.at[i];
        if (!letter(c) || c == 'H' || c == 'W') {
            continue; /* do not part two letters of one group */
        }
        char group = sound_group(c);
        if (group != '0' && group != last) {
            code = code << 8 | (unsigned char)group;
            codes++;
        }
        last = group;
    }
    return code;
}

/* --- nicknames --- */

static const char *const groups[] = {
    "ABIGAIL ABBY ABBIE ABBEY GAIL",
    "ABRAHAM ABE BRAM",
    "ADAM ADE",
    "AGNES AGGIE",
    "ALBERT AL BERT BERTIE",
    "ALEXANDER ALEX ALEC ALEJANDRO SANDY XANDER",
    "ALEXANDRA ALEX ALEXA SANDRA LEXI SASHA",
    "ALFRED AL ALF FRED FREDDIE",
    "ALICE ALLIE ALLY",
    "ALLEN ALLAN ALAN AL",
    "AMANDA MANDY AMY",
    "ANDREW ANDY DREW ANDRES",
    "ANGELA ANGIE ANGEL",
    "ANN ANNE ANNA ANNIE ANA NANCY NAN",
    "ANTHONY TONY ANTONIO ANTON",
    "ANTOINETTE TONI NETTIE",
    "ARTHUR ART ARTIE",
    "BARBARA BARB BARBIE BABS BOBBIE",
    "BARTHOLOMEW BART",
    "BEATRICE BEA TRIXIE",
    "BENJAMIN BEN BENNY BENJI",
    "BERNARD BERNIE BARNEY",
    "BRADLEY BRAD",
    "BRIAN BRYAN",
    "CALVIN CAL",
    "CAMERON CAM",
    "CARL KARL CARLOS",
    "CAROLINE CAROL CARRIE CAROLYN CARO LYNN",
    "CASSANDRA CASSIE SANDRA",
    "CATHERINE KATHERINE KATHRYN CATHY KATHY KATE KATIE KATHLEEN KAY KITTY KAT KATRINA CATHRYN",
    "CHARLES CHARLIE CHUCK CHAS CHIP CARLOS",
    "CHARLOTTE CHARLIE LOTTIE",
    "CHRISTINE CHRISTINA CHRIS TINA CHRISSY KRISTINE KRISTINA KRIS CHRISTY CHRISTA",
    "CHRISTOPHER CHRIS KIT TOPHER KRISTOPHER",
    "CLIFFORD CLIFF",
    "CLINTON CLINT",
    "CONSTANCE CONNIE",
    "CURTIS CURT KURT",
    "CYNTHIA CINDY",
    "DANIEL DAN DANNY",
    "DAVID DAVE DAVEY",
    "DEBORAH DEBRA DEB DEBBIE DEBBY",
    "DENNIS DENNY DENIS",
    "DIANA DIANE DI DIANNE",
    "DOMINIC DOM NICK",
    "DONALD DON DONNIE DONNY",
    "DOROTHY DOT DOTTIE DOLLY",
    "DOUGLAS DOUG",
    "DUANE DWAYNE WAYNE",
    "EDWARD ED EDDIE TED NED TEDDY EDUARDO",
    "EDWIN ED EDDIE",
    "ELEANOR ELLIE NORA ELLEN NELL NELLIE",
    "ELIZABETH LIZ BETH BETTY LIZZIE BETSY ELIZA LISA LIBBY BETTE ELISABETH ELSIE LIZA ISABEL",
    "EMILY EM EMMY MILLIE EMMA",
    "ERIC ERIK RICK",
    "ERNEST ERNIE ERNESTO",
    "EUGENE GENE",
    "EVELYN EVE EVIE",
    "FLORENCE FLO FLOSSIE",
    "FRANCES FRAN FRANNIE FRANKIE FANNY FRANCISCA",
    "FRANCIS FRANK FRANKIE FRANCISCO FRANKLIN PACO",
    "FREDERICK FRED FREDDIE FREDDY RICK FREDRICK",
    "GABRIEL GABE",
    "GABRIELLE GABBY GABRIELA",
    "GEOFFREY GEOFF JEFF JEFFREY JEFFERY",
    "GEORGE GEORGIE JORGE",
    "GERALD GERRY JERRY GERARD",
    "GERALDINE GERRY JERI",
    "GERTRUDE TRUDY GERTIE",
    "GILBERT GIL BERT",
    "GREGORY GREG GREGG",
    "GUILLERMO MEMO",
    "HAROLD HAL HARRY",
    "HARRIET HATTIE",
    "HELEN ELLEN NELL LENA ELENA",
    "HENRY HANK HARRY HAL ENRIQUE",
    "HERBERT HERB BERT",
    "HOWARD HOWIE",
    "IGNACIO NACHO",
    "IRENE RENE",
    "ISABELLA BELLA ISABELLE IZZY",
    "JACOB JAKE",
    "JACQUELINE JACKIE JACQUI",
    "JAMES JIM JIMMY JAMIE JIMMIE JAIME",
    "JANE JANIE JANET JENNY",
    "JANICE JAN",
    "JASON JAY",
    "JEAN JEANNE JEANIE",
    "JENNIFER JEN JENNY JENNIE",
    "JEREMIAH JERRY JEREMY",
    "JEROME JERRY",
    "JESSE JESS",
    "JESSICA JESS JESSIE",
    "JESUS CHUY",
    "JOAN JOANIE JOANNE JOANNA JO",
    "JOHN JACK JOHNNY JON JOHNNIE JUAN",
    "JONATHAN JON JONATHON JONNY JOHNATHAN NATHAN",
    "JOSE PEPE",
    "JOSEPH JOE JOEY JO",
    "JOSEPHINE JO JOSIE JOSEFINA",
    "JOSHUA JOSH",
    "JUDITH JUDY JUDI",
    "JULIA JULIE JULES",
    "KENNETH KEN KENNY",
    "KIMBERLY KIM KIMBERLEY",
    "LAURA LAURIE LORI LAUREN",
    "LAWRENCE LARRY LARS LAURENCE LORENZO",
    "LEONARD LEN LENNY LEO LEON",
    "LESLIE LES LESLEY",
    "LEWIS LOUIS LOU LOUIE LUIS",
    "LILLIAN LILY LIL LILLIE",
    "LINDA LYNN LINDY",
    "LORETTA LORI RETTA",
    "LOUISE LOU LULU",
    "LUCILLE LUCY",
    "MADELINE MADDIE MADELEINE MADDY",
    "MANUEL MANNY",
    "MARGARET MAGGIE MEG PEGGY MARGE MARGIE PEG RITA MARGO DAISY GRETA MARGARITA",
    "MARIA MARIE MARY",
    "MARK MARC MARCOS MARCUS",
    "MARTHA MATTIE PATSY",
    "MARTIN MARTY",
    "MARY MOLLY POLLY MAMIE MAE",
    "MATTHEW MATT MATHEW MATEO",
    "MAXWELL MAX",
    "MAXIMILIAN MAX",
    "MELISSA MISSY MEL LISSA",
    "MICHAEL MIKE MICKEY MICK MIKEY MITCH MIGUEL MICHEAL",
    "MICHELLE SHELLY MICKEY SHELLEY",
    "MILDRED MILLIE",
    "MITCHELL MITCH",
    "NATALIE NAT TALIA",
    "NATHANIEL NATE NAT NATHAN",
    "NICHOLAS NICK NICKY NICOLAS NICO",
    "NICOLE NIKKI NICKY",
    "NORMAN NORM",
    "OLIVER OLLIE",
    "OLIVIA LIV LIVIA OLLIE",
    "OSCAR OZZIE",
    "PAMELA PAM",
    "PATRICIA PAT PATTY TRICIA TRISH PATSY PATTI",
    "PATRICK PAT PADDY RICK",
    "PAUL PAULIE PABLO",
    "PAULA POLLY PAULINE",
    "PENELOPE PENNY",
    "PETER PETE PEDRO",
    "PHILIP PHIL PHILLIP PIP FELIPE",
    "PHYLLIS PHYL",
    "RACHEL RAE RACHAEL",
    "RANDOLPH RANDY RANDALL",
    "RAYMOND RAY RAMON",
    "REBECCA BECKY BECCA REBEKAH",
    "REGINALD REG REGGIE",
    "RICHARD RICK DICK RICH RICHIE RICKY RICARDO",
    "ROBERT BOB ROB BOBBY ROBBIE BERT ROBERTO ROBBY",
    "ROBERTA BOBBIE BERTA",
    "RODERICK ROD RICK",
    "RODNEY ROD",
    "ROGER ROD RODGER",
    "RONALD RON RONNIE RONNY",
    "ROSEMARY ROSE ROSIE",
    "ROSE ROSIE ROSA",
    "RUDOLPH RUDY",
    "RUSSELL RUSS RUSTY",
    "SAMANTHA SAM SAMMIE",
    "SAMUEL SAM SAMMY",
    "SARAH SARA SALLY SADIE",
    "SHARON SHARI SHERRY",
    "SHIRLEY SHIRL",
    "STANLEY STAN",
    "STEPHANIE STEPH STEFANIE STEPHIE",
    "STEPHEN STEVE STEVEN STEVIE ESTEBAN STEPHAN",
    "STUART STU STEWART",
    "SUSAN SUE SUSIE SUZANNE SUZY SUSANNA SUSANNAH",
    "SYLVIA SYL",
    "TAMARA TAMMY TAMI",
    "TERENCE TERRY TERRANCE TERRENCE",
    "TERESA THERESA TERRY TERRI TESS TRACY RESE",
    "THEODORE TED TEDDY THEO",
    "THOMAS TOM TOMMY THOM TOMAS",
    "TIMOTHY TIM TIMMY",
    "TRACY TRACEY",
    "VALERIE VAL",
    "VICTOR VIC",
    "VICTORIA VICKY VICKI TORI",
    "VINCENT VINCE VINNY VICENTE",
    "VIRGINIA GINNY GINGER",
    "VIVIAN VIV",
    "WALTER WALT WALLY",
    "WESLEY WES",
    "WILLIAM BILL BILLY WILL WILLIE LIAM WILLY",
    "WILLIAMSON WILL",
    "WINIFRED WINNIE FRED",
    "ZACHARY ZACK ZACH ZAC ZACHERY",
};

enum { SLOTS = 2048, GROUPS = sizeof groups / sizeof groups[0] };

struct slot {
    struct span name;
    uint16_t group[REGISTRY_NAME_GROUPS];
};

static struct slot table[SLOTS];
static pthread_once_t filled = PTHREAD_ONCE_INIT;

static struct slot *slot_of(struct span name)
{
    size_t i = hash_bytes(name, 3) % SLOTS;
    while (table[i].name.len > 0 && !span_equal(table[i].name, name)) {
        i = (i + 1) % SLOTS;
    }
    return &table[i];
}

static void join(struct span name, uint16_t group)
{
    struct slot *s = slot_of(name);
    s->name = name;
    for (size_t i = 0; i < REGISTRY_NAME_GROUPS; i++) {
        if (s->group[i] == group) {
            return;
        }
        if (s->group[i] == 0) {
            s->group[i] = group;
            return;
        }
    }
    /* a third group is not kept */
}

/* The full names first, so that the first group of each is its own: it is the
 * one that blocking keys use. */
static void fill(void)
{
    for (unsigned pass = 0; pass < 2; pass++) {
        for (size_t g = 0; g < GROUPS; g++) {
            struct span rest = span_of(groups[g]), name;
            for (bool first = true; span_cut(&rest, ' ', &name); first = false) {
                if (first || pass == 1) {
                    join(name, (uint16_t)(g + 1));
                }
            }
        }
    }
}

void registry_name_groups(struct span given, uint16_t out[REGISTRY_NAME_GROUPS])
{
    (void)pthread_once(&filled, fill);
    memset(out, 0, REGISTRY_NAME_GROUPS * sizeof *out);
    if (given.len > 0) {
        const struct slot *s = slot_of(given);
        memcpy(out, s->group, sizeof s->group);
    }
}
