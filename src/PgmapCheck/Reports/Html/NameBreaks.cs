using System.Text.RegularExpressions;
using static PgmapCheck.Reports.Html.HtmlNode;

namespace PgmapCheck.Reports.Html;

/// <summary>
/// Says where a name may go on in the next line: behind <c>_</c>, <c>-></c> and <c>.</c>, and before a capital in camel
/// case. A lane that is narrower than a name would otherwise break it anywhere.
/// </summary>
internal static partial class NameBreaks
{
    /// <summary>A text whose names are broken between their words, where they have to be broken.</summary>
    public static HtmlNode In(string text) =>
        Group(Places().Split(text).SelectMany((part, i) => i == 0 ? [part] : new[] { Element("wbr"), part }));

    // Neither the underscores that a name begins with nor an arrow are torn apart.
    [GeneratedRegex(
        @"(?<=[A-Za-z0-9]_+)(?=[A-Za-z0-9])|(?<=->)(?=\w)|(?<=[A-Za-z]\.)(?=[A-Za-z_])|(?<=[a-z])(?=[A-Z][a-z])"
    )]
    private static partial Regex Places();
}
