using Interleave;
using Interleave.Programs;
using Interleave.Search;
using PgmapCheck.Benchmarks;

namespace PgmapCheck.Tests.Benchmarks;

/// <summary>
/// Numbers of distinct states, all counted by a second, unrelated program too. Without reductions they are facts about
/// the programs, on which every model checker must agree; with symmetry they show that no more and no less is merged
/// than threads of one role.
/// </summary>
public sealed class BenchmarkCountTests
{
    private static readonly SearchOptions s_plain = new()
    {
        Symmetry = false,
        SleepSets = false,
        PersistentSets = false,
    };
    private static readonly SearchOptions s_symmetry = new() { SleepSets = false, PersistentSets = false };

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 56)]
    [InlineData(3, 280)]
    [InlineData(4, 1344)]
    public void S1_has_as_many_states_as_elsewhere(int togglers, int states) =>
        AssertProof(StaticKeyToggle.Program(new(togglers, 0, 0), false), s_plain, states);

    [Theory]
    [InlineData(1, 20)]
    [InlineData(2, 43)]
    [InlineData(3, 102)]
    [InlineData(4, 269)]
    [InlineData(5, 760)]
    [InlineData(6, 2223)]
    public void S2_has_as_many_states_as_elsewhere(int putters, int states) =>
        AssertProof(PutVersusTruncate.Program(new(0, putters, 0), false, false), s_plain, states);

    [Theory]
    [InlineData(1, 1, 1, 7008)]
    [InlineData(1, 2, 1, 23472)]
    public void S3_has_as_many_states_as_elsewhere(int togglers, int putters, int getters, int states) =>
        AssertProof(Combined.Program(new(togglers, putters, getters), false), s_plain, states);

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 30)]
    [InlineData(3, 66)]
    [InlineData(4, 123)]
    [InlineData(5, 206)]
    public void Symmetry_merges_togglers(int togglers, int states) =>
        AssertProof(StaticKeyToggle.Program(new(togglers, 0, 0), false), s_symmetry, states);

    [Theory]
    [InlineData(1, 20)]
    [InlineData(3, 41)]
    [InlineData(6, 95)]
    [InlineData(8, 146)]
    public void Symmetry_merges_putters(int putters, int states) =>
        AssertProof(PutVersusTruncate.Program(new(0, putters, 0), false, false), s_symmetry, states);

    [Theory]
    [InlineData(1, 1, 1, 5592)]
    [InlineData(1, 2, 1, 10368)]
    [InlineData(2, 2, 1, 33696)]
    [InlineData(2, 2, 2, 116142)]
    public void Symmetry_merges_a_getter_that_has_the_page_with_the_putters(
        int togglers,
        int putters,
        int getters,
        int states
    ) => AssertProof(Combined.Program(new(togglers, putters, getters), false), s_symmetry, states);

    // Steps are taken at once, and critical sections become one step. No other program has counted these; wherever the
    // search begins to use persistent sets, and with any number of threads, they are the same.
    [Theory]
    [InlineData(1, 1, 1, 411, 411)]
    [InlineData(2, 2, 2, 33948, 11316)]
    [InlineData(3, 3, 2, 118188, 33768)]
    public void Persistent_steps_leave_out_states(int togglers, int putters, int getters, int withoutLocks, int states)
    {
        var program = Combined.Program(new(togglers, putters, getters), false);
        foreach (var (after, workers) in ((long, int)[])[(0, 1), (0, 3), (400, 1), (400, 2)])
        {
            var options = new SearchOptions
            {
                PersistentSetsAfter = after,
                Workers = workers,
                ShareAfter = 100,
            };

            Assert.Equal(
                (withoutLocks, states),
                (
                    Checker.Prove(program, options with { LiptonReduction = false }).States,
                    Checker.Prove(program, options).States
                )
            );
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Sleep_sets_leave_out_steps_and_no_states(bool symmetry)
    {
        var program = Combined.Program(new(1, 2, 1), false);
        var without = Checker.Prove(program, s_plain with { Symmetry = symmetry });
        var with = Checker.Prove(program, s_plain with { Symmetry = symmetry, SleepSets = true });

        Assert.Equal(without.States, with.States);
        Assert.True(with.Transitions < without.Transitions);
    }

    [Fact]
    public void Broken_forms_are_violated()
    {
        AssertViolated(StaticKeyToggle.KeyIsOn, StaticKeyToggle.Program(new(2, 0, 0), true));
        AssertViolated("no fiber is blocked for ever", PutVersusTruncate.Program(new(0, 1, 0), false, true));
        AssertViolated("no fiber is blocked for ever", PutVersusTruncate.Program(new(0, 1, 0), true, false));
        AssertViolated(Combined.NoUseAfterFree, Combined.Program(new(1, 1, 1), true));
    }

    [Fact]
    public void One_toggler_alone_cannot_break_the_key() =>
        Assert.True(Checker.Prove(StaticKeyToggle.Program(new(1, 0, 0), true)).IsProof);

    private static void AssertProof(ConcurrentProgram program, SearchOptions options, long states)
    {
        var verdict = Checker.Prove(program, options);

        Assert.True(verdict.IsProof);
        Assert.Equal(states, verdict.States);
        Assert.Equal(states, Checker.SearchBreadthFirst(program, options).States);
    }

    private static void AssertViolated(string property, ConcurrentProgram program) =>
        Assert.Contains(property, Checker.Prove(program).Counterexamples.Select(found => found.Violation.Property));
}
