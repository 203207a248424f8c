using System.Globalization;

namespace PgmapCheck.Results;

/// <summary>How cases were searched, as names and values: a verdict without its bounds says too much.</summary>
internal static class SearchFacts
{
    public static IEnumerable<(string Name, string Value)> Of(SearchPlan plan)
    {
        var (options, bounds) = (plan.Options, plan.Options.Bounds);
        yield return ("engine", plan.Engine.ToString().ToLowerInvariant());
        if (options.Memory != Interleave.Memory.MemoryModel.Sequential)
        {
            yield return ("memory", MemoryWords.Option(options.Memory));
        }

        yield return ("symmetry", OnOff(options.Symmetry));
        yield return ("sleep sets", OnOff(options.SleepSets));
        yield return ("steps on one cell commute by", options.ConditionalIndependence ? "value" : "kind");
        yield return ("persistent sets", OnOff(options.PersistentSets));
        yield return (
            "critical sections",
            options.PersistentSets && options.LiptonReduction ? "one step where they can be" : "step by step"
        );
        yield return (
            "callers that only return",
            options.TailCallElimination && options.Symmetry ? "left out" : "kept"
        );
        yield return ("dead locals", options.DropsDeadLocals ? "left out" : "kept");
        yield return ("fingerprint bits", Text(options.FingerprintBits));
        if (options.Liveness != Interleave.Search.Liveness.Off)
        {
            yield return ("liveness", $"{options.Liveness.ToString().ToLowerInvariant()} fairness");
        }

        if (options.Part is not null)
        {
            yield return ("cases", "shared by their schedules' beginnings");
        }

        yield return ("audit", OnOff(options.AuditEvery > 0));
        if (plan.IsSampling)
        {
            yield return ("seed", plan.Seed.ToString(CultureInfo.InvariantCulture));
            yield return ("runs", Text(plan.Runs));
        }

        if (plan.Engine == Engine.Pct)
        {
            yield return ("depth of bugs", Text(plan.Depth));
        }

        if (plan.Engine == Engine.Threads)
        {
            yield return ("store buffers", OnOff(plan.HasStoreBuffers));
        }

        yield return ("max states", Bound(bounds.MaxStates, long.MaxValue));
        yield return ("max depth", Bound(bounds.MaxDepth, int.MaxValue));
        yield return (
            "max seconds",
            bounds.MaxTime == TimeSpan.MaxValue
                ? "none"
                : bounds.MaxTime.TotalSeconds.ToString(CultureInfo.InvariantCulture)
        );
        yield return ("max bytes", Bound(bounds.MaxBytes, long.MaxValue));
    }

    private static string Bound(long bound, long none) => bound == none ? "none" : Text(bound);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string OnOff(bool isOn) => isOn ? "on" : "off";
}
