using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace PgmapCheck.Tests.Reports.Html;

/// <summary>A page as a browser would have it: if it is not well-formed, it does not get here.</summary>
internal sealed partial class PageText
{
    public PageText(string text)
    {
        Text = text;
        Document = XDocument.Parse(StyleOrScript().Replace(text, "<$1></$1>"));
    }

    public string Text { get; }

    public XDocument Document { get; }

    /// <summary>The content of the data element.</summary>
    public string Data => Text.Split("<script type=\"application/json\" id=\"data\">")[1].Split("</script>")[0];

    public IEnumerable<XElement> All(string tag) => Document.Descendants(tag);

    // Their text is no markup. Data is: it holds no character that would make a difference.
    [GeneratedRegex("<(style|script)>.*?</(style|script)>", RegexOptions.Singleline)]
    private static partial Regex StyleOrScript();
}
