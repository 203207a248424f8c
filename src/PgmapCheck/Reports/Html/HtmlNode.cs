using System.Collections.Immutable;
using System.Text;

namespace PgmapCheck.Reports.Html;

/// <summary>
/// A piece of a page: an element, or text where there is no tag. A page built from these is well-formed, and what a
/// name or a message says stays text.
/// </summary>
internal sealed record HtmlNode
{
    private static readonly ImmutableHashSet<string> s_void = ["br", "input", "link", "meta", "wbr"];

    private string? Tag { get; init; }

    private string Content { get; init; } = "";

    private ImmutableArray<(string Name, string Value)> Attributes { get; init; } = [];

    private ImmutableArray<HtmlNode> Children { get; init; } = [];

    /// <summary>Nothing at all.</summary>
    public static HtmlNode None { get; } = "";

    public static implicit operator HtmlNode(string text) => new() { Content = text };

    /// <summary>An element.</summary>
    public static HtmlNode Element(string tag, params ImmutableArray<HtmlNode> children) =>
        new() { Tag = tag, Children = children };

    /// <summary>An element with a class.</summary>
    public static HtmlNode Classed(string tag, string classes, params ImmutableArray<HtmlNode> children) =>
        Element(tag, children).With("class", classes);

    /// <summary>Several pieces as one.</summary>
    public static HtmlNode Group(params IEnumerable<HtmlNode> children) => new() { Children = [.. children] };

    /// <summary>Text that is heard and not seen.</summary>
    public static HtmlNode Spoken(string text) => Classed("span", "spoken", text);

    /// <summary>Text that is seen and not heard, because it says nothing that a sign beside it does not say.</summary>
    public static HtmlNode Sign(string text) => Element("span", text).With("aria-hidden", "true");

    /// <summary>The same with an attribute; without it if the value is null.</summary>
    public HtmlNode With(string name, string? value) =>
        value is null ? this : this with { Attributes = Attributes.Add((name, value)) };

    /// <summary>The element as HTML that is well-formed XML, too.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        AppendTo(text);
        return text.ToString();
    }

    /// <summary>Text between tags or in an attribute. Characters that XML forbids are left out.</summary>
    public static string Escape(string text) =>
        XmlText
            .Clean(text)
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("\"", "&quot;", StringComparison.Ordinal);

    private void AppendTo(StringBuilder text)
    {
        if (Tag is null)
        {
            text.Append(Escape(Content));
            AppendChildren(text);
            return;
        }

        text.Append('<').Append(Tag);
        foreach (var (name, value) in Attributes)
        {
            text.Append(' ').Append(name).Append("=\"").Append(Escape(value)).Append('"');
        }

        if (s_void.Contains(Tag))
        {
            text.Append("/>");
            return;
        }

        text.Append('>');
        AppendChildren(text);
        text.Append("</").Append(Tag).Append('>');
        text.Append(IsBlock ? "\n" : "");
    }

    // A line break after what stands on lines of its own: a page can be read, compared and searched as text.
    private bool IsBlock =>
        Tag
            is "tr"
                or "p"
                or "h1"
                or "h2"
                or "h3"
                or "li"
                or "section"
                or "header"
                or "footer"
                or "main"
                or "table"
                or "thead"
                or "tbody"
                or "caption"
                or "ul"
                or "ol"
                or "dl"
                or "div"
                or "details"
                or "label"
                or "nav";

    private void AppendChildren(StringBuilder text)
    {
        foreach (var child in Children)
        {
            child.AppendTo(text);
        }
    }
}
