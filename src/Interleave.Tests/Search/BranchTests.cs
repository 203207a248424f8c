using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Properties;
using Interleave.Routines;
using Interleave.Search;
using Interleave.Tests.Oracles;

namespace Interleave.Tests.Search;

/// <summary>Which ways the code goes on after a step, and which of them were taken.</summary>
public sealed class BranchTests
{
    private static readonly SearchOptions s_covered = new() { Coverage = true };

    [Fact]
    public void A_count_that_never_gets_to_zero_leaves_a_branch()
    {
        Assert.Equal(["Put x: 0 never", "Put x: not 0"], BranchesOf(Putters(3, 2)));
        Assert.Equal(["Put x: 0", "Put x: not 0"], BranchesOf(Putters(2, 2)));
    }

    [Fact]
    public void A_result_that_decides_nothing_is_no_branch()
    {
        Assert.Empty(
            BranchesOf(
                Given.Program(static machine =>
                {
                    var x = machine.Cell("x", 5);
                    machine.Fiber("f", () => Copy(x));
                })
            )
        );
    }

    [Fact]
    public void A_conditional_write_may_fail()
    {
        Assert.Equal(["TryGet x: fails never", "TryGet x: succeeds"], BranchesOf(Getter(1)));
        Assert.Equal(["TryGet x: fails", "TryGet x: succeeds never"], BranchesOf(Getter(0)));

        static ConcurrentProgram Getter(int count) =>
            Given.Program(machine =>
            {
                var x = machine.Cell("x", count);
                machine.Fiber("f", () => TryGet(x));
            });
    }

    [Theory]
    [InlineData(0, "Wait x: goes on", "Wait x: has to wait never")]
    [InlineData(1, "Wait x: goes on never", "Wait x: has to wait")]
    public void A_wait_is_one(int value, params string[] branches)
    {
        Assert.Equal(
            branches,
            BranchesOf(
                Given.Program(machine =>
                {
                    var x = machine.Cell("x", value);
                    machine.Fiber("f", () => Wait(x));
                })
            )
        );
    }

    [Fact]
    public void Alternatives_are_branches_and_are_all_taken()
    {
        Assert.Equal(
            ["Fail memory: 1 of 2", "Fail memory: 2 of 2"],
            BranchesOf(
                Given.Program(static machine =>
                {
                    var x = machine.Cell("x");
                    machine.Fiber("f", () => Fail(machine, x));
                })
            )
        );
    }

    // The code asks for 0 first, and for 1 only in the other case.
    [Fact]
    public void Three_ways_are_three_branches()
    {
        Assert.Equal(
            ["Switch x: 0 never", "Switch x: 1 never", "Switch x: not 0 or 1"],
            BranchesOf(
                Given.Program(static machine =>
                {
                    var x = machine.Cell("x", 7);
                    machine.Fiber("f", () => Switch(x));
                })
            )
        );
    }

    // What would be a violation is no branch that a test should take.
    [Fact]
    public void A_check_that_never_fails_leaves_no_branch()
    {
        Assert.Empty(
            BranchesOf(
                Given.Program(static machine =>
                {
                    var x = machine.Cell("x", 7);
                    machine.Fiber("f", async () => await Checked(machine, x));
                })
            )
        );
    }

    [Fact]
    public void What_one_program_takes_the_other_need_not()
    {
        var all = BranchPoint.Union([.. PointsOf(Putters(3, 2)), .. PointsOf(Putters(1, 1))]);

        Assert.Equal([("0", true), ("not 0", true)], Assert.Single(all, point => point.IsBranch).Branches);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reductions_take_no_branch_away(bool isReduced)
    {
        var options = s_covered with { Symmetry = isReduced, SleepSets = isReduced };

        Assert.Equal(["Put x: 0 never", "Put x: not 0"], BranchesOf(Checker.Check(Putters(3, 2), options)));
        Assert.Equal(["Put x: 0", "Put x: not 0"], BranchesOf(Checker.Check(Putters(2, 2), options)));
    }

    private static string[] BranchesOf(ConcurrentProgram program)
    {
        foreach (
            var verdict in (Verdict[])
                [EverySchedule.Search(program, s_covered), Checker.SearchBreadthFirst(program, s_covered)]
        )
        {
            Assert.Equal(BranchesOf(Checker.Check(program, s_covered)), BranchesOf(verdict));
        }

        return BranchesOf(Checker.Check(program, s_covered));
    }

    private static string[] BranchesOf(Verdict verdict) =>
        [
            .. from point in BranchPoint.Union(verdict.Coverage!.BranchPoints)
            where point.IsBranch
            from branch in point.Branches
            select $"{point.Function} {point.What}: {branch.Results}{(branch.IsTaken ? "" : " never")}",
        ];

    private static ImmutableArray<BranchPoint> PointsOf(ConcurrentProgram program) =>
        Checker.Check(program, s_covered).Coverage!.BranchPoints;

    private static ConcurrentProgram Putters(int references, int putters) =>
        Given.Program(machine =>
        {
            var (x, freed) = (machine.Cell("x", references), machine.Cell("freed"));
            for (var i = 0; i < putters; i++)
            {
                machine.Fiber($"putter {i}", () => Put(x, freed));
            }
        });

    private static async Routine Put(Cell x, Cell freed)
    {
        if (await x.Add(-1) == 0)
        {
            await freed.Store(1);
        }
    }

    private static async Routine TryGet(Cell x)
    {
        if (await x.AddUnless(1, 0))
        {
            await x.Add(-1);
        }
    }

    private static async Routine Copy(Cell x)
    {
        var value = await x.Load();
        await x.Store(value + 1);
        await x.AddUnless(1, 0);
    }

    private static async Routine Wait(Cell x) => await x.Until(static (value, _) => value == 0);

    private static async Routine Fail(Machine machine, Cell x)
    {
        if (await machine.Choose(2, "memory") != 0)
        {
            await x.Store(1);
        }
    }

    private static async Routine Switch(Cell x)
    {
        switch (await x.Load())
        {
            case 0:
                await x.Store(1);
                break;
            case 1:
                await x.Add(1);
                break;
            default:
                await x.Exchange(0);
                break;
        }
    }

    private static async Routine Checked(Machine machine, Cell x)
    {
        var value = await x.Load();
        if (value == 0)
        {
            machine.Fail("never zero", "it is");
        }

        if (value == 1)
        {
            throw new InvalidOperationException("one");
        }
    }
}
