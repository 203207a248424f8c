using Interleave;
using Interleave.Violations;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.Teardown;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;

namespace PgmapCheck.Properties.Tests;

/// <summary>What no program may do before v6.7, and why (docs/findings.md, docs/scenarios.md).</summary>
public sealed class FaultBesideUnbindTests
{
    [Theory]
    [InlineData("v4.18+fixes", false)]
    [InlineData("v5.10+fixes", false)]
    [InlineData("v6.1+fixes", false)]
    [InlineData("v6.15+fixes", true)]
    [InlineData("v6.17+fixes", true)]
    public void A_fault_writes_to_the_page_of_a_device_that_goes_until_file_systems_hear_of_it(
        string name,
        bool isProved
    )
    {
        var verdict = Checker.Check(
            new Case(FixedForms.All.Single(r => r.Name == name), new Scenario("fault-vs-unbind", "", Start)).Program
        );

        Assert.True(verdict.Complete);
        Assert.Equal(
            isProved ? [] : [EngineRules.NoUseAfterFree],
            verdict.Counterexamples.Select(found => found.Violation.Property)
        );
        Assert.All(
            verdict.Counterexamples,
            found =>
                // the page's own word, or the lock that SHARE-RACE's fix gives it
                Assert.Matches(
                    "(->mapping|association of page.*) is used after struct pages",
                    found.Violation.Explanation
                )
        );
    }

    private static void Start(Linux linux)
    {
        var pmem = new PmemDevice(linux, "pmem0", MemoryType.FsDax, new PgmapStart(1, true, 0, true));
        var file = linux.Files.Add(new DaxFile(linux, "file", FileSystem.Xfs, [.. pmem.Pgmap.Pages], isMapped: false));
        linux.Start("CPU 0 (unbind)", () => linux.Release.Pmem.Unbind(linux, pmem));
        linux.StartTask("CPU 1 (user)", current => MapAndTouch(linux, current, file));
    }

    private static async Interleave.Routines.Routine MapAndTouch(Linux linux, TaskStruct current, DaxFile file)
    {
        await linux.Release.DaxFault.Map(file);
        await linux.Release.DaxFault.Fault(linux, current, file, 0);
    }
}
