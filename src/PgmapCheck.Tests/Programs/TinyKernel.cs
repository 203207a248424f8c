using Interleave.Programs;
using PgmapCheck.Benchmarks;
using PgmapCheck.Cases;

namespace PgmapCheck.Tests.Programs;

/// <summary>A catalogue of small programs, so that no test here depends on what the model holds today.</summary>
internal static class TinyKernel
{
    private static readonly BugEntry s_knownBug = new(
        "LOST-WAKEUP",
        "an idle page does not wake its waiter",
        "c5d6c45e90c4",
        "mm/swap: Fix release_pages() when releasing devmap pages"
    );

    private static readonly (string Name, string Summary, Action<Machine> Fill)[] s_scenarios =
    [
        ("lost-update", "two unlocked increments", LostUpdate.Fill),
        ("locked-update", "two locked increments", LostUpdate.FillLocked),
        ("put-vs-wait", "a put that forgets to wake", PutVersusWait.Fill),
        ("three-putters", "three puts, none of which sees the last", ManyPutters.FillThree),
        ("three-short", "the same in fewer words", ManyPutters.FillShort),
        ("four-putters", "four puts with long words", ManyPutters.FillFour),
        ("lock-cycle", "two locks in two orders", LockCycle.Fill),
        ("use-after-free", "a user that holds nothing", UseAfterFree.Fill),
        ("freed-block", "a block is freed under a page that is held", FreedBlock.Fill),
        ("doomed", "wrong in every schedule", Doomed.Fill),
        ("spinner", "a reader that may spin for ever", Doomed.FillSpinner),
        ("never-contended", "a lock that one thread takes", LostUpdate.FillVacuous),
        ("impure", "a routine with a memory of its own", Doomed.FillImpure),
        ("throws", "a set-up that throws", _ => throw new InvalidOperationException("no such device")),
        (
            "large",
            "too large for a bound of a few states",
            machine => StaticKeyToggle.Program(new BenchmarkSizes(5, 0, 0), false).Fill(machine)
        ),
    ];

    /// <summary>The catalogue. Kernel v0.2 has no scenarios but one, and no fixed form.</summary>
    public static Catalogue Catalogue { get; } =
        new(
            [
                Kernel("v0.1", "the first tiny kernel", s_scenarios) with
                {
                    Fixed = Kernel("v0.1+fixes", "the first tiny kernel, fixed", s_scenarios[..2]),
                },
                Kernel("v0.2", "the second tiny kernel", [s_scenarios[1]]),
            ],
            [.. s_scenarios.Select(s => (s.Name, s.Summary))],
            [s_knownBug]
        );

    /// <summary>Every program that violates something.</summary>
    public static TheoryData<string> Violated { get; } =
    [
        "lost-update",
        "put-vs-wait",
        "three-putters",
        "three-short",
        "four-putters",
        "lock-cycle",
        "use-after-free",
        "freed-block",
        "doomed",
        "spinner",
    ];

    /// <summary>Programs without loops, so that all their schedules can be tried one by one.</summary>
    public static TheoryData<string> Loopless =>
        ["lost-update", "put-vs-wait", "three-short", "lock-cycle", "use-after-free", "freed-block", "doomed"];

    /// <summary>A scenario on v0.1.</summary>
    public static Case Case(string scenario) => Catalogue.Find($"v0.1/{scenario}")!;

    private static KernelEntry Kernel(
        string name,
        string title,
        (string Name, string Summary, Action<Machine> Fill)[] scenarios
    ) =>
        new(
            name,
            title,
            [
                .. scenarios.Select(s => new Case(name, s.Name, new ConcurrentProgram($"{name}/{s.Name}", s.Fill))
                {
                    Explain = (property, _) =>
                        (name, s.Name, property) == ("v0.1", "put-vs-wait", "every waiter is woken")
                            ? s_knownBug
                            : null,
                }),
            ],
            null
        );
}
