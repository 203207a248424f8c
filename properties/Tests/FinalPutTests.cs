using Interleave;
using Interleave.Traces;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;
using static PgmapCheck.Model.Releases.KnownReleases;

namespace PgmapCheck.Properties.Tests;

/// <summary>
/// What the wait of v5.2 (50f44ee7248a) leaves of FINAL-PUT. A put that takes the count to 0 gives back its reference
/// to the page map after its last look at the page, so the wait covers it. A put that takes the count to 1 goes on to
/// read the page for its callback, and from that moment nothing keeps the page there: IDLE-PUT.
/// </summary>
public sealed class FinalPutTests
{
    private static readonly Release s_waiting = V4_18 with { Memremap = V5_2.Memremap };

    // There a page comes back from 0, which is another bug (GUP-REVIVE).
    private static readonly string[] s_revivedPage = ["gup-slow-vs-unplug", "gup-two-pages-vs-unplug"];

    // HMM adds and removes its memory itself in v4.18, and its pages hold no reference to wait for.
    private const string OwnHotplug = "private-zap-vs-unplug";

    public static TheoryData<string> Scenarios =>
        [
            .. Findings
                .SymptomsOf("FINAL-PUT")
                .Select(symptom => symptom.Scenario)
                .Where(scenario => CaseOf(s_waiting, scenario) is var c && c.Scenario.RunsOn(c.Release))
                .Except([.. s_revivedPage, OwnHotplug]),
        ];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void With_the_wait_only_a_put_that_makes_the_page_idle_reads_freed_memory(string scenario)
    {
        var program = CaseOf(s_waiting, scenario).Program;
        var found = Checker
            .Check(program)
            .Counterexamples.SingleOrDefault(c => c.Violation.Property == KernelRules.NoUseAfterFree);
        if (found is not null)
        {
            AssertIdlePut(Replayer.Replay(program, found.Schedule));
        }
    }

    [Fact]
    public void Where_no_put_calls_back_the_wait_ends_it()
    {
        var symptoms = Findings.SymptomsOf("FINAL-PUT");
        var left = Findings.In(s_waiting).Intersect(symptoms).Select(symptom => symptom.Scenario);

        // v4.18's release_pages has no callback for DAX pages, device-dax has none at all.
        Assert.Equal(
            ["device-dax-put-vs-unplug", "release-pages-vs-unplug", "two-pages-vs-unplug"],
            symptoms
                .Select(symptom => symptom.Scenario)
                .Where(scenario => CaseOf(s_waiting, scenario) is var c && c.Scenario.RunsOn(c.Release))
                .Except(left)
                .Order()
        );
    }

    // setup_pagemap_fsdax fails before devm_memremap_pages is called, and from v5.2 on only that would have cleaned up.
    [Fact]
    public void With_the_wait_alone_a_failed_probe_leaks_its_queue_as_v5_2_did()
    {
        var added = Findings.In(s_waiting).Except(Findings.In(V4_18 with { Memremap = V5_0.Memremap }));

        Assert.Equal(
            [
                ("bind-over-another", KernelRules.ReferencesAreReturned),
                ("bind-with-failures", KernelRules.ReferencesAreReturned),
            ],
            added.Order()
        );
    }

    private static void AssertIdlePut(Trace trace)
    {
        var last = trace.Steps[^1];
        var decrement = trace.Steps.Last(s =>
            s.Fiber == last.Fiber && s.Cell is { } cell && cell.Name.EndsWith("->_refcount", StringComparison.Ordinal)
        );

        Assert.Equal("__put_devmap_managed_page", last.Stack.Last(call => call.Name is not null).Name);
        Assert.EndsWith("->pgmap", last.Cell!.Name, StringComparison.Ordinal);
        Assert.Equal((2, 1), (decrement.Before, decrement.After));
        Assert.Contains(decrement.Stack, call => call.Name == "__put_devmap_managed_page");
    }

    private static Case CaseOf(Release release, string scenario) =>
        new(release, KnownScenarios.All.Single(s => s.Name == scenario));
}
