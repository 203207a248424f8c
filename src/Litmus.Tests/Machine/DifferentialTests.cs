using Interleave.Memory;
using Litmus.Programs;
using Litmus.Verdicts;
using LitmusMachine;

namespace Litmus.Tests.Machine;

/// <summary>Thousands of random tests: the machine against the axioms, final state by final state.</summary>
public sealed class DifferentialTests
{
    private const int Tests = 4_000;

    // A release that waits gives away what was met until it is done, by later instructions, too.
    private const int Stronger = 4;

    [Fact]
    public void With_load_buffering_the_machine_allows_what_the_axioms_allow()
    {
        var stronger = 0;
        for (var seed = 0; seed < Tests; seed++)
        {
            var test = Read(seed);
            var axioms = LitmusJudge.Judge(test, new JudgeOptions { AllStates = true }).States;
            var machine = MachineJudge.Judge(test, new MachineOptions { LoadBuffering = true });

            Assert.Null(machine.Incomplete);
            Assert.True(
                machine.FinalStates.IsSubsetOf(axioms),
                $"only the machine: {string.Join(", ", machine.FinalStates.Except(axioms))}\n{RandomTests.Of(seed)}"
            );
            stronger += machine.FinalStates.Count < axioms.Count ? 1 : 0;
        }

        Assert.InRange(stronger, 0, Stronger);
    }

    /// <summary>Otherwise the comparison would say little.</summary>
    [Fact]
    public void The_tests_tell_memories_apart()
    {
        var (buffering, weak) = (0, 0);
        for (var seed = 0; seed < Tests / 8; seed++)
        {
            var test = Read(seed);
            var inOrder = MachineJudge.Judge(test, new MachineOptions()).FinalStates;
            buffering +=
                inOrder.Count < MachineJudge.Judge(test, new MachineOptions { LoadBuffering = true }).FinalStates.Count
                    ? 1
                    : 0;
            weak +=
                MachineJudge.Judge(test, new MachineOptions { Memory = MemoryModel.Sequential }).FinalStates.Count
                < inOrder.Count
                    ? 1
                    : 0;
        }

        Assert.True(buffering >= 20 && weak >= 15, $"{buffering} and {weak} of {Tests / 8}");
    }

    [Theory]
    [InlineData(AxiomaticModel.Sc, MemoryModel.Sequential)]
    [InlineData(AxiomaticModel.Tso, MemoryModel.Tso)]
    public void So_do_stronger_machines(AxiomaticModel model, MemoryModel memory)
    {
        for (var seed = 0; seed < Tests / 8; seed++)
        {
            var test = Read(seed);
            var axioms = LitmusJudge.Judge(test, new JudgeOptions { Model = model, AllStates = true }).States;
            var machine = MachineJudge.Judge(test, new MachineOptions { Memory = memory }).FinalStates;
            Assert.True(
                machine.SetEquals(axioms),
                $"only one has {string.Join(", ", machine.SymmetricExcept(axioms))}\n{RandomTests.Of(seed)}"
            );
        }
    }

    /// <summary>What the checker does for every program is right for these: it knows no dependencies, and finds
    /// them.</summary>
    [Fact]
    public void The_checkers_load_buffering_allows_what_the_axioms_allow()
    {
        var stronger = 0;
        for (var seed = 0; seed < Tests / 4; seed++)
        {
            var test = Read(seed);
            var axioms = LitmusJudge.Judge(test, new JudgeOptions { AllStates = true }).States;
            var machine = MachineJudge.Judge(test, new MachineOptions { Memory = MemoryModel.LoadBuffering });

            Assert.Null(machine.Incomplete);
            Assert.True(
                machine.FinalStates.IsSubsetOf(axioms),
                $"only the machine: {string.Join(", ", machine.FinalStates.Except(axioms))}\n{RandomTests.Of(seed)}"
            );
            stronger += machine.FinalStates.Count < axioms.Count ? 1 : 0;
        }

        Assert.InRange(stronger, 0, Stronger);
    }

    /// <summary>A step that is free after one result and ordered after another is early where it may be.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void So_they_do_with_a_barrier_on_one_way_of_a_branch(bool finds)
    {
        var (stronger, buffering) = (0, 0);
        for (var seed = 0; seed < Tests / 4; seed++)
        {
            var text = RandomTests.WithBranches(seed);
            var test = LitmusReader.Read("random", text);
            var axioms = LitmusJudge.Judge(test, new JudgeOptions { AllStates = true }).States;
            var machine = MachineJudge.Judge(
                test,
                finds
                    ? new MachineOptions { Memory = MemoryModel.LoadBuffering }
                    : new MachineOptions { LoadBuffering = true }
            );

            Assert.Null(machine.Incomplete);
            Assert.True(
                machine.FinalStates.IsSubsetOf(axioms),
                $"only the machine: {string.Join(", ", machine.FinalStates.Except(axioms))}\n{text}"
            );
            stronger += machine.FinalStates.Count < axioms.Count ? 1 : 0;
            buffering +=
                MachineJudge.Judge(test, new MachineOptions()).FinalStates.Count < machine.FinalStates.Count ? 1 : 0;
        }

        Assert.InRange(stronger, 0, Stronger);
        Assert.True(buffering >= 40, $"{buffering} of {Tests / 4} have load buffering");
    }

    /// <summary>A verdict needs no list of final states: what cannot end as the test asks is given up.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_verdict_alone_is_the_same(bool loadBuffering)
    {
        for (var seed = 0; seed < Tests / 8; seed++)
        {
            var test = Read(seed);
            var listed = MachineJudge.Judge(test, new MachineOptions { LoadBuffering = loadBuffering });
            var alone = MachineJudge.Judge(
                test,
                new MachineOptions { LoadBuffering = loadBuffering, AllStates = false }
            );

            Assert.True(
                listed.Answer == alone.Answer,
                $"{listed.Answer}, alone {alone.Answer}\n{RandomTests.Of(seed)}"
            );
            Assert.Subset(listed.FinalStates, alone.FinalStates);
        }
    }

    private static LitmusTest Read(int seed) => LitmusReader.Read("random", RandomTests.Of(seed));
}
