using LitmusMachine;

namespace PgmapCheck.Reports.LitmusFiles;

/// <summary>What reports say of the machine's verdict beside that of the axioms.</summary>
internal static class MachineWords
{
    /// <summary>The verdict, and why it is another.</summary>
    public static string Of(MachineComparison machine) =>
        $"machine: {machine.Verdict.Text}"
        + (
            machine.Difference == MachineDifference.None ? ""
            : machine.Verdict.Incomplete is { } why ? $" ({why})"
            : $" ({Of(machine.Difference)})"
        );

    /// <summary>How many verdicts are the same; null if the machine was not asked.</summary>
    public static string? Summary(LitmusReport report)
    {
        var asked = report.Files.Where(file => file.Machine is not null).Select(file => file.Machine!).ToList();
        if (asked.Count == 0)
        {
            return null;
        }

        var others = asked
            .Where(machine => machine.Difference != MachineDifference.None)
            .GroupBy(machine => machine.Difference)
            .OrderBy(group => group.Key)
            .Select(group => $", {group.Count():N0} {Of(group.Key)}");
        var buffers = asked.Exists(machine => machine.Verdict.LoadBuffering) ? " with load buffering" : "";
        var states = asked.Sum(machine => machine.Verdict.States);
        var time = asked.Sum(machine => machine.Verdict.Elapsed.TotalSeconds);
        return $"machine{buffers}: {asked.Count(m => m.Difference == MachineDifference.None):N0} of {asked.Count:N0} the same"
            + string.Concat(others)
            + $"; {Quantity.Of(states, "state")}, {time:0.0} s";
    }

    private static string Of(MachineDifference difference) =>
        difference switch
        {
            MachineDifference.LoadBuffering => "stronger: load buffering",
            MachineDifference.PlainAccesses => "stronger: plain accesses",
            MachineDifference.Stronger => "stronger",
            MachineDifference.Weaker => "weaker",
            MachineDifference.Unknown => "not ended",
            _ => "the same",
        };
}
