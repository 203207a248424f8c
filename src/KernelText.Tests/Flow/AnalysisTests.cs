using KernelText.Flow;
using KernelText.Tokens;
using KernelText.Types;

namespace KernelText.Tests.Flow;

public sealed class AnalysisTests
{
    private static readonly Location s_here = new(new Place("a.c", 1));
    private static readonly Accessed s_what = new("*p", null, "");

    // r2 = *r0; r3 = 1; if (r2) goto 4 else 6; *r1 = r2 (4); r3 = *(r2) (5); return r3 (6)
    private static readonly FlowFunction s_function = new(
        new Symbol("f", "a.c"),
        s_here.Place,
        IntegerType.Long,
        [new("p", PointerType.ToVoid), new("q", PointerType.ToVoid)],
        false,
        false,
        [.. Enumerable.Repeat(new Register("", ScalarKind.Long), 4)],
        [],
        [
            new Load(s_here, 2, Operand.Of(0), 0, ScalarKind.Long, AccessOrder.Plain, s_what),
            new Move(s_here, 3, Operand.Constant(1)),
            new Branch(s_here, Operand.Of(2), 3, 5),
            new Store(s_here, Operand.Of(1), 0, Operand.Of(2), ScalarKind.Long, AccessOrder.Plain, s_what),
            new Load(s_here, 3, Operand.Of(2), 8, ScalarKind.Long, AccessOrder.Once, s_what),
            new Return(s_here, Operand.Of(3)),
        ],
        []
    );

    [Fact]
    public void A_register_lives_until_it_is_last_read()
    {
        Assert.True(s_function.Liveness.After(0).SequenceEqual([1]));
        Assert.True(s_function.Liveness.After(2).SequenceEqual([1, 2, 3]));
        Assert.True(s_function.Liveness.After(3).SequenceEqual([2]));
        Assert.True(s_function.Liveness.After(4).SequenceEqual([]));
    }

    [Fact]
    public void Dependencies_name_loads_and_parameters()
    {
        Assert.True(s_function.Dependencies.Address(0).SequenceEqual([-1]));
        Assert.True(s_function.Dependencies.Address(3).SequenceEqual([-2]));
        Assert.True(s_function.Dependencies.Data(3).SequenceEqual([0]));
        Assert.True(s_function.Dependencies.Address(4).SequenceEqual([0]));
        Assert.True(s_function.Dependencies.Data(5).SequenceEqual([4]));
    }

    [Fact]
    public void Only_what_a_branch_can_miss_depends_on_it()
    {
        Assert.True(s_function.Dependencies.Control(3).SequenceEqual([0]));
        Assert.True(s_function.Dependencies.Control(4).SequenceEqual([0]));
        Assert.True(s_function.Dependencies.Control(5).SequenceEqual([]));
        Assert.True(s_function.Dependencies.Control(1).SequenceEqual([]));
    }

    [Fact]
    public void A_load_is_followed_if_an_address_or_a_result_depends_on_it() =>
        Assert.Equal(
            [true, false, false, false, true, false],
            Enumerable.Range(0, s_function.Code.Length).Select(i => s_function.Followed[i])
        );
}
