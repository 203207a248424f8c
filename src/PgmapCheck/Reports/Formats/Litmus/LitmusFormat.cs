using System.Text;

namespace PgmapCheck.Reports.Formats.Litmus;

/// <summary>
/// Counterexamples as litmus tests of the Linux kernel memory model (tools/memory-model), for herd7; at the end those
/// that cannot be expressed, each with the reason.
/// </summary>
internal sealed class LitmusFormat : IReportFormat<RunReport>
{
    public string Name => "litmus";

    public string Write(RunReport report)
    {
        var races = report.Cases.SelectMany(entry => entry.Races).ToArray();
        var text = new StringBuilder();
        var refused = new StringBuilder();
        foreach (var race in races)
        {
            if (LitmusTest.WhyNot(race) is { } why)
            {
                refused.Append(
                    LitmusTest.Comment(
                        $"{race.Kernel}/{race.Scenario}, '{race.Violation.Property}': not expressed, {why}"
                    )
                );
            }
            else
            {
                text.Append(text.Length == 0 ? "" : "\n").Append(LitmusTest.Of(race));
            }
        }

        var rest =
            races.Length == 0
                ? LitmusTest.Comment("nothing is violated: there is no test to write")
                : refused.ToString();
        return text.Append(text.Length == 0 || rest.Length == 0 ? "" : "\n").Append(rest).ToString();
    }
}
