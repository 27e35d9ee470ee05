/* cli_paper.c: papers: on standard output as text, or into files. */
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

static bool write_pdf(const char *path, const struct paper *p, struct error *e)
{
    (void)path;
    (void)p;
    return fail(e, ERROR_FAILED, "paper.pdf", "this build makes no PDF");
}

bool write_paper(const struct call *c, const struct paper *p, struct error *e)
{
    const char *html = c->option[OPTION_HTML], *pdf = c->option[OPTION_PDF], *text = c->option[OPTION_OUTPUT];
    if (!cli_has(c, OPTION_DRY_RUN) &&
        ((html != NULL && !write_form(html, report_paper_html, p, e)) || (pdf != NULL && !write_pdf(pdf, p, e)) ||
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
