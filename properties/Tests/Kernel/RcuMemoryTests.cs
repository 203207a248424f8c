using Interleave;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Properties.Tests.Kernel;

/// <summary>
/// What RCU promises on each memory, as Documentation/litmus-tests/rcu/RCU+sync+free.litmus and RCU+sync+read.litmus
/// say, and that it promises no more.
/// </summary>
public sealed class RcuMemoryTests
{
    public static TheoryData<MemoryModel> Memories => [MemoryModel.Sequential, MemoryModel.Tso, MemoryModel.Weak];

    [Theory]
    [MemberData(nameof(Memories))]
    public void A_reader_with_the_old_pointer_finds_what_a_later_grace_period_frees_only_outside_a_section(
        MemoryModel memory
    )
    {
        Assert.False(CanBe(memory, 1, static t => t.ReadPointer(true), static t => t.ReplaceAndFree(true)));
        Assert.True(CanBe(memory, 1, static t => t.ReadPointer(false), static t => t.ReplaceAndFree(true)));
        Assert.True(CanBe(memory, 1, static t => t.ReadPointer(true), static t => t.ReplaceAndFree(false)));
    }

    [Theory]
    [MemberData(nameof(Memories))]
    public void Who_saw_a_section_begin_sees_it_done_after_a_grace_period(MemoryModel memory)
    {
        Assert.False(CanBe(memory, 1, static t => t.WriteBoth(true), static t => t.LookAround(true)));
        Assert.True(CanBe(memory, 1, static t => t.WriteBoth(false), static t => t.LookAround(true)));
        Assert.True(CanBe(memory, 1, static t => t.WriteBoth(true), static t => t.LookAround(false)));
    }

    [Theory]
    [InlineData(MemoryModel.Sequential, false)]
    [InlineData(MemoryModel.Tso, true)]
    [InlineData(MemoryModel.Weak, true)]
    public void A_section_is_no_barrier(MemoryModel memory, bool expected) =>
        Assert.Equal(
            expected,
            CanBe(
                memory,
                2,
                static t => t.StoreAndLoad(t.X, t.Y, true, false),
                static t => t.StoreAndLoad(t.Y, t.X, true, false)
            )
        );

    [Theory]
    [MemberData(nameof(Memories))]
    public void A_grace_period_is_a_full_barrier(MemoryModel memory) =>
        Assert.False(
            CanBe(
                memory,
                2,
                static t => t.StoreAndLoad(t.X, t.Y, false, true),
                static t => t.StoreAndLoad(t.Y, t.X, false, true)
            )
        );

    [Theory]
    [InlineData(MemoryModel.Sequential, false)]
    [InlineData(MemoryModel.Tso, false)]
    [InlineData(MemoryModel.Weak, true)]
    public void Two_sections_do_not_pass_messages(MemoryModel memory, bool expected) =>
        Assert.Equal(expected, CanBe(memory, 1, static t => t.Publish(), static t => t.Receive()));

    // x=1; synchronize_rcu; y=1 | r0=y; smp_mb; r1=z | rcu_read_lock; z=1; r2=x; rcu_read_unlock: the section cannot
    // miss x and still be missed by who saw y.
    [Theory]
    [MemberData(nameof(Memories))]
    public void The_end_of_a_grace_period_is_a_full_barrier_too(MemoryModel memory) =>
        Assert.False(
            CanBe(
                memory,
                2,
                static t => t.StoreAfterWaiting(),
                static t => t.SeeThatAndNotZ(),
                static t => t.StoreZAndMissX()
            )
        );

    // Two periods and three sections in a ring: each section would have to span a period, and there are more sections
    // than periods. Where periods may overlap this can be (rcu-axiom of linux-kernel.cat).
    [Theory]
    [InlineData(MemoryModel.Sequential, false)]
    [InlineData(MemoryModel.Tso, true)]
    [InlineData(MemoryModel.Weak, true)]
    public void More_sections_than_grace_periods_forbid_nothing(MemoryModel memory, bool expected) =>
        Assert.Equal(
            expected,
            CanBe(
                memory,
                5,
                static t => t.Around(0, waits: true),
                static t => t.Around(1, waits: false),
                static t => t.Around(2, waits: false),
                static t => t.Around(3, waits: true),
                static t => t.Around(4, waits: false)
            )
        );

