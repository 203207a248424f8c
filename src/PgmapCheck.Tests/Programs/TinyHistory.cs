using System.Collections.Immutable;
using Interleave.Programs;
using PgmapCheck.Cases;

namespace PgmapCheck.Tests.Programs;

/// <summary>A catalogue of three tiny releases, of which bugs come and go.</summary>
internal static class TinyHistory
{
    /// <summary>What <c>update</c> breaks.</summary>
    public const string IncrementsCount = "both increments count";

    /// <summary>What <c>put</c> breaks.</summary>
    public const string WaitersAreWoken = "every waiter is woken";

    private static readonly BugEntry s_lostUpdate = new(
        "LOST-UPDATE",
        "an increment is lost",
        "0123456789ab",
        "lock it"
    )
    {
        Kernels = ["v0.1", "v0.2", "v0.1+upstream", "v0.2-small"],
        Symptoms = [("update", IncrementsCount)],
        Experiment = Experiment(IncrementsCount, "v0.1", "update", LostUpdate.Fill, LostUpdate.FillLocked),
    };

    private static readonly BugEntry s_lostWakeup = new("LOST-WAKEUP", "an idle page wakes nobody", null, null)
    {
        Kernels = ["v0.2", "v0.3"],
        Symptoms = [("put", WaitersAreWoken), ("update", IncrementsCount)],
        Experiment = Experiment(WaitersAreWoken, "v0.2", "put", PutVersusWait.Fill, LostUpdate.FillLocked),
    };

    /// <summary>
    /// v0.2 brings a lost wake-up, v0.3 fixes the lost update, and in v0.2-small only one scenario runs. What the
    /// catalogue says of the second bug is not quite right: it does not show in <c>update</c> on v0.3.
    /// </summary>
    public static Catalogue Inexact { get; } =
        Of(
            [s_lostUpdate, s_lostWakeup],
            Kernel("v0.1", ("update", LostUpdate.Fill), ("put", LostUpdate.FillLocked)) with
            {
                Fixed = Clean("v0.1+fixes"),
            },
            Kernel("v0.2", ("update", LostUpdate.Fill), ("put", PutVersusWait.Fill)) with
            {
                Fixed = Clean("v0.2+fixes"),
            },
            Kernel("v0.3", ("update", LostUpdate.FillLocked), ("put", PutVersusWait.Fill)) with
            {
                Fixed = Clean("v0.3+fixes"),
            },
            Kernel("v0.1+upstream", ("update", LostUpdate.Fill), ("put", LostUpdate.FillLocked)),
            Kernel("v0.2-small", ("update", LostUpdate.Fill))
        );

    /// <summary>The same with a catalogue that is right.</summary>
    public static Catalogue Catalogue { get; } =
        With(s_lostUpdate, s_lostWakeup with { Symptoms = [("put", WaitersAreWoken)] });

    /// <summary>Many releases, and everything that a cell can say.</summary>
    public static Catalogue Wide { get; } =
        Of(
            [
                s_lostUpdate with
                {
                    Kernels = ["v1.0_release", "v1.1_release", "v1.2_release"],
                },
                s_lostWakeup with
                {
                    Kernels = ["v1.0_release"],
                },
            ],
            [
                .. Enumerable
                    .Range(0, 9)
                    .Select(i =>
                        Kernel(
                            $"v1.{i}_release",
                            ("update", i < 3 ? LostUpdate.Fill : LostUpdate.FillLocked),
                            ("put", i < 2 ? PutVersusWait.Fill : LostUpdate.FillLocked),
                            (
                                i == 4 ? "throws" : "quiet",
                                i == 4 ? _ => throw new InvalidOperationException("no such device")
                                : i == 5 ? LostUpdate.FillVacuous
                                : LostUpdate.FillLocked
                            )
                        )
                    ),
            ]
        );

    /// <summary>These kernels with other bugs.</summary>
    public static Catalogue With(params ImmutableArray<BugEntry> bugs) => Of(bugs, [.. Inexact.Kernels]);

    /// <summary>A catalogue that explains as its bugs' symptoms say.</summary>
    public static Catalogue Of(ImmutableArray<BugEntry> bugs, params KernelEntry[] kernels) =>
        new(
            [.. kernels.Select(kernel => Explained(kernel, bugs))],
            [
                .. kernels
                    .SelectMany(kernel => kernel.Cases)
                    .Select(@case => @case.Scenario)
                    .Distinct()
                    .Select(scenario => (scenario, "")),
            ],
            bugs
        );

    private static KernelEntry Explained(KernelEntry kernel, ImmutableArray<BugEntry> bugs) =>
        kernel with
        {
            Cases =
            [
                .. kernel.Cases.Select(@case =>
                    @case with
                    {
                        Explain = (property, _) =>
                            bugs.FirstOrDefault(bug =>
                                bug.Kernels.Contains(kernel.Name) && bug.Symptoms.Contains((@case.Scenario, property))
                            ),
                    }
                ),
            ],
        };

    /// <summary>A kernel on which these scenarios run.</summary>
    public static KernelEntry Kernel(string name, params (string Scenario, Action<Machine> Fill)[] scenarios) =>
        new(
            name,
            "",
            [
                .. scenarios.Select(s => new Case(
                    name,
                    s.Scenario,
                    new ConcurrentProgram($"{name}/{s.Scenario}", s.Fill)
                )),
            ],
            null
        );

    /// <summary>A bug to find again, and its twin.</summary>
    public static Experiment Experiment(
        string property,
        string kernel,
        string scenario,
        Action<Machine> broken,
        Action<Machine> twin
    ) =>
        new(
            property,
            Kernel(kernel, (scenario, broken)).Cases[0],
            Kernel($"{kernel}-fixed", (scenario, twin)).Cases[0]
        );

    private static KernelEntry Clean(string name) =>
        Kernel(name, ("update", LostUpdate.FillLocked), ("put", LostUpdate.FillLocked));
}
