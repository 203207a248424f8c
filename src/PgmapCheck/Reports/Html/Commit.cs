using static PgmapCheck.Reports.Html.HtmlNode;

namespace PgmapCheck.Reports.Html;

/// <summary>A kernel commit, with a link for readers who have a network.</summary>
internal static class Commit
{
    public static HtmlNode Of(string? id, string? subject, string ifNone) =>
        id is null
            ? Classed("span", "quiet", ifNone)
            : Group(
                Element("a", Element("code", id))
                    .With("href", $"https://git.kernel.org/linus/{id}")
                    .With("rel", "noreferrer"),
                subject is null ? None : $" {subject}"
            );
}
