//! What the builder of the tree knows of elements, by their names.

/// What matters of an element for the order of tags.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// Stands within a line of text; also elements that nobody knows.
    Inline,
    /// A short block: what closes an inline element around it closes it, too.
    Line,
    /// Any other block.
    Block,
    /// `table`
    Table,
    /// A part of a table without text.
    Frame,
    /// A part of a table that holds text.
    Cell,
}

/// The sort of an element, by its name in lower case.
pub(super) fn sort(name: &str) -> Sort {
    match name {
        "dd" | "dt" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "li" | "option" | "p" => Sort::Line,
        "address" | "article" | "aside" | "blockquote" | "center" | "details" | "dialog"
        | "dir" | "div" | "dl" | "fieldset" | "figcaption" | "figure" | "footer" | "form"
        | "header" | "hgroup" | "hr" | "main" | "menu" | "nav" | "ol" | "pre" | "search"
        | "section" | "summary" | "ul" => Sort::Block,
        "table" => Sort::Table,
        "col" | "colgroup" | "tbody" | "tfoot" | "thead" | "tr" => Sort::Frame,
        "caption" | "td" | "th" => Sort::Cell,
        _ => Sort::Inline,
    }
}

/// Whether an element has no content and no end tag.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements that are left out with what they hold: nothing of it is the page's text. A `noscript`
/// of the head holds counters; one of the body holds the picture that a script would have loaded.
pub(super) fn is_left_out(name: &str, inside: &str, in_head: bool) -> bool {
    match name {
        "svg" | "select" | "datalist" => true,
        "noscript" => in_head,
        "template" => !inside.contains("shadowrootmode"),
        _ => false,
    }
}
