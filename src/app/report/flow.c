#include "app/report/flow.h"

enum { LEAST = 30 };

void flow_word(struct flow *f, struct span word)
{
    size_t width = name_width(word), most = f->columns;
    most = most < f->indent + LEAST ? f->indent + LEAST : most;
    bool first = f->column <= f->indent;
    if (!first && f->column + 1 + width > most) {
        pen_puts(f->pen, "\n");
        f->column = 0;
        first = true;
    } else if (!first) {
        pen_puts(f->pen, " ");
        f->column++;
    }
    if (first) {
        pen_repeat(f->pen, " ", f->indent - f->column);
        f->column = f->indent;
    }
    pen_name(f->pen, word);
    f->column += width;
}

void flow_words(struct flow *f, struct span text)
{
    struct span word;
    while (span_cut(&text, ' ', &word)) {
        if (word.len > 0) {
            flow_word(f, word);
        }
    }
}
