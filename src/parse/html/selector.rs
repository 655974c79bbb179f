//! `selector@attribute` → what it takes from an element.

use dom_query::{Matcher, NodeRef};

use super::dom::{self, Step};

/// Longest value, in bytes. Items may nest, and then share what they hold.
const MAX_VALUE: usize = 8 << 10;

/// A selector that was understood.
pub(super) struct Selector {
    /// `None` means the element itself.
    matcher: Option<Matcher>,
    /// What is taken instead of the text.
    pub(super) attribute: Option<String>,
}

impl Selector {
    /// Understands a selector. The error says what is wrong with it.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        let (selector, attribute) = split(text);
        if let Some(name) = attribute
            && !name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
        {
            return Err(format!("\"{name}\" is no name of an attribute"));
        }
        let matcher = match selector {
            "" if attribute.is_some() => None,
            "" => return Err("the selector is empty".to_owned()),
            selector => Some(
                Matcher::new(selector).map_err(|_| format!("\"{selector}\" is no CSS selector"))?,
            ),
        };
        Ok(Selector { matcher, attribute: attribute.map(str::to_ascii_lowercase) })
    }

    /// Whether an element matches.
    pub(super) fn matches(&self, node: &NodeRef) -> bool {
        self.matcher.as_ref().is_none_or(|matcher| matcher.match_element(node))
    }

    /// The elements inside `item` that match, and itself where the selector is only an attribute.
    /// What stands in a nested item belongs to that one.
    pub(super) fn find<'t>(
        &self,
        item: &NodeRef<'t>,
        is_item: &dyn Fn(&NodeRef) -> bool,
    ) -> Vec<NodeRef<'t>> {
        if self.matcher.is_none() {
            return vec![*item];
        }
        let mut found = Vec::new();
        dom::walk(item, &mut |step| match step {
            Step::Open(node) => {
                let own = !is_item(&node);
                if own && self.matches(&node) {
                    found.push(node);
                }
                own
            }
            Step::Close(_) | Step::Text(_) => false,
        });
        found
    }

    /// What it takes from an element that matches.
    pub(super) fn value(&self, node: &NodeRef) -> Option<String> {
        let mut value = match &self.attribute {
            Some(name) => dom::attribute(node, name)?,
            None => dom::text(node),
        };
        value.truncate(value.floor_char_boundary(MAX_VALUE));
        Some(value).filter(|value| !value.is_empty())
    }
}

/// Parts the attribute from the selector. An `@` in brackets, quotes or behind a backslash is a part
/// of the selector.
fn split(text: &str) -> (&str, Option<&str>) {
    let text = text.trim();
    match text.rsplit_once('@') {
        Some((selector, name))
            if !name.contains([']', ')', '"', '\'']) && !selector.ends_with('\\') =>
        {
            (selector.trim(), Some(name.trim()))
        }
        _ => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: Result<Option<&str>, &str>) {
        let got = Selector::new(text).map(|selector| selector.attribute);
        let want = want.map(|name| name.map(str::to_owned)).map_err(str::to_owned);
        assert_eq!(got, want, "{text}");
    }

    #[test]
    fn selectors_and_attributes() {
        check("article.post > h2 a", Ok(None));
        check("time @ DateTime", Ok(Some("datetime")));
        check("@data-id", Ok(Some("data-id")));
        check("a[title='x@y']", Ok(None));
        check("a[href*='@']@href", Ok(Some("href")));
        check(r".a\@md", Ok(None));
        check(" ", Err("the selector is empty"));
        check("h2 >> a", Err("\"h2 >> a\" is no CSS selector"));
        check("a::before@href", Err("\"a::before\" is no CSS selector"));
        check("a@hr ef", Err("\"hr ef\" is no name of an attribute"));
        check("a@", Ok(Some("")));
    }
}