    // As many periods as sections: no.
    [Theory]
    [MemberData(nameof(Memories))]
    public void As_many_grace_periods_as_sections_do(MemoryModel memory) =>
        Assert.False(
            CanBe(
                memory,
                4,
                static t => t.Around(0, waits: true, of: 4),
                static t => t.Around(1, waits: false, of: 4),
                static t => t.Around(2, waits: true, of: 4),
                static t => t.Around(3, waits: false, of: 4)
            )
        );

    // True if some execution ends with so many threads having seen what their test asks about.
    private static bool CanBe(MemoryModel memory, int threads, params Func<Test, Routine>[] bodies)
    {
        var verdict = Checker.Check(
            new ConcurrentProgram(
                "rcu",
                machine =>
                {
                    var test = new Test(
                        machine,
                        machine.Cell("x"),
                        machine.Cell("y"),
                        new Rcu(machine, "rcu"),
                        machine.Ghost("seen"),
                        [.. Enumerable.Range(0, 5).Select(i => machine.Cell($"x{i}"))]
                    );
                    for (var i = 0; i < bodies.Length; i++)
                    {
                        var body = bodies[i];
                        machine.Fiber($"thread {i}", () => body(test));
                    }

                    machine.Properties.AtEnd("not seen", state => state.Held(test.Seen) == threads ? "seen" : null);
                }
            ),
            new SearchOptions { Memory = memory }
        );
        Assert.True(verdict.Complete, verdict.Incomplete);
        return !verdict.Counterexamples.IsEmpty;
    }

    private sealed record Test(
        Machine Machine,
        Cell X,
        Cell Y,
        Rcu Rcu,
        Resource Seen,
        System.Collections.Immutable.ImmutableArray<Cell> Ring
    )
    {
        // W x[i]; R x[i+1] finds 0: with a grace period between the two, or both in a section.
        public async Routine Around(int i, bool waits, int of = 5)
        {
            var phase = waits ? 0 : await Rcu.ReadLock();
            await Ring[i].Store(1);
            await Wait(waits);
            See(await Ring[(i + 1) % of].Load() == 0);
            await Leave(!waits, phase);
        }

        public async Routine StoreAfterWaiting()
        {
            await X.Store(1);
            await Rcu.Synchronize();
            await Y.Store(1);
        }

        public async Routine SeeThatAndNotZ()
        {
            var y = await Y.Load();
            await Machine.Barrier(MemoryBarrier.Full);
            See(await Ring[0].Load() == 0 && y == 1);
        }

        public async Routine StoreZAndMissX()
        {
            var phase = await Rcu.ReadLock();
            await Ring[0].Store(1);
            See(await X.Load() == 0);
            await Rcu.ReadUnlock(phase);
        }

        public async Routine ReadPointer(bool inSection)
        {
            var phase = inSection ? await Rcu.ReadLock() : 0;
            var pointer = await X.Load();
            See(await Y.Load() == 1 && pointer == 0);
            await Leave(inSection, phase);
        }

        public async Routine ReplaceAndFree(bool waits)
        {
            await X.Store(1, MemoryOrder.Release);
            await Wait(waits);
            await Y.Store(1);
        }

        public async Routine WriteBoth(bool inSection)
        {
            var phase = inSection ? await Rcu.ReadLock() : 0;
            await X.Store(1);
            await Y.Store(1);
            await Leave(inSection, phase);
        }

        public async Routine LookAround(bool waits)
        {
            var first = await X.Load();
            await Wait(waits);
            See(await Y.Load() == 0 && first == 1);
        }

        public async Routine StoreAndLoad(Cell mine, Cell theirs, bool inSection, bool waits)
        {
            await mine.Store(1);
            var phase = inSection ? await Rcu.ReadLock() : 0;
            await Wait(waits);
            See(await theirs.Load() == 0);
            await Leave(inSection, phase);
        }

        public async Routine Publish()
        {
            await X.Store(1);
            var phase = await Rcu.ReadLock();
            await Rcu.ReadUnlock(phase);
            await Y.Store(1);
        }

        public async Routine Receive()
        {
            var phase = await Rcu.ReadLock();
            var flag = await Y.Load();
            await Rcu.ReadUnlock(phase);
            See(await X.Load() == 0 && flag == 1);
        }

        private async Routine Wait(bool waits)
        {
            if (waits)
            {
                await Rcu.Synchronize();
            }
        }

        private async Routine Leave(bool inSection, int phase)
        {
            if (inSection)
            {
                await Rcu.ReadUnlock(phase);
            }
        }

        private void See(bool isSeen)
        {
            if (isSeen)
            {
                Machine.Hold(Seen);
            }
        }
    }
}
