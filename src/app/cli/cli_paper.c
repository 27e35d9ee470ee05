/* cli_paper.c: papers: on standard output as text, or into files. */
#include <string.h>

#include "app/cli/cli.h"
#include "app/report/report.h"

typedef bool render(const struct paper *p, struct text *out, struct error *e);

static bool write_form(const char *path, render *form, const struct paper *p, struct error *e)
{
    struct text t = {0};
    bool ok = form(p, &t, e) && write_page(path, &t, e);
    text_free(&t);
    return ok;
}

/* --paper: the size of the sheets. */
static bool sheets_of(const struct call *c, struct paper *p, struct error *e)
{
    const char *size = c->option[OPTION_PAPER];
    if (size != NULL) {
        p->a4 = strcmp(size, "a4") == 0;
    }
    return size == NULL || p->a4 || strcmp(size, "letter") == 0 ||
           fail(e, ERROR_USAGE, "usage.paper", "--paper is letter or a4");
}

bool write_paper(const struct call *c, const struct paper *paper, struct error *e)
{
    struct paper sized = *paper;
    const struct paper *p = &sized;
    const char *html = c->option[OPTION_HTML], *pdf = c->option[OPTION_PDF], *text = c->option[OPTION_OUTPUT];
    if (!sheets_of(c, &sized, e)) {
        return false;
    }
    if (!cli_has(c, OPTION_DRY_RUN) && ((html != NULL && !write_form(html, report_paper_html, p, e)) ||
                                        (pdf != NULL && !write_form(pdf, report_paper_pdf, p, e)) ||
                                        (text != NULL && !write_form(text, report_paper_text, p, e)))) {
        return false;
    }
    if (html != NULL || pdf != NULL || text != NULL || cli_has(c, OPTION_JSON)) {
        return true;
    }
    struct text t = {0};
    bool ok = report_paper_text(p, &t, e);
    print_text(&t);
    text_free(&t);
    return ok;
}
