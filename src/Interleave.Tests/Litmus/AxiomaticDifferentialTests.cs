using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Tests.Litmus.Axioms;
using Interleave.Tests.RandomPrograms;
using Xunit.Abstractions;

namespace Interleave.Tests.Litmus;

/// <summary>Thousands of random litmus tests: the machine of messages and views against axioms on whole
/// executions.</summary>
public sealed class AxiomaticDifferentialTests(ITestOutputHelper output)
{
    private static readonly int s_programs = Sample.Of(2400);

    [Fact]
    public void Weak_outcomes_are_those_of_the_axioms() =>
        Assert.All(Enumerable.Range(0, s_programs), seed => AssertEqual(ShapeGenerator.Of(seed)));

    [Fact]
    public void So_are_those_of_longer_programs_with_fewer_barriers() =>
        Assert.All(Enumerable.Range(0, s_programs / 3), seed => AssertEqual(LitmusGenerator.Of(seed)));

    /// <summary>Otherwise the comparison would say little: most random tests have the same outcomes on every
    /// memory.</summary>
    [Fact]
    public void The_programs_tell_models_apart()
    {
        var (weaker, stronger) = (0, 0);
        for (var seed = 0; seed < s_programs / 3; seed++)
        {
            var program = ShapeGenerator.Of(seed);
            var (kernel, engine) = (KernelAxioms.Outcomes(program), EngineAxioms.Outcomes(program));
            weaker += engine.Count > program.Outcomes(MemoryModel.Sequential).Count ? 1 : 0;
            stronger += kernel.Count > engine.Count ? 1 : 0;
        }

        Assert.True(weaker > 300 && stronger > 80, $"{weaker} and {stronger} of {s_programs / 3}");
    }

    [Theory]
    [InlineData("AcquireNothing")]
    [InlineData("ForgetBarriers")]
    [InlineData("OvertakeLoads")]
    [InlineData("ForgetWriteBarriers")]
    public void A_broken_rule_is_noticed(string fault) =>
        Noticing.AssertOften(
            output,
            seed =>
            {
                var program = ShapeGenerator.Of(seed);
                return !EngineAxioms
                    .Outcomes(program)
                    .SetEquals(program.Outcomes(MemoryModel.Weak, BrokenRules.Named(fault)));
            }
        );

    private static void AssertEqual(LitmusProgram program)
    {
        var (axioms, machine) = (EngineAxioms.Outcomes(program), program.Outcomes(MemoryModel.Weak));
        AssertEqual(program, axioms, program.Outcomes(MemoryModel.Weak, reduces: true), "the reduced search");
        AssertEqual(program, axioms, machine, "the machine");
    }

    private static void AssertEqual(
        LitmusProgram program,
        ImmutableSortedSet<string> axioms,
        ImmutableSortedSet<string> found,
        string by
    ) =>
        Assert.True(
            axioms.SetEquals(found),
            $"{program}: only {by} has {Text(found.Except(axioms))}, only the axioms {Text(axioms.Except(found))}"
        );

    private static string Text(ImmutableSortedSet<string> outcomes) =>
        outcomes.IsEmpty ? "nothing" : string.Join(", ", outcomes);
}
