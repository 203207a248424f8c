using Interleave;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;
using Interleave.Violations;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Properties.Tests.Kernel;

/// <summary>What SRCU promises on each memory: what RCU does, domain by domain.</summary>
public sealed class SrcuTests
{
    public static TheoryData<MemoryModel> Memories => [MemoryModel.Sequential, MemoryModel.Tso, MemoryModel.Weak];

    [Theory]
    [MemberData(nameof(Memories))]
    public void A_grace_period_waits_for_readers_of_its_domain_alone(MemoryModel memory)
    {
        Assert.False(IsUsedAfterEnd(memory, sameDomain: true));
        Assert.True(IsUsedAfterEnd(memory, sameDomain: false));
    }

    [Fact]
    public void Two_grace_periods_in_sections_of_each_other_never_end()
    {
        var verdict = Checker.Check(
            new ConcurrentProgram(
                "srcu",
                machine =>
                {
                    var (a, b) = (new SrcuStruct(machine, "a"), new SrcuStruct(machine, "b"));
                    machine.Fiber("reader of a", () => WaitInSection(a, b));
                    machine.Fiber("reader of b", () => WaitInSection(b, a));
                }
            ),
            new SearchOptions()
        );
        Assert.Contains(verdict.Counterexamples, found => found.Violation.Kind == ViolationKind.BlockedForEver);
    }

    // As dax_read_lock and kill_dax: a reader that found the device alive uses it, and whoever kills it waits for
    // readers.
    private static bool IsUsedAfterEnd(MemoryModel memory, bool sameDomain)
    {
        var verdict = Checker.Check(
            new ConcurrentProgram(
                "srcu",
                machine =>
                {
                    var (read, waited) = (new SrcuStruct(machine, "dax_srcu"), new SrcuStruct(machine, "another"));
                    var (alive, ended) = (machine.Cell("DAXDEV_ALIVE", 1), machine.Cell("ended"));
                    var late = machine.Ghost("used after its end");
                    machine.Fiber("reader", () => Use(machine, read, alive, ended, late));
                    machine.Fiber("kill_dax", () => Kill(sameDomain ? read : waited, alive, ended));
                    machine.Properties.AtEnd("in time", state => state.Held(late) > 0 ? "late" : null);
                }
            ),
            new SearchOptions { Memory = memory }
        );
        Assert.True(verdict.Complete, verdict.Incomplete);
        return !verdict.Counterexamples.IsEmpty;
    }

    private static async Routine Use(Machine machine, SrcuStruct srcu, Cell alive, Cell ended, Resource late)
    {
        var index = await srcu.ReadLock();
        if (await alive.Load() == 1 && await ended.Load() == 1)
        {
            machine.Hold(late);
        }

        await srcu.ReadUnlock(index);
    }

    private static async Routine Kill(SrcuStruct srcu, Cell alive, Cell ended)
    {
        await alive.Store(0);
        await srcu.Synchronize();
        await ended.Store(1);
    }

    private static async Routine WaitInSection(SrcuStruct own, SrcuStruct other)
    {
        var index = await own.ReadLock();
        await other.Synchronize();
        await own.ReadUnlock(index);
    }
}
