using System.Collections.Immutable;
using KernelText.Flow;
using KernelText.Meanings;
using KernelText.Mutation;
using KernelText.Tests.Compared;

namespace KernelText.Tests.Mutation;

/// <summary>Mutants of small functions: what can be changed, and what the changed function does.</summary>
public sealed class GraphMutationTests
{
    private static readonly Table s_meanings = new(
        ("lock", Meaning.Function),
        ("unlock", Meaning.Function),
        ("wake", Meaning.Function),
        ("atomic_add", Meaning.Function)
    );

    [Fact]
    public void A_branch_goes_the_other_way()
    {
        var (flow, mutation) = Only("long f(long a) { if (a) return 1; return 2; }", GraphOperator.Negate);

        Assert.Equal([2, 1], Values(mutation.Apply(flow, NoPairs), 7, 0));
        Assert.Equal("f: branch #1 Negate", mutation.ToString());
    }

    [Fact]
    public void A_store_is_left_out_or_one_more()
    {
        const string Text = "long g; long f(long a) { g = 5; return g; }";
        var (flow, without) = Only(Text, GraphOperator.LeaveOut);
        var (_, more) = Only(Text, GraphOperator.OneMore);

        Assert.Equal("f: store g #1 LeaveOut", without.ToString());
        Assert.Empty(without.Apply(flow, NoPairs).All<Store>());
        Assert.Equal(Operand.Constant(6), Assert.Single(more.Apply(flow, NoPairs).All<Store>()).Value);
    }

    [Fact]
    public void A_compared_constant_is_one_more()
    {
        var (flow, mutation) = Only("long f(long a) { return a == 1; }", GraphOperator.OneMore);

        Assert.Equal([0, 1], Values(mutation.Apply(flow, NoPairs), 1, 2));
    }

    [Fact]
    public void Neighbours_change_places_where_neither_needs_the_other()
    {
        const string Text = "long g, h; void f(long *p) { g = 1; h = 2; if (p) g = *p; h = g; }";
        var flow = Function(Text);

        var swaps = Mutations(flow).Where(m => m.Operator == GraphOperator.Swap).ToArray();

        Assert.Equal("f: store g #1 Swap", Assert.Single(swaps).ToString());
        var stores = swaps[0].Apply(flow, NoPairs).All<Store>();
        Assert.Equal(["h", "g", "g", "h"], stores.Select(s => s.What.Text));
        Assert.Equal(flow.Code.Length, swaps[0].Apply(flow, NoPairs).Code.Length);
    }

    [Fact]
    public void A_call_with_a_result_that_is_used_stays()
    {
        var flow = Function("long wake(void); long f(void) { wake(); return wake(); }");

        Assert.Equal(["f: call wake #1 LeaveOut", "f: call wake #1 Swap"], Mutations(flow).Select(m => m.ToString()));
    }

    [Fact]
    public void What_comes_in_pairs_is_left_out_together()
    {
        var flow = Function(
            "void lock(int *l); void unlock(int *l); int k; void f(void) { lock(&k); k = 1; unlock(&k); }"
        );
        string? PairOf(Call call) => call.Callee.Name is "lock" or "unlock" ? "the lock" : null;

        var together = Assert.Single(
            GraphMutation.Of(flow, _ => true, PairOf),
            m => m.Operator == GraphOperator.LeaveOutAll
        );

        Assert.Empty(together.Apply(flow, PairOf).All<Call>());
        Assert.Single(together.Apply(flow, PairOf).All<Store>());
        Assert.DoesNotContain(
            GraphMutation.Of(flow, _ => true, PairOf),
            m => m.What.StartsWith("call", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_pair_that_may_fail_stays()
    {
        var flow = Function("int lock(int *l); void unlock(int *l); int k; void f(void) { if (lock(&k)) unlock(&k); }");

        Assert.DoesNotContain(
            GraphMutation.Of(flow, _ => true, call => "the lock"),
            m => m.Operator == GraphOperator.LeaveOutAll
        );
    }

    [Fact]
    public void Only_what_is_reached_is_changed()
    {
        var flow = Function("long g; void f(long a) { if (a) g = 1; g = 2; }");
        var first = Array.FindIndex([.. flow.Code], code => code is Store);

        Assert.All(GraphMutation.Of(flow, i => i == first, NoPairs), m => Assert.Equal(first, m.Instruction));
    }

    private static string? NoPairs(Call call) => null;

    private static FlowFunction Function(string text) => Reading.Function(text, "f", s_meanings);

    private static ImmutableArray<GraphMutation> Mutations(FlowFunction flow) =>
        GraphMutation.Of(flow, _ => true, NoPairs);

    private static (FlowFunction Flow, GraphMutation Mutation) Only(string text, GraphOperator change)
    {
        var flow = Function(text);
        return (flow, Assert.Single(Mutations(flow), m => m.Operator == change));
    }

    private static long[] Values(FlowFunction flow, params long[] arguments) =>
        [.. arguments.Select(argument => new Evaluator(Reading.Program("")).Run(flow, argument))];
}
