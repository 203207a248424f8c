using PgmapCheck.Results;
using static PgmapCheck.Reports.Html.HtmlNode;

namespace PgmapCheck.Reports.Html;

/// <summary>What a page's verdicts mean, and how they were come by.</summary>
internal static class PageFooter
{
    public static HtmlNode Of(SearchPlan plan) =>
        Element(
            "footer",
            Element(
                "p",
                "Proved means exhaustive: every interleaving of a scenario's threads and pages, "
                    + $"{MemoryWords.Meaning(plan.Options.Memory)}"
            ),
            Element(
                "p",
                $"{Tool.NameAndVersion}; "
                    + string.Join(", ", SearchFacts.Of(plan).Select(fact => $"{fact.Name}: {fact.Value}"))
                    + "."
            )
        );
}
